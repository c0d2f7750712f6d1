// XEP-0319: since when somebody has been idle, in presence and nowhere else.
import { expect, test } from 'vitest'
import { deedsOf } from '../../../electron/xmpp/deed'
import { roomPresence } from '../../../electron/xmpp/muc'
import { available } from '../../../electron/xmpp/presence'
import type { BareJid, FullJid } from '../../../shared/jid'

const away = { show: 'away', status: '', priority: 0 } as const
const idleSince = Date.UTC(2026, 10, 21, 9, 15)

test('s.3: presence carries the time, in UTC and without fractions', () => {
  expect(available({ ...away, idleSince }).toString()).toBe(
    `<presence><show>away</show><idle xmlns="urn:xmpp:idle:1" since="2026-11-21T09:15:00Z"/></presence>`,
  )
})

test('presence without it carries nothing of the kind', () => {
  expect(available(away, 'bob@shire.example' as BareJid).toString()).not.toContain('idle')
})

test('rooms, where strangers are, are not told', () => {
  const room = 'tea@rooms.shire.example/ann' as FullJid
  expect(roomPresence(room, { ...away, idleSince }).toString()).not.toContain('idle')
})

test('the ledger says that it was told', () => {
  const what = 'available, away, and since when'
  expect(deedsOf(available({ ...away, idleSince }))).toEqual([
    { type: 'available', to: null, what },
  ])
})
