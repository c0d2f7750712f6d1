// The gate: what each outgoing stanza would disclose, and whether it may leave.
import { describe, expect, it } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { RoomStanding, Standing } from '../../../shared/visibility/disclosure'
import { judge } from '../../../shared/visibility/disclosure'
import type { Effect } from '../../../shared/visibility/effects'
import type { Outgoing } from '../../../shared/visibility/outgoing'
import type { Guards } from '../../../shared/visibility/policy'
import { guarded } from '../../../shared/visibility/policy'
import { here } from './flow'

const ann = 'ann@shire.example' as BareJid
const bob = 'bob@shire.example' as BareJid
const hidden: Standing = {
  self: 'me@shire.example',
  domain: 'shire.example',
  asked: [],
  guards: guarded,
  knows: (jid) => [ann, bob, 'gateway.shire.example'].includes(jid),
  sees: () => false,
  seenByAll: () => false,
  talksWith: () => false,
  rooms: () => null,
}
const noGuards: Guards = { requests: false, typing: false, receipts: false }
const seenByAnn: Standing = { ...hidden, sees: (jid) => jid === ann }

function asking(asked: Effect): Standing {
  return { ...hidden, asked: [asked] }
}

function presence(type: (Outgoing & { kind: 'presence' })['type'], to: string | null = null) {
  return { kind: 'presence', type, to } as const
}

function iq(type: (Outgoing & { kind: 'iq' })['type'], to: string | null, toResource = false) {
  return { kind: 'iq', type, to, toResource, publishes: false } as const
}

function message(to: string | null, body: boolean) {
  const rest = { signs: [], onlySigns: false, id: 'm1', bounce: false } as const
  return { kind: 'message', to, body, ...rest } as const
}

function verdict(stanza: Outgoing, standing: Standing = hidden): string {
  return judge(stanza, standing).action
}

describe('available presence', () => {
  it('is dropped unless the engine asked for it', () => {
    expect(verdict(presence('available'))).toBe('drop')
    expect(verdict(presence('available'), asking({ kind: 'presence', presence: here }))).toBe(
      'pass',
    )
  })

  it('is dropped while the engine asks for something else', () => {
    expect(verdict(presence('available'), asking({ kind: 'unavailable' }))).toBe('drop')
    expect(verdict(presence('available'), asking({ kind: 'get-names' }))).toBe('drop')
  })

  it('to one person is dropped although a broadcast was asked for', () => {
    expect(verdict(presence('available', ann), asking({ kind: 'presence', presence: here }))).toBe(
      'drop',
    )
  })
})

describe('directed presence', () => {
  const asked = asking({ kind: 'directed', to: [ann], presence: here })

  it('passes to the people the engine named', () => {
    expect(verdict(presence('available', ann), asked)).toBe('pass')
    expect(verdict(presence('available', bob), asked)).toBe('drop')
  })

  it('is not a broadcast', () => {
    expect(verdict(presence('available'), asked)).toBe('drop')
  })

  it('passes only with the type that was asked for', () => {
    expect(verdict(presence('unavailable', ann), asked)).toBe('drop')
    const away = asking({ kind: 'directed', to: [ann], presence: null })
    expect(verdict(presence('unavailable', ann), away)).toBe('pass')
  })

  it('is dropped even to somebody who sees the user, unless asked for', () => {
    expect(verdict(presence('available', ann), seenByAnn)).toBe('drop')
  })
})

describe('unavailable presence', () => {
  it('passes where the engine asked for it', () => {
    expect(verdict(presence('unavailable'), asking({ kind: 'unavailable' }))).toBe('pass')
  })

  it('passes where one of several things asked for is that, as at the end of a session', () => {
    const leaving: Standing = { ...hidden, asked: [{ kind: 'get-names' }, { kind: 'unavailable' }] }
    expect(verdict(presence('unavailable'), leaving)).toBe('pass')
  })

  it('is dropped otherwise: it would announce a session that nobody knew of', () => {
    expect(verdict(presence('unavailable'))).toBe('drop')
    expect(verdict(presence('unavailable', ann), asking({ kind: 'unavailable' }))).toBe('drop')
  })
})

describe('a presence probe', () => {
  it('passes to the people the engine named', () => {
    const asked = asking({ kind: 'probe', to: [ann] })
    expect(verdict(presence('probe', ann), asked)).toBe('pass')
    expect(verdict(presence('probe', bob), asked)).toBe('drop')
  })
})

describe('invisible presence', () => {
  it('is broadcast only where the engine asked for it', () => {
    expect(verdict(presence('invisible'))).toBe('drop')
    expect(verdict(presence('invisible'), asking({ kind: 'legacy-invisible' }))).toBe('pass')
    expect(verdict(presence('invisible', ann), asking({ kind: 'legacy-invisible' }))).toBe('drop')
  })

  it('goes to the own address alone where the server is to prove that it honours it', () => {
    const proving = asking({ kind: 'prove-legacy' })
    expect(verdict(presence('invisible', hidden.self), proving)).toBe('pass')
    expect(verdict(presence('invisible'), proving)).toBe('drop')
    expect(verdict(presence('invisible', ann), proving)).toBe('drop')
  })
})

describe('presence of any other type', () => {
  it('is dropped, whatever was asked for', () => {
    expect(verdict(presence('other'), asking({ kind: 'presence', presence: here }))).toBe('drop')
    expect(verdict(presence('other', ann), seenByAnn)).toBe('drop')
  })
})

describe('a message', () => {
  const eve = 'eve@mordor.example'

  it.each([ann, eve, 'gateway.shire.example'])(
    'with words, to %s who may not see the user, waits for a yes',
    (to) => {
      expect(verdict(message(to, true))).toBe('ask')
      const others: Standing = { ...hidden, talksWith: (jid) => jid === bob }
      expect(verdict(message(to, true), others)).toBe('ask')
      const open: Standing = { ...hidden, guards: noGuards }
      expect(verdict(message(to, true), open)).toBe('ask')
    },
  )

  it('with words passes to people who see the user, to the own devices, the server and rooms', () => {
    expect(verdict(message(ann, true), seenByAnn)).toBe('pass')
    for (const to of [null, hidden.self, hidden.domain, 'rooms.shire.example']) {
      expect(verdict(message(to, true))).toBe('pass')
    }
    const inside: Standing = { ...hidden, rooms: () => 'inside' }
    expect(verdict(message('inn@rooms.elsewhere.example', true), inside)).toBe('pass')
  })

  it('with words passes after the yes to it, and no other does', () => {
    const said: Standing = { ...hidden, talksWith: (jid, id) => jid === ann && id === 'm1' }
    expect(verdict(message(ann, true), said)).toBe('pass')
    expect(verdict({ ...message(ann, true), id: 'm2' }, said)).toBe('ask')
    expect(verdict({ ...message(ann, true), id: null }, said)).toBe('ask')
    expect(verdict(message(bob, true), said)).toBe('ask')
  })

  it('without words is dropped to people who do not see the user, though the user writes to them', () => {
    const talking: Standing = { ...hidden, talksWith: () => true }
    expect(verdict(message(ann, false), talking)).toBe('drop')
    expect(verdict(message(eve, false), talking)).toBe('drop')
    expect(verdict(message(ann, false))).toBe('drop')
    expect(verdict(message(ann, false), seenByAnn)).toBe('pass')
  })

  it('leaves everything else to the people it is written to held back', () => {
    const talking: Standing = { ...hidden, talksWith: () => true }
    expect(verdict(presence('available', ann), talking)).toBe('drop')
    expect(verdict(iq('get', ann, true), talking)).toBe('drop')
    expect(verdict(iq('result', ann), talking)).toBe('rewrite')
  })
})

describe('an iq', () => {
  it.each([null, hidden.self, hidden.domain])('to %s passes: it is the user’s own server', (to) => {
    for (const type of ['get', 'set', 'result', 'error'] as const) {
      expect(verdict(iq(type, to))).toBe('pass')
    }
  })

  it.each(['get', 'set'] as const)('"%s" to people who do not see the user is dropped', (type) => {
    expect(verdict(iq(type, ann, true))).toBe('drop')
    expect(verdict(iq(type, ann, true), seenByAnn)).toBe('pass')
  })

  it.each(['result', 'error'] as const)(
    '"%s" to them becomes what a session that is not there gives',
    (type) => {
      expect(verdict(iq(type, ann))).toBe('rewrite')
      expect(verdict(iq(type, ann), seenByAnn)).toBe('pass')
    },
  )

  it('to a service of the own server passes, but not to a gateway that is a contact and does not see the user', () => {
    const to = (service: string) => iq('result', service)
    expect(verdict(to('rooms.shire.example'))).toBe('pass')
    expect(verdict(to('gateway.shire.example'))).toBe('rewrite')
    expect(verdict({ ...to('gateway.shire.example'), type: 'get' })).toBe('drop')
    expect(verdict(to('gateway.shire.example'), { ...hidden, sees: () => true })).toBe('pass')
  })

  it('to a stranger is treated as to anybody who does not see the user', () => {
    expect(verdict(iq('result', 'eve@mordor.example'), seenByAnn)).toBe('rewrite')
  })
})

describe('what the server tells others of by itself', () => {
  const published = (to: string | null) => ({ ...iq('set', to), publishes: true })

  it.each([null, hidden.self, hidden.domain])(
    'is dropped, to %s, while hidden from anybody',
    (to) => {
      expect(verdict(published(to))).toBe('drop')
      expect(verdict(published(to), seenByAnn)).toBe('drop')
      expect(verdict(published(to), { ...hidden, seenByAll: () => true })).toBe('pass')
    },
  )
})

describe('a room', () => {
  const inn = 'inn@rooms.elsewhere.example'
  const standing = (room: RoomStanding): Standing => ({
    ...hidden,
    rooms: (jid) => (jid === inn ? room : jid === 'rooms.elsewhere.example' ? 'service' : null),
  })

  it.each([
    ['entering', 'pass', 'pass'],
    ['inside', 'pass', 'pass'],
    ['leaving', 'drop', 'pass'],
    ['service', 'drop', 'drop'],
  ] as const)(
    'that is %s is sent presence: %s, unavailable: %s',
    (room, available, unavailable) => {
      expect(verdict(presence('available', inn), standing(room))).toBe(available)
      expect(verdict(presence('unavailable', inn), standing(room))).toBe(unavailable)
    },
  )

  it('gets no other presence, and other rooms get none', () => {
    for (const type of ['probe', 'subscribe', 'invisible', 'other'] as const) {
      expect(verdict(presence(type, inn), standing('inside'))).toBe('drop')
    }
    expect(verdict(presence('available', 'pub@rooms.elsewhere.example'), standing('inside'))).toBe(
      'drop',
    )
    expect(verdict(presence('available'), standing('inside'))).toBe('drop')
  })

  it('is never a contact, whatever the user wishes of that address', () => {
    const asked = { ...standing('inside'), rooms: () => 'inside' as const }
    expect(verdict(presence('available', ann), asked)).toBe('drop')
    // Whoever was told of coming, before they were a contact, is told of going.
    expect(verdict(presence('unavailable', ann), asked)).toBe('pass')
  })

  it('is dealt with openly, and so is its service', () => {
    for (const to of [inn, 'rooms.elsewhere.example']) {
      for (const type of ['get', 'set', 'result', 'error'] as const) {
        expect(verdict(iq(type, to), standing('inside'))).toBe('pass')
        expect(verdict(iq(type, to))).not.toBe('pass')
      }
    }
    expect(verdict(message(inn, false), standing('inside'))).toBe('pass')
  })

  it('does not open the way to those who are in it', () => {
    expect(verdict(iq('result', inn, true), standing('inside'))).toBe('rewrite')
    expect(verdict(iq('get', inn, true), standing('inside'))).toBe('drop')
    const open = { ...standing('inside'), guards: { ...guarded, requests: false } }
    expect(verdict(iq('result', inn, true), open)).toBe('pass')
  })
})

describe('a verdict against a stanza', () => {
  it('gives its reason', () => {
    const judged = judge(presence('available'), hidden)
    expect(judged.action === 'pass' ? '' : judged.reason).not.toBe('')
  })
})

describe('a message for a room that is sent to one of our resources', () => {
  const bounce = (to: string) => ({ ...message(to, false), bounce: true }) as const

  it('is refused as by a resource that is not there, unless requests are answered', () => {
    const open = { ...hidden, guards: { ...hidden.guards, requests: false } }
    expect([verdict(bounce(bob)), verdict(bounce(bob), open)]).toEqual(['rewrite', 'drop'])
  })
})
