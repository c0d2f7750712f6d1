// The engine fails closed: refusals, silence, what is read back otherwise, and sessions that are lost.
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { Target } from '../../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import type { Fault } from '../../support/model-server'
import { flow, here } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'both' }
const people = [ann, bob]
const theAnn: Target = { type: 'jid', value: ann.jid }
const refused: Fault = { kind: 'error', code: 'not-acceptable', applied: false }
const silent: Fault = { kind: 'error', code: 'timeout', applied: false }
const denyAll = { action: 'deny', order: 1, match: { type: 'all' }, kinds: [] } as const

describe('a step towards signing in invisible that fails', () => {
  it.each([
    ['the list is refused', 'set-list', refused, 'list-refused'],
    ['the list is not kept as sent', 'get-list', { kind: 'misreported' }, 'list-not-kept'],
    ['the list cannot be read back', 'get-list', silent, 'server-silent'],
    ['the activation is refused', 'set-active', refused, 'activation-refused'],
    ['the activation is not done', 'set-active', { kind: 'ignored' }, 'activation-not-confirmed'],
    ['the first question is not answered', 'get-names', silent, 'server-silent'],
  ] as const)('%s: no presence leaves', (_, kind, fault, code) => {
    const { signIn, spoil, server, phase } = flow({ people, policy: invisibleToAll })
    spoil(kind, fault)
    const asked = signIn()
    expect(asked).not.toContain('available')
    expect(server.broadcast).toBeNull()
    expect(phase()).toBe(`failed: ${code}`)
  })

  it('is tried again from the start by retry', () => {
    const { signIn, spoil, tell, phase } = flow({ people, policy: invisibleToAll })
    spoil('set-active', refused)
    signIn()
    expect(tell({ type: 'retry' })).toEqual([
      'get-names',
      'get-list invisible',
      'set-active invisible',
      'get-names',
      'available',
      'get-names',
    ])
    expect(phase()).toBe('confirmed')
  })

  it('stays failed and unavailable whatever availability is chosen', () => {
    const { signIn, spoil, tell, server } = flow({ people, policy: invisibleToAll })
    spoil('set-list', refused)
    signIn()
    expect(tell({ type: 'presence-chosen', presence: { ...here, show: 'chat' } })).toEqual([])
    expect(server.broadcast).toBeNull()
  })
})

describe('a step from visible towards invisible that fails', () => {
  it.each([
    ['set-list', 'list-refused'],
    ['set-active', 'activation-refused'],
  ] as const)('at %s: everybody is sent unavailable', (kind, code) => {
    const { signIn, spoil, wish, server, phase } = flow({ people })
    signIn()
    spoil(kind, refused)
    expect(wish(invisibleToAll)).toContain('unavailable')
    expect(server.shown()).toEqual([])
    expect(phase()).toBe(`failed: ${code}`)
  })

  it('reads a list before it is used, although the refused one was perhaps kept', () => {
    const { signIn, spoil, wish, server } = flow({ people })
    signIn()
    spoil('set-list', { kind: 'error', code: 'timeout', applied: true })
    wish(withException(visibleToAll, theAnn, false))
    server.lists.set(`invisible-to-${ann.jid}`, [])
    expect(wish(withException(visibleToAll, theAnn, false)).slice(0, 3)).toEqual([
      `get-list invisible-to-${ann.jid}`,
      `set-list casper-a: [deny jid ${ann.jid}]`,
      'get-list casper-a',
    ])
    expect(server.shown()).toEqual([bob.jid])
  })
})

describe('a list that is read back otherwise than it was written', () => {
  it('is written again, although the next wish comes to just what was read', () => {
    const { signIn, spoil, wish, server } = flow({
      people,
      policy: withException(invisibleToAll, theAnn, true),
    })
    spoil('get-list', { kind: 'misreported' })
    signIn()
    expect(wish(invisibleToAll)).toContain('set-list invisible: [deny all]')
    expect(server.shown()).toEqual([])
  })
})

describe('a server without privacy lists', () => {
  it('shows a user who wishes to be visible', () => {
    const { signIn, server, phase } = flow({ people, supportsLists: false })
    expect(signIn()).toEqual(['get-names', 'available', 'sync'])
    expect(server.shown()).toEqual([ann.jid, bob.jid])
    expect(phase()).toBe('confirmed')
  })

  it('hides by other means', () => {
    const { signIn, server, phase } = flow({ people, supportsLists: false, policy: invisibleToAll })
    signIn()
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('never shows a user who wishes to be invisible by a list', () => {
    const { signIn, server, phase } = flow({
      people,
      supportsLists: false,
      policy: invisibleToAll,
      choice: 'privacy-lists',
    })
    expect(signIn()).toEqual(['get-names'])
    expect(server.broadcast).toBeNull()
    expect(phase()).toBe('failed: lists-unsupported')
  })

  it('makes a visible user who wishes to be invisible by a list unavailable', () => {
    const { signIn, wish, server, phase } = flow({
      people,
      supportsLists: false,
      choice: 'privacy-lists',
    })
    signIn()
    expect(wish(invisibleToAll)).toEqual(['unavailable'])
    expect(server.shown()).toEqual([])
    expect(phase()).toBe('failed: lists-unsupported')
  })
})

describe('a server that is silent', () => {
  it('is not taken for one without lists', () => {
    const { signIn, spoil, tell, exposure, phase } = flow({
      people,
      lists: { mine: [denyAll] },
      active: 'mine',
    })
    signIn()
    spoil('get-names', silent)
    tell({ type: 'presence-chosen', presence: { ...here, show: 'away' } })
    expect(exposure()).not.toBe('available')
    expect(phase()).toBe('failed: server-silent')
  })
})

describe('a session that is taken up again', () => {
  it('asks what is in force, and sends nothing again', () => {
    const { signIn, lose, resume, server, phase } = flow({ people, policy: invisibleToAll })
    signIn()
    lose()
    expect(phase()).toBe('offline')
    expect(resume()).toEqual(['get-names', 'get-list invisible'])
    expect(phase()).toBe('confirmed')
    expect(server.deliveries).toEqual([])
  })

  it('follows the wish that changed meanwhile', () => {
    const { signIn, lose, wish, resume, server } = flow({ people })
    signIn()
    lose()
    wish(invisibleToAll)
    resume()
    expect(server.shown()).toEqual([])
    expect(server.active).toBe('invisible')
  })

  it('hides from those who may have got presence that was under way', () => {
    const { signIn, lose, tell, wish, resume, server } = flow({ people })
    signIn()
    lose()
    tell({ type: 'presence-unsure', to: null, available: false })
    wish(invisibleToAll)
    resume()
    expect(server.shown()).toEqual([])
  })
})

describe('a session that is not taken up again', () => {
  it('does everything anew before any presence', () => {
    const { signIn, lose, server } = flow({ people, policy: invisibleToAll })
    signIn()
    lose()
    server.beginSession()
    expect(signIn()).toEqual([
      'get-names',
      'get-list invisible',
      'set-active invisible',
      'get-names',
      'available',
      'get-names',
    ])
    expect(server.deliveries).toEqual([])
  })
})

describe('the write that fails', () => {
  it('does not ask for unavailable presence without end where the gate holds it', () => {
    const { signIn, spoil, wish, phase } = flow({ people })
    signIn()
    spoil('set-list', refused)
    spoil('unavailable', { kind: 'error', code: 'gate-held', applied: false }, 100)
    wish(invisibleToAll)
    expect(phase()).toMatch(/^failed/)
  })
})

it('after a failure, whoever may not have got the end is found by the rules, and told once they let it out', () => {
  const { signIn, meanwhile, spoil, tell, server, phase } = flow({
    people: [bob],
    choice: 'invisible-command',
    lists: { house: [{ ...denyAll, action: 'allow' }] },
    default: 'house',
  })
  signIn()
  const write = (action: 'allow' | 'deny'): string[] => {
    server.lists.set('house', [{ ...denyAll, action }])
    return tell({ type: 'list-pushed', name: 'house' })
  }
  meanwhile('get-list', () => [{ type: 'policy-changed', policy: invisibleToAll }])
  write('deny')
  spoil('get-names', silent)
  expect(tell({ type: 'list-pushed', name: 'mine' })).toContain('unavailable')
  tell({ type: 'retry' })
  expect([phase(), ...server.shown()]).toEqual(['failed: strategy-unsupported', bob.jid])
  write('allow')
  expect(server.shown()).toEqual([])
})

it('after a failure, whoever may not have got the end is told again once the roster has them elsewhere', () => {
  const { signIn, meanwhile, spoil, tell, server, phase } = flow({
    people: [bob],
    choice: 'directed-presence',
    lists: { house: [{ ...denyAll, action: 'allow' }] },
    default: 'house',
  })
  signIn()
  meanwhile('get-list', () => [{ type: 'policy-changed', policy: invisibleToAll }])
  spoil('get-names', silent)
  server.lists.set('house', [{ ...denyAll, match: { type: 'group', value: 'Work' } }])
  tell({ type: 'list-pushed', name: 'house' })
  expect([phase(), ...server.shown()]).toEqual(['failed: server-silent', bob.jid])
  const moved: Entity = { ...bob, groups: [] }
  server.putPerson(moved)
  tell({ type: 'roster-changed', person: moved })
  expect(server.shown()).toEqual([])
})
