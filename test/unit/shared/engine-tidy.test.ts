// Casper's own lists that nobody uses any more are removed; lists in use, other clients' lists, and those that another
// device may be using, never are (s.10.8).
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../../shared/privacy/list'
import type { Policy } from '../../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import type { FlowOptions } from './flow'
import { flow } from './flow'

const rules: PrivacyItem[] = [{ action: 'allow', order: 1, match: { type: 'all' }, kinds: [] }]
const lists = { 'casper-a': rules, 'casper-b': rules, 'casper-other-a': rules, mine: rules }

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'both' }
const seenBy = ({ jid }: Entity): Policy =>
  withException(invisibleToAll, { type: 'jid', value: jid }, true)

describe('lists that were left on the server', () => {
  it('stay until a lost session cannot be using them any more', () => {
    const { signIn, server } = flow({ lists, policy: visibleToAll })
    signIn()
    expect([...server.lists.keys()]).toEqual(Object.keys(lists))
  })

  it('are removed then, and no others', () => {
    const { signIn, tell, server, phase } = flow({ lists, policy: visibleToAll })
    signIn()
    tell({ type: 'tidy-due' })
    expect([...server.lists.keys()]).toEqual(['casper-other-a', 'mine'])
    expect(phase()).toBe('confirmed')
  })

  it('stay where they are in use', () => {
    const { signIn, tell, server } = flow({ lists, policy: invisibleToAll, scope: 'account' })
    signIn()
    tell({ type: 'tidy-due' })
    expect(server.active).toMatch(/^casper-[ab]$/)
    expect(server.lists.has(server.active ?? '')).toBe(true)
    expect(server.default).toBe(server.active)
  })

  it('stay where the server refuses to remove them', () => {
    const { signIn, tell, spoil, phase } = flow({ lists, policy: visibleToAll })
    signIn()
    spoil('remove-list', { kind: 'error', code: 'conflict', applied: false })
    expect(tell({ type: 'tidy-due' })).toEqual(['remove-list casper-a'])
    expect(phase()).toBe('confirmed')
  })
})

describe('lists under the names of XEP-0126', () => {
  /** Lets two people see, one after the other, then everybody. */
  function let2See(options: FlowOptions = {}) {
    const made = flow({
      people: [ann, bob],
      policy: invisibleToAll,
      lists: { mine: rules },
      habits: { keepsUsed: true },
      ...options,
    })
    made.signIn()
    for (const policy of [seenBy(ann), seenBy(bob), visibleToAll]) made.wish(policy)
    return made
  }
  const written = ['invisible', `visible-to-${ann.jid}`, `visible-to-${bob.jid}`]

  it('are removed once nobody uses them', () => {
    const { tell, server, phase } = let2See()
    expect([...server.lists.keys()]).toEqual(['mine', ...written])
    tell({ type: 'tidy-due' })
    expect([...server.lists.keys()]).toEqual(['mine'])
    expect(phase()).toBe('confirmed')
  })

  it('are removed by whatever way the user hides meanwhile', () => {
    const { choose, tell, server } = let2See()
    choose('directed-presence')
    tell({ type: 'tidy-due' })
    expect([...server.lists.keys()]).toEqual(['mine'])
  })

  it('stay while one is in use: that one', () => {
    const { wish, tell, server } = let2See()
    wish(seenBy(ann))
    tell({ type: 'tidy-due' })
    expect([...server.lists.keys()]).toEqual(['mine', `visible-to-${ann.jid}`])
  })

  it('stay where another client made something else of them', () => {
    const { tell, server } = let2See()
    server.putList('invisible', rules)
    tell({ type: 'list-pushed', name: 'invisible' })
    tell({ type: 'tidy-due' })
    expect(server.lists.get('invisible')).toEqual(rules)
    expect([...server.lists.keys()]).toEqual(['mine', 'invisible'])
  })

  it('stay where Casper never wrote them, although they say the same', () => {
    const denyAll: PrivacyItem = { action: 'deny', order: 1, match: { type: 'all' }, kinds: [] }
    const { signIn, wish, tell, server } = flow({
      people: [ann],
      policy: invisibleToAll,
      lists: { invisible: [{ ...denyAll, kinds: ['presence-out'] }] },
      habits: { keepsUsed: true },
    })
    signIn()
    expect(server.active).toBe('invisible')
    wish(visibleToAll)
    tell({ type: 'tidy-due' })
    expect([...server.lists.keys()]).toEqual(['invisible'])
  })

  it('are remembered by the next start, as long as the server has them', () => {
    const { server, state } = let2See()
    server.lists.delete('invisible')
    const lists = Object.fromEntries(server.lists)
    const { ownLists } = state()
    expect([...ownLists.keys()]).toEqual(written)
    const next = flow({ lists, ownLists, habits: { keepsUsed: true } })
    next.signIn()
    expect([...next.state().ownLists.keys()]).toEqual(written.slice(1))
    const asked = next.tell({ type: 'tidy-due' })
    expect(asked.filter((words) => words !== 'get-names')).toEqual(
      written.slice(1).flatMap((name) => [`get-list ${name}`, `remove-list ${name}`]),
    )
    expect([...next.server.lists.keys()]).toEqual(['mine'])
    expect(next.state().ownLists.size).toBe(0)
  })

  it('are noted before they are sent, and not where the server refused them', () => {
    const lost = flow({ people: [ann], policy: invisibleToAll })
    lost.spoil('set-list', { kind: 'error', code: 'offline', applied: true })
    lost.signIn()
    expect([...lost.state().ownLists.keys()]).toEqual(['invisible'])
    const refused = flow({ people: [ann], policy: invisibleToAll })
    refused.spoil('set-list', { kind: 'error', code: 'not-acceptable', applied: false })
    refused.signIn()
    expect(refused.state().ownLists.size).toBe(0)
  })

  it('concern nobody where they cannot be read', () => {
    const { server, state } = let2See()
    const next = flow({ lists: Object.fromEntries(server.lists), ownLists: state().ownLists })
    next.signIn()
    next.spoil('get-list', { kind: 'error', code: 'forbidden', applied: false }, Infinity)
    expect(next.tell({ type: 'tidy-due' })).toEqual(['get-list invisible'])
    expect(next.phase()).toBe('confirmed')
  })

  describe('on a server that would take them from under another session', () => {
    const habits = { keepsUsed: false }

    it('are removed where the user has no other', () => {
      const { tell, server } = let2See({ habits })
      expect(tell({ type: 'tidy-due' })).toContain('remove-list invisible if alone')
      expect([...server.lists.keys()]).toEqual(['mine'])
    })

    it('stay where the user has one, and the lists of this installation go all the same', () => {
      const made = let2See({ habits, lists: { mine: rules, 'casper-b': rules } })
      made.server.otherDevice = true
      made.tell({ type: 'tidy-due' })
      expect([...made.server.lists.keys()]).toEqual(['mine', ...written])
      expect(made.phase()).toBe('confirmed')
    })
  })
})
