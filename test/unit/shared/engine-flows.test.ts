// The five flows of XEP-0126 s.3, and signing in, as the exact order of what goes to the server.
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../../shared/privacy/list'
import { quirksOf } from '../../../shared/visibility/quirks'
import type { Target } from '../../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import { flow } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'both' }
const cay: Entity = { jid: 'cay@shire.example', groups: ['Work'], subscription: 'from' }
const dan: Entity = { jid: 'dan@shire.example', groups: [], subscription: 'to' }
const everybody = [ann, bob, cay, dan]
const theAnn: Target = { type: 'jid', value: ann.jid }
const blockEve: PrivacyItem = {
  action: 'deny',
  order: 7,
  match: { type: 'jid', value: 'eve@mordor.example' },
  kinds: [],
}

describe('signing in visible', () => {
  it('asks what is in force, and sends presence', () => {
    const { signIn, server, phase } = flow({ people: everybody })
    expect(signIn()).toEqual(['get-names', 'available', 'get-names'])
    expect(server.shown()).toEqual([ann.jid, bob.jid, cay.jid])
    expect(phase()).toBe('confirmed')
  })

  it('reads a default list that is in force, and leaves it in force', () => {
    const { signIn, server, exposure } = flow({
      people: everybody,
      lists: { house: [{ ...blockEve, match: { type: 'group', value: 'Work' } }] },
      default: 'house',
    })
    expect(signIn()).toEqual(['get-names', 'get-list house', 'available', 'get-names'])
    expect(server.shown()).toEqual([ann.jid])
    expect(exposure()).toBe('available')
  })
})

describe('XEP-0126 s.3.1, log in as globally invisible', () => {
  it('defines and activates the list, reads both back, and only then sends presence', () => {
    const { signIn, server, phase } = flow({ people: everybody, policy: invisibleToAll })
    expect(signIn()).toEqual([
      'get-names',
      'set-list invisible: [deny all]',
      'get-list invisible',
      'set-active invisible',
      'get-names',
      'available',
      'get-names',
    ])
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('uses the list of an earlier session, after reading what it holds', () => {
    const { signIn, server } = flow({
      people: everybody,
      policy: invisibleToAll,
      lists: { 'casper-a': [{ ...blockEve, action: 'allow' }] },
    })
    signIn()
    expect(server.deliveries).toEqual([])
  })

  it('probes contacts before the activation, where the rule would stop the server’s own probes', () => {
    const { signIn } = flow({
      people: everybody,
      policy: invisibleToAll,
      habits: { blocksProbes: true },
    })
    const asked = signIn()
    const probe = asked.indexOf(`probe ${[ann, bob, dan].map(({ jid }) => jid).join(', ')}`)
    expect(probe).toBeGreaterThan(0)
    expect(probe).toBeLessThan(asked.indexOf('set-active invisible'))
  })

  it('sends nothing before the roster is there', () => {
    const { tell } = flow({ policy: invisibleToAll })
    expect(tell({ type: 'session-started', resumed: false, habits: quirksOf('') })).toEqual([])
  })
})

describe('XEP-0126 s.3.2, become selectively visible', () => {
  it('by JID: a list with the exception, and in the same breath presence to that contact alone', () => {
    const { signIn, wish, server } = flow({ people: everybody, policy: invisibleToAll })
    signIn()
    expect(wish(withException(invisibleToAll, theAnn, true))).toEqual([
      `set-list visible-to-${ann.jid}: [allow jid ${ann.jid}; deny all]`,
      `get-list visible-to-${ann.jid}`,
      `set-active visible-to-${ann.jid}, available to ${ann.jid}`,
      'get-names',
    ])
    expect(server.shown()).toEqual([ann.jid])
  })

  it('by roster group', () => {
    const { signIn, wish, server } = flow({ people: everybody, policy: invisibleToAll })
    signIn()
    const asked = wish(withException(invisibleToAll, { type: 'group', value: 'Work' }, true))
    expect(asked[0]).toBe('set-list visible-to-Work: [allow group Work; deny all]')
    expect(server.shown()).toEqual([bob.jid, cay.jid])
  })

  it('by subscription type', () => {
    const { signIn, wish, server } = flow({ people: everybody, policy: invisibleToAll })
    signIn()
    const target = { type: 'subscription', value: 'both' } as const
    const asked = wish(withException(invisibleToAll, target, true))
    expect(asked[0]).toBe('set-list casper-a: [allow subscription both; deny all]')
    expect(server.shown()).toEqual([ann.jid, bob.jid])
  })
})

describe('XEP-0126 s.3.3, become globally visible', () => {
  it('declines the active list, and presence follows', () => {
    const { signIn, wish, server } = flow({ people: everybody, policy: invisibleToAll })
    signIn()
    expect(wish(visibleToAll)).toEqual([
      `set-active none, available to ${ann.jid}, ${bob.jid}, ${cay.jid}`,
      'get-names',
    ])
    expect(server.shown()).toEqual([ann.jid, bob.jid, cay.jid])
  })

  it('gives back the list that was active before', () => {
    const { signIn, wish, server } = flow({
      people: everybody,
      policy: invisibleToAll,
      lists: { mine: [blockEve] },
      active: 'mine',
    })
    signIn()
    expect(server.active).toBe('casper-a')
    expect(wish(visibleToAll)[0]).toMatch(/^set-active mine, available to /)
  })

  it('declines where the list that was active before is gone by now', () => {
    const { signIn, wish, server, phase } = flow({
      people: everybody,
      policy: invisibleToAll,
      lists: { mine: [blockEve] },
      active: 'mine',
    })
    signIn()
    server.lists.delete('mine')
    wish(visibleToAll)
    expect(server.active).toBeNull()
    expect(phase()).toBe('confirmed')
  })
})

describe('XEP-0126 s.3.4, become selectively invisible', () => {
  it('sends unavailable presence while it still gets through, and activates the list in the same breath', () => {
    const { signIn, wish, server } = flow({ people: everybody })
    signIn()
    expect(wish(withException(visibleToAll, theAnn, false))).toEqual([
      `set-list invisible-to-${ann.jid}: [deny jid ${ann.jid}]`,
      `get-list invisible-to-${ann.jid}`,
      `unavailable to ${ann.jid}, set-active invisible-to-${ann.jid}`,
      'get-names',
    ])
    expect(server.shown()).toEqual([bob.jid, cay.jid])
  })

  it('shows the others nothing of it', () => {
    const { signIn, wish, server } = flow({ people: everybody })
    signIn()
    const before = server.deliveries.length
    wish(withException(visibleToAll, theAnn, false))
    expect(server.deliveries.slice(before).map(({ to }) => to)).toEqual([ann.jid])
  })

  it.each([
    ['group', { type: 'group', value: 'Work' } as const],
    ['subscription type', { type: 'subscription', value: 'from' } as const],
  ])('by %s', (_, target) => {
    const { signIn, wish, server } = flow({ people: everybody })
    signIn()
    wish(withException(visibleToAll, target, false))
    expect(server.shown()).not.toContain(cay.jid)
    expect(server.shown()).toContain(ann.jid)
  })
})

describe('XEP-0126 s.3.5, become globally invisible', () => {
  it('broadcasts unavailable presence, activates the list, and sends presence that nobody gets', () => {
    const { signIn, wish, server } = flow({ people: everybody })
    signIn()
    const before = server.deliveries.length
    expect(wish(invisibleToAll)).toEqual([
      'set-list invisible: [deny all]',
      'get-list invisible',
      'unavailable',
      'set-active invisible',
      'get-names',
      'available',
      'get-names',
    ])
    expect(server.shown()).toEqual([])
    expect(server.deliveries.slice(before).every(({ presence }) => presence === null)).toBe(true)
  })

  it('never writes the list that is active', () => {
    const { signIn, wish } = flow({ people: everybody, policy: invisibleToAll })
    signIn()
    const asked = wish(withException(invisibleToAll, theAnn, true))
    expect(asked.some((words) => words.startsWith('set-list invisible'))).toBe(false)
  })
})

describe('XEP-0126 s.4, the overlay', () => {
  it('keeps the rules of the list that was active, below its own', () => {
    const { signIn } = flow({
      people: everybody,
      policy: invisibleToAll,
      lists: { mine: [blockEve] },
      active: 'mine',
    })
    expect(signIn()).toContain('set-list casper-a: [deny all; deny jid eve@mordor.example (any)]')
  })

  it('keeps the rules of the default list, which an active list puts out of force (RFC 3921 s.10.2)', () => {
    const { signIn } = flow({
      people: everybody,
      policy: invisibleToAll,
      lists: { house: [blockEve] },
      default: 'house',
    })
    expect(signIn()).toContain('set-list casper-a: [deny all; deny jid eve@mordor.example (any)]')
  })
})

describe('presence while invisible', () => {
  it('reads the choice back before it is broadcast, and after', () => {
    const { signIn, tell, server } = flow({ people: everybody, policy: invisibleToAll })
    signIn()
    const presence = { show: 'away', status: '', priority: 0 } as const
    expect(tell({ type: 'presence-chosen', presence })).toEqual([
      'get-list invisible',
      'get-names',
      'available away',
      'get-names',
    ])
    expect(server.deliveries).toEqual([])
  })
})
