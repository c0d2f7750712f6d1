// A legacy client over an engine that nobody is signed in to: its words lie upon the user's own wishes, and end.
import { describe, expect, test } from 'vitest'
import { createLegacyClient } from '../../../electron/core/legacy-client'
import { createLog } from '../../../electron/core/log'
import { createProgramNotes } from '../../../electron/core/program-note'
import { createVisibilityLoop } from '../../../electron/core/visibility-loop'
import { tabledForm } from '../../../electron/xmpp/absent'
import { createOutbox } from '../../../electron/xmpp/outbox'
import { bareJid, type BareJid } from '../../../shared/jid'
import { declined } from '../../../shared/privacy/list'
import { ok } from '../../../shared/result'
import type { LegacyStanza } from '../../../shared/visibility/legacy-stanza'
import {
  allows,
  invisibleToAll,
  visibleToAll,
  withBase,
  withException,
} from '../../../shared/visibility/policy'
import { stanza } from '../../support/legacy-client'

const plain = { show: null, status: '', priority: 0 } as const
const away = { ...plain, show: 'away' } as const
const jid = (text: string) => bareJid(text) as BareJid
const person = (name: string) => ({
  jid: `${name}@shire.example`,
  groups: [],
  subscription: 'both' as const,
})

function client() {
  const sent: string[] = []
  const log = createLog(() => undefined)
  const loop = createVisibilityLoop({
    wishes: {
      policy: visibleToAll,
      presence: plain,
      choice: 'automatic',
      scope: 'session',
      keptDefault: declined,
    },
    slots: ['a', 'b'],
    log,
    now: () => 0,
    changed: () => legacy.proceed(),
  })
  const self = jid('me@shire.example')
  const inn = jid('inn@rooms.elsewhere.example')
  const isRoom = (room: string) => room === inn
  const legacy = createLegacyClient({
    ...{ self, dialect: 'xep-0018', loop, isRoom, log },
    program: createProgramNotes(loop),
  })
  const outbox = createOutbox({
    judge: () => ({ action: 'pass' }),
    write: async (element) => {
      sent.push(element.toString())
      return ok(undefined)
    },
    absentForm: async () => tabledForm({ echo: null, text: null, code: null }),
    heldBack: () => undefined,
    seen: () => undefined,
  })
  const take = (given: Partial<LegacyStanza>) => legacy.take(stanza(given), outbox)
  const seen = (name: string) => allows(loop.state().policy, person(name))
  return { legacy, loop, sent, take, seen }
}

describe('a client with a stream of its own', () => {
  test('shows nobody anything before its first presence, and ends with the user’s own wishes', () => {
    const { legacy, loop, take, seen } = client()
    legacy.begin(false)
    expect(seen('ann')).toBe(false)
    take({ show: 'away' })
    expect(seen('ann')).toBe(true)
    expect(loop.state().presence).toEqual(away)
    take({ type: 'invisible' })
    legacy.end()
    expect(loop.state().policy).toEqual(visibleToAll)
    expect(loop.state().presence).toEqual(plain)
  })

  test('says nothing before it begins and after it ended', () => {
    const { legacy, take, seen } = client()
    take({ type: 'invisible' })
    expect(seen('ann')).toBe(true)
    legacy.begin(true)
    legacy.end()
    take({ type: 'invisible' })
    expect(seen('ann')).toBe(true)
  })
})

describe('the user’s own wishes meanwhile', () => {
  test('another set of rules ends what the client showed, and nothing that it hid', () => {
    const { legacy, take, seen } = client()
    legacy.begin(false)
    take({ type: 'visible' })
    take({ type: 'invisible', to: 'ann@shire.example' })
    legacy.setPolicy(invisibleToAll, 'showing')
    expect([seen('ann'), seen('ben')]).toEqual([false, false])
    legacy.setPolicy(visibleToAll, 'showing')
    expect([seen('ann'), seen('ben')]).toEqual([false, true])
    take({ type: 'invisible' })
    take({ type: 'visible', to: 'ben@shire.example' })
    expect(seen('ben')).toBe(true)
    legacy.setPolicy(visibleToAll, 'showing')
    expect([seen('ann'), seen('ben')]).toEqual([false, false])
  })

  test('change what lies below the client’s words, and what they are about', () => {
    const { legacy, loop, take, seen } = client()
    legacy.begin(true)
    take({ type: 'invisible' })
    const ann = { type: 'jid', value: 'ann@shire.example' } as const
    take({ type: 'visible', to: ann.value })
    take({ type: 'visible', to: 'bob@shire.example' })
    const hidden = withException(visibleToAll, ann, false)
    legacy.setPolicy(hidden, ann)
    expect([seen('ann'), seen('bob'), seen('cay')]).toEqual([false, true, false])
    legacy.setPolicy(withBase(hidden, 'visible'), 'base')
    expect([seen('ann'), seen('bob'), seen('cay')]).toEqual([false, true, true])
    legacy.setPresence(away)
    legacy.end()
    expect(loop.state().policy).toEqual(hidden)
    expect(loop.state().presence).toEqual(away)
  })
})

describe('what no policy expresses', () => {
  test('goes out as directed presence, to the very address, and may pass at that moment alone', () => {
    const { legacy, sent, take } = client()
    legacy.begin(true)
    take({ to: 'me@shire.example/other', type: 'unavailable' })
    take({ to: 'rooms.shire.example', show: 'dnd' })
    expect(sent).toEqual([
      '<presence type="unavailable" to="me@shire.example/other"/>',
      '<presence to="rooms.shire.example"><show>dnd</show></presence>',
    ])
    expect(legacy.passing(false)).toEqual([])
  })

  test('is for a room elsewhere what the client says, and no policy', () => {
    const { legacy, loop, sent, take } = client()
    legacy.begin(true)
    take({ to: 'inn@rooms.elsewhere.example/al', show: 'dnd' })
    expect(sent).toEqual([
      '<presence to="inn@rooms.elsewhere.example/al"><show>dnd</show></presence>',
    ])
    expect(loop.state().policy).toEqual(visibleToAll)
  })

  test('tells a room no more than that the user is there, where anybody is hidden from', () => {
    const { legacy, sent, take } = client()
    legacy.begin(true)
    take({ type: 'invisible' })
    take({ to: 'inn@rooms.elsewhere.example/al', show: 'away', status: 'at the doctor' })
    expect(sent).toEqual(['<presence to="inn@rooms.elsewhere.example/al"/>'])
  })

  test('is taken back from whoever a click of the user hides from, and from no room', () => {
    const { legacy, sent, take } = client()
    legacy.begin(true)
    take({ to: 'eve@mordor.example' })
    take({ to: 'inn@rooms.elsewhere.example/al' })
    sent.splice(0)
    const about = { type: 'jid', value: 'eve@mordor.example' } as const
    legacy.setPolicy(withException(invisibleToAll, about, false), about)
    expect(sent).toEqual(['<presence type="unavailable" to="eve@mordor.example"/>'])
    expect(legacy.farewell().map(String)).toEqual([
      '<presence type="unavailable" to="inn@rooms.elsewhere.example/al"/>',
    ])
  })

  test('is taken back at the end of the session that it was said in, and of no other', () => {
    const { legacy, take } = client()
    legacy.begin(true)
    take({ to: 'eve@mordor.example/ring' })
    expect(legacy.farewell().map(String)).toEqual([
      '<presence type="unavailable" to="eve@mordor.example"/>',
    ])
    expect(legacy.passing(true)).toEqual([
      { kind: 'directed', to: ['eve@mordor.example'], presence: null },
    ])
    legacy.fresh()
    expect(legacy.farewell()).toEqual([])
  })
})
