// What is kept of what a client was sent and did not get, and for how much of it there is room.
import { expect, test } from 'vitest'
import xml from '@xmpp/xml'
import { createUndelivered } from '../../../electron/bridge/undelivered'
import { createLog } from '../../../electron/core/log'
import type { BareJid } from '../../../shared/jid'

const alice = 'alice@localhost' as BareJid
const bob = 'bob@localhost' as BareJid

function kept() {
  const lines: string[] = []
  const log = createLog((line) => lines.push(line))
  return { lines, ...createUndelivered(log, () => 0) }
}
const said = (body: string, type = 'chat') => xml('message', { type }, xml('body', null, body))

test('words are kept for their address alone, with the time, and given once', () => {
  const { keep, take } = kept()
  keep(alice, [said('one'), said('two')])
  expect(take(bob)).toEqual([])
  const [one, two] = take(alice)
  expect(one?.getChildText('body')).toBe('one')
  expect(two?.getChild('delay')?.attrs['stamp']).toBe('1970-01-01T00:00:00.000Z')
  expect(take(alice)).toEqual([])
})

test('what no server would keep is not kept (XEP-0160 s.3)', () => {
  const { keep, take, lines } = kept()
  const typing = xml('composing', { xmlns: 'http://jabber.org/protocol/chatstates' })
  keep(alice, [
    said('in a room', 'groupchat'),
    said('breaking', 'headline'),
    said('returned', 'error'),
    xml('message', { type: 'chat' }, typing),
    xml('presence'),
  ])
  expect(take(alice)).toEqual([])
  expect(lines).toEqual([])
})

test('of too much the oldest give way, which is logged', () => {
  const { keep, take, lines } = kept()
  const many = Array.from({ length: 1001 }, (_, index) => said(`n${String(index)}`))
  keep(alice, many)
  expect(take(alice)[0]?.getChildText('body')).toBe('n1')
  for (let n = 0; n < 10; n += 1) keep(alice, [said(String(n) + 'x'.repeat(1_000_000))])
  expect(take(alice)).toHaveLength(8)
  expect(lines.filter((line) => line.includes('were dropped'))).toHaveLength(3)
})
