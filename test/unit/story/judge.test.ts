// What counts as a leak: judged from what was received, against what may be seen.
import { expect, test } from 'vitest'
import type { Received } from '../../../electron/story/judge'
import { judge } from '../../../electron/story/judge'

const joe = 'joe@foo.com/casper'
const stanza = (type: string, name = 'presence', from = joe): Received => {
  return { from, name, type, xml: '', words: '' }
}
const [available, unavailable] = [stanza(''), stanza('unavailable')]
const nobody = new Set<string>()
const shown = new Set([joe])

test.each<[string, boolean, ReadonlySet<string>, Received[], number]>([
  ['nothing', false, nobody, [], 0],
  ['presence to somebody who may not see', false, nobody, [available], 1],
  ['presence before its end, to somebody who may see no longer', false, shown, [available], 1],
  ['the end, to somebody who was shown the user', false, shown, [unavailable], 0],
  ['the end twice', false, shown, [unavailable, unavailable], 1],
  ['the end, to somebody who never was', false, nobody, [unavailable], 1],
  ['the end of another resource', false, new Set(['joe@foo.com/other']), [unavailable], 1],
  ['presence and its end, to somebody who may not see', false, nobody, [available, unavailable], 1],
  ['a message', false, nobody, [stanza('chat', 'message')], 1],
  ['an answer', false, nobody, [stanza('result', 'iq')], 1],
  ['presence of a type of its own', false, shown, [stanza('invisible')], 1],
  ['presence of a type of its own, to somebody who may see', true, shown, [stanza('invisible')], 1],
  ['the beginning, to somebody who may see', true, nobody, [available], 0],
  ['a moment of absence, to somebody who may see', true, shown, [unavailable, available], 0],
  ['a message to somebody who may see', true, shown, [stanza('chat', 'message')], 0],
])('%s', (_what, allowed, before, received, leaks) => {
  expect(judge(received, allowed, before).leaks).toHaveLength(leaks)
})

test('who is shown follows from what was received', () => {
  expect(judge([available], true, nobody).shown).toEqual(shown)
  expect(judge([available, unavailable], true, nobody).shown).toEqual(nobody)
  expect(judge([], false, shown).shown).toEqual(shown)
})
