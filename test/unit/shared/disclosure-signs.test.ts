// The gate on what clients say by themselves, typing notices and receipts: by the guards.
import { expect, test } from 'vitest'
import type { Standing, Verdict } from '../../../shared/visibility/disclosure'
import { judge } from '../../../shared/visibility/disclosure'
import type { Outgoing, Sign } from '../../../shared/visibility/outgoing'
import { guarded } from '../../../shared/visibility/policy'

const ann = 'ann@shire.example'
const hidden: Standing = {
  self: 'me@shire.example',
  domain: 'shire.example',
  asked: [],
  guards: guarded,
  knows: () => true,
  sees: () => false,
  seenByAll: () => false,
  talksWith: () => false,
  rooms: () => null,
}
const seenByAnn: Standing = { ...hidden, sees: (jid) => jid === ann }

function message(body: boolean, ...signs: readonly Sign[]) {
  const onlySigns = !body && signs.length > 0
  return { kind: 'message', to: ann, body, signs, onlySigns, id: 'm1', bounce: false } as const
}

function verdict(stanza: Outgoing, standing: Standing = hidden): Verdict['action'] {
  return judge(stanza, standing).action
}

const without = (...down: readonly Sign[]): Standing => ({
  ...hidden,
  talksWith: () => true,
  guards: { ...guarded, ...Object.fromEntries(down.map((guard) => [guard, false])) },
})

test.each<[string, readonly Sign[]]>([
  ['a sign of typing', ['typing']],
  ['a receipt', ['receipts']],
  ['both in one message', ['typing', 'receipts']],
])('%s is held back, and passes only where every guard on it is down', (_, signs) => {
  expect(verdict(message(false, ...signs), without())).toBe('drop')
  expect(verdict(message(false, ...signs), without(...signs))).toBe('pass')
  const one: readonly Sign[] = ['typing', 'receipts']
  for (const guard of one) {
    const expected = signs.every((sign) => sign === guard) ? 'pass' : 'drop'
    expect(verdict(message(false, ...signs), without(guard))).toBe(expected)
  }
})

test('passes to who sees the user, whatever the guards', () => {
  expect(verdict(message(false, 'typing', 'receipts'), seenByAnn)).toBe('pass')
})

test('does not take along what nobody knows, nor a message with nothing in it', () => {
  const all = without('typing', 'receipts')
  expect(verdict({ ...message(false, 'typing'), onlySigns: false }, all)).toBe('drop')
  expect(verdict(message(false), all)).toBe('drop')
})

test('is taken out of the words to somebody who does not see the user, as far as it is guarded', () => {
  const words = message(true, 'typing', 'receipts')
  expect(verdict(words)).toBe('ask')
  expect(judge(words, without())).toMatchObject({
    action: 'rewrite',
    as: 'words',
    without: ['typing', 'receipts'],
  })
  expect(judge(words, without('typing'))).toMatchObject({ without: ['receipts'] })
  expect(verdict(words, without('typing', 'receipts'))).toBe('pass')
  expect(verdict(words, seenByAnn)).toBe('pass')
})
