// What changes under the engine: other clients of the user, a server that forgets, and the roster.
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../../shared/privacy/list'
import { step } from '../../../shared/visibility/engine'
import { invisibleToAll, visibleToAll } from '../../../shared/visibility/policy'
import { visibilityView } from '../../../shared/visibility/view'
import { flow, here } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'both' }
const cay: Entity = { jid: 'cay@shire.example', groups: [], subscription: 'from' }
const people = [ann, bob]
const allowAll: PrivacyItem = { action: 'allow', order: 1, match: { type: 'all' }, kinds: [] }

describe('another client of the user', () => {
  it('edits the active list: it is read, replaced and activated', () => {
    const { signIn, tell, server } = flow({ people, policy: invisibleToAll })
    signIn()
    server.lists.set('invisible', [allowAll])
    expect(tell({ type: 'list-pushed', name: 'invisible' })).toEqual([
      'get-list invisible',
      'set-list casper-a: [deny all]',
      'get-list casper-a',
      'set-active casper-a',
      'get-names',
      'available',
      'get-names',
    ])
    expect(server.deliveries).toEqual([])
  })

  it('deletes the active list: the same', () => {
    const { signIn, tell, server, phase } = flow({ people, policy: invisibleToAll })
    signIn()
    server.lists.delete('invisible')
    tell({ type: 'list-pushed', name: 'invisible' })
    expect(server.active).toBe('casper-a')
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('edits the user’s own rules: they are laid under the wish anew', () => {
    const { signIn, tell, server } = flow({
      people,
      policy: invisibleToAll,
      lists: { house: [allowAll] },
      default: 'house',
    })
    signIn()
    server.lists.set('house', [{ ...allowAll, action: 'deny', kinds: ['message'] }])
    const asked = tell({ type: 'list-pushed', name: 'house' })
    expect(asked).toContain('set-list casper-b: [deny all; deny all (message)]')
  })

  it('edits a list that has nothing to do with this session: it is not read', () => {
    const { signIn, server, tell } = flow({ people, policy: invisibleToAll })
    signIn()
    server.lists.set('other', [allowAll])
    expect(tell({ type: 'list-pushed', name: 'other' })).toEqual(['get-names'])
  })

  it('is not said to be confirmed before its change to the active list was looked at', () => {
    const { signIn, server, state } = flow({ people, policy: invisibleToAll })
    signIn()
    server.lists.set('invisible', [allowAll])
    const told = step(state(), { type: 'list-pushed', name: 'invisible' }, 7)
    expect(visibilityView(told.state).phase).toBe('changing')
  })
})

describe('a server that loses the active list without a word', () => {
  it('gets it back before presence is broadcast', () => {
    const { signIn, tell, server, phase } = flow({ people, policy: invisibleToAll })
    signIn()
    server.active = null
    tell({ type: 'presence-chosen', presence: { ...here, show: 'away' } })
    expect(server.shown()).toEqual([])
    expect(server.active).toBe('invisible')
    expect(phase()).toBe('confirmed')
  })
})

describe('roster changes', () => {
  it('a contact who moves into a hidden group is sent unavailable, although the rules already stop it', () => {
    const policy = {
      ...visibleToAll,
      exceptions: [{ target: { type: 'group', value: 'Work' }, sees: false }],
    } as const
    const { signIn, tell, server } = flow({ people: [...people, cay], policy })
    signIn()
    const moved = { ...ann, groups: ['Work'] }
    server.putPerson(moved)
    const asked = tell({ type: 'roster-changed', person: moved })
    expect(asked.join()).toContain(`unavailable to ${ann.jid}`)
    expect(server.shown()).toEqual([cay.jid])
  })

  it('a contact who moves out of a hidden group is sent presence', () => {
    const policy = {
      ...visibleToAll,
      exceptions: [{ target: { type: 'group', value: 'Work' }, sees: false }],
    } as const
    const { signIn, tell, server } = flow({ people, policy })
    signIn()
    const moved = { ...bob, groups: [] }
    server.putPerson(moved)
    expect(tell({ type: 'roster-changed', person: moved })).toContain(`available to ${bob.jid}`)
    expect(server.shown()).toEqual([ann.jid, bob.jid])
  })

  it('a new subscriber whom the wish hides is shown nothing', () => {
    const { signIn, tell, server } = flow({ people, policy: invisibleToAll })
    signIn()
    const eve: Entity = { jid: 'eve@mordor.example', groups: [], subscription: 'both' }
    server.putPerson(eve)
    tell({ type: 'roster-changed', person: eve })
    expect(server.deliveries).toEqual([])
  })
})
