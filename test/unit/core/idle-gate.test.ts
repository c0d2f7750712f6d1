// XEP-0319 and the gate: since when somebody has been idle leaves with the presence that the visibility engine asked for,
// and by no other way.
import { expect, test } from 'vitest'
import { createOutbox } from '../../../electron/xmpp/outbox'
import { available } from '../../../electron/xmpp/presence'
import type { BareJid } from '../../../shared/jid'
import type { OwnPresence } from '../../../shared/model'
import { ok } from '../../../shared/result'
import { judge } from '../../../shared/visibility/disclosure'
import type { Effect } from '../../../shared/visibility/effects'
import { guarded } from '../../../shared/visibility/policy'
import { typist } from './typed'

const [bob, carol] = ['bob@shire.example', 'carol@shire.example'] as const
const away: OwnPresence = { show: 'away', status: '', priority: 0, idleSince: 1_794_999_600_000 }

/** A gate at the moment at which the engine asks for that, and what it lets out. */
function gate(asked: readonly Effect[]) {
  const wire: string[] = []
  const outbox = createOutbox({
    judge: (facts) =>
      judge(facts, {
        self: 'alice@shire.example',
        domain: 'shire.example',
        asked,
        guards: guarded,
        knows: () => true,
        sees: (jid) => jid === bob,
        talksWith: () => false,
        seenByAll: () => false,
        rooms: () => null,
      }),
    write: (stanza) => {
      wire.push(stanza.toString())
      return Promise.resolve(ok(undefined))
    },
    absentForm: () => Promise.resolve(null as never),
    heldBack: () => undefined,
    seen: () => undefined,
  })
  return { outbox, wire }
}

test('hidden, it leaves to whom the engine directs it, and to nobody else', async () => {
  const { outbox, wire } = gate([{ kind: 'directed', to: [bob as BareJid], presence: away }])
  expect((await outbox.send(available(away, bob as BareJid))).ok).toBe(true)
  expect(await outbox.send(available(away, carol as BareJid))).toMatchObject({ ok: false })
  expect(await outbox.send(available(away))).toMatchObject({ ok: false })
  expect(wire).toHaveLength(1)
  expect(wire[0]).toContain('urn:xmpp:idle:1')
})

test('where the engine asks for nothing, it does not leave at all', async () => {
  const { outbox, wire } = gate([])
  for (const stanza of [available(away), available(away, bob as BareJid)]) {
    expect(await outbox.send(stanza)).toMatchObject({ ok: false, error: { code: 'gate-held' } })
  }
  expect(wire).toEqual([])
})

test('typed into the console, it is understood without it', async () => {
  const me = await typist(true, 'privacy-lists')
  const idle = `<idle xmlns='urn:xmpp:idle:1' since='2026-11-21T09:15:00Z'/>`
  await me.type(`<presence>${idle}</presence>`)
  await me.type(`<presence to='rynok@localhost'>${idle}</presence>`)
  expect(me.wire()).not.toContain('urn:xmpp:idle:1')
})
