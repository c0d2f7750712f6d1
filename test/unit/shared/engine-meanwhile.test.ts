// What happens while the engine is about something else: nobody is shown more for it, and nobody is left behind.
import { describe, expect, it } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../../shared/privacy/list'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import { flow, here } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@rohan.example', groups: [], subscription: 'both' }
const hideAnn = withException(visibleToAll, { type: 'jid', value: ann.jid }, false)
const timeout = { kind: 'error', code: 'timeout', applied: false } as const
const away = { ...here, show: 'away' } as const

function deny(match: PrivacyItem['match']): PrivacyItem {
  return { action: 'deny', order: 1, match, kinds: [] }
}

it('a contact who comes online while the list in force is read again is not told of a hidden session', () => {
  const { server, signIn, tell, meanwhile } = flow({ people: [ann], policy: invisibleToAll })
  signIn()
  meanwhile('get-list', () => [{ type: 'contact-appeared', jid: ann.jid }])
  const asked = tell({ type: 'presence-chosen', presence: away })
  expect(asked).toEqual(['get-list invisible', 'get-names', 'available away', 'get-names'])
  expect(server.deliveries).toEqual([])
})

describe('acts about subscriptions', () => {
  it('whoever is refused is sent nothing before the roster says that they may not see', () => {
    const { server, signIn, tell, meanwhile } = flow({
      people: [ann, bob],
      policy: withException(visibleToAll, { type: 'jid', value: bob.jid }, false),
      choice: 'directed-presence',
    })
    tell({ type: 'subscription-wanted', act: 'unsubscribed', to: ann.jid as BareJid })
    meanwhile('sync', () => [{ type: 'roster-changed', person: { ...ann, subscription: 'to' } }])
    const asked = signIn()
    expect(asked.slice(-2)).toEqual([`unsubscribed to ${ann.jid}`, 'sync'])
    expect(server.shown()).toEqual([])
  })

  it('a way to a gateway is opened only where nothing is out for its domain (RFC 3921 s.10.1)', () => {
    const { signIn, tell } = flow({
      people: [bob],
      policy: invisibleToAll,
      habits: { swallowsSubscriptions: true },
      quirks: ['swallows-subscriptions'],
    })
    signIn()
    const gateway = 'rohan.example' as BareJid
    const asked = tell({ type: 'subscription-wanted', act: 'subscribe', to: gateway })
    expect(asked).toContain('unavailable')
    expect(asked.indexOf('unavailable')).toBeLessThan(asked.indexOf(`subscribe to ${gateway}`))
  })
})

it('whoever is told of the end, is moved meanwhile, and may see in the end is sent presence again', () => {
  const { signIn, tell, wish, meanwhile } = flow({ people: [ann, bob] })
  const moved: Entity = { ...ann, groups: ['Friends'], subscription: 'from' }
  signIn()
  wish(withException(visibleToAll, { type: 'group', value: 'Friends' }, false))
  meanwhile('set-active', () => [{ type: 'roster-changed', person: moved }])
  const letFrom = withException(invisibleToAll, { type: 'subscription', value: 'from' }, true)
  const policy = withException(letFrom, { type: 'jid', value: bob.jid }, true)
  const asked = tell({ type: 'policy-changed', policy })
  const told = asked.findIndex((words) => words.startsWith(`unavailable to ${ann.jid}`))
  expect(told).toBeGreaterThan(0)
  expect(asked.slice(told)).toContain('available')
})

it('another presence chosen while one is on its way opens no way to anybody', () => {
  const { server, signIn, meanwhile } = flow({ people: [ann], policy: invisibleToAll })
  meanwhile('presence', () => [{ type: 'presence-chosen', presence: away }])
  expect(signIn().slice(-4)).toEqual(['available', 'get-names', 'available away', 'get-names'])
  expect(server.lists.size).toBe(1)
})

it('who is blocked while the list is chosen that shows them the user is told before there is none', () => {
  const { server, signIn, wish, meanwhile } = flow({
    people: [bob],
    policy: invisibleToAll,
    quirks: ['forgets-blocks'],
  })
  signIn()
  meanwhile('set-active', () => {
    server.block(bob.jid)
    return [
      { type: 'surroundings-known', services: [], blocked: [bob.jid] },
      { type: 'policy-changed', policy: visibleToAll },
    ]
  })
  expect(wish(hideAnn).slice(-7, -5)).toEqual(['unavailable', 'set-active visible'])
  expect(server.shown()).toEqual([])
})

it('who is blocked, and then is let subscribe by another device while hiding ends, is told before there is no list', () => {
  const { server, signIn, tell, meanwhile } = flow({
    policy: withException(invisibleToAll, { type: 'subscription', value: 'both' }, true),
    quirks: ['forgets-blocks'],
  })
  signIn()
  meanwhile('set-list', () => [{ type: 'policy-changed', policy: visibleToAll }])
  meanwhile('set-active', () => {
    server.putPerson(bob)
    return [{ type: 'roster-changed', person: bob }]
  })
  server.block(bob.jid)
  tell({ type: 'surroundings-known', services: [], blocked: [bob.jid] })
  expect(server.active).toBeNull()
  expect(server.deliveries.map(({ to }) => to)).toContain(bob.jid)
  expect(server.shown()).toEqual([])
})

it('who comes to the roster under rules that were never read, and were others by then, is hidden from all the same', () => {
  const { server, signIn, wish, tell, spoil } = flow({
    choice: 'invisible-command',
    supportsCommand: true,
    lists: { house: [deny({ type: 'all' })] },
  })
  signIn()
  spoil('get-names', timeout)
  tell({ type: 'list-pushed', name: 'house' })
  server.putPerson(bob)
  tell({ type: 'roster-changed', person: bob })
  server.active = 'house'
  tell({ type: 'lists-doubted' })
  expect(server.shown()).toEqual([bob.jid])
  wish(invisibleToAll)
  expect(server.shown()).toEqual([])
})

it('whom the own rules kept from a change of presence is sent it once they do no more', () => {
  const { server, signIn, tell } = flow({
    people: [ann],
    lists: { mine: [deny({ type: 'subscription', value: 'from' })] },
    active: 'mine',
    choice: 'directed-presence',
  })
  const become = (person: Entity): string[] => {
    server.putPerson(person)
    return tell({ type: 'roster-changed', person })
  }
  signIn()
  become({ ...ann, subscription: 'from' })
  tell({ type: 'presence-chosen', presence: away })
  expect(become(ann)).toEqual(['available away', 'get-names'])
  expect(server.view(ann.jid)).toEqual(away)
})

it('where the command may be in force after all, whoever is shown is told directly, too', () => {
  const { server, signIn, wish, spoil } = flow({
    people: [ann],
    policy: invisibleToAll,
    supportsLists: false,
    supportsCommand: true,
  })
  signIn()
  wish(visibleToAll)
  spoil('cloak', timeout)
  expect(wish(invisibleToAll)).toEqual(['go invisible', 'unavailable', `unavailable to ${ann.jid}`])
  expect(server.shown()).toEqual([])
})

it('after a failure, whom the list in force kept from the end is told where another may be', () => {
  const { server, signIn, lose, wish, resume, spoil, tell } = flow({
    people: [bob],
    policy: hideAnn,
  })
  signIn()
  server.lists.set(server.active ?? '', [deny({ type: 'all' })])
  lose()
  wish(invisibleToAll)
  spoil('get-names', timeout)
  resume()
  expect(server.shown()).toEqual([bob.jid])
  server.active = null
  expect(tell({ type: 'lists-doubted' })).toEqual([`unavailable to ${bob.jid}`])
  expect(server.shown()).toEqual([])
})

it('who comes to the roster while the default list is being given up is hidden from all the same', () => {
  const domain = { type: 'domain', value: 'rohan.example' } as const
  const { server, signIn, wish, meanwhile } = flow({
    policy: withException(visibleToAll, domain, false),
    scope: 'account',
  })
  signIn()
  meanwhile('set-default', () => {
    server.default = null
    server.putPerson(bob)
    return [
      { type: 'roster-changed', person: bob },
      { type: 'policy-changed', policy: invisibleToAll },
    ]
  })
  wish(visibleToAll)
  expect(server.deliveries.map(({ to }) => to)).toContain(bob.jid)
  expect(server.shown()).toEqual([])
})

it('who only sees the user, and comes online unnoticed while a list lets them, is hidden from again', () => {
  const cay: Entity = { jid: 'cay@shire.example', groups: [], subscription: 'from' }
  const { server, signIn, wish, meanwhile } = flow({ people: [cay], policy: invisibleToAll })
  server.goOffline(cay.jid)
  signIn()
  meanwhile('set-list', () => [{ type: 'presence-chosen', presence: away }])
  meanwhile('get-names', () => {
    server.comeOnline(cay.jid)
    return [{ type: 'policy-changed', policy: invisibleToAll }]
  })
  wish(withException(invisibleToAll, { type: 'jid', value: cay.jid }, true))
  expect(server.deliveries.map(({ presence }) => presence)).toEqual([here, null])
  expect(server.shown()).toEqual([])
})

it('who only sees the user, and came unnoticed before they were moved out of sight, is told', () => {
  const cay: Entity = { jid: 'cay@shire.example', groups: ['Kin'], subscription: 'from' }
  const group = { type: 'group', value: 'Kin' } as const
  const { server, signIn, tell, meanwhile } = flow({
    people: [cay],
    policy: withException(visibleToAll, group, false),
  })
  server.goOffline(cay.jid)
  signIn()
  const move = (groups: readonly string[]) => {
    server.putPerson({ ...cay, groups })
    return { type: 'roster-changed', person: { ...cay, groups } } as const
  }
  meanwhile('get-names', () => {
    const freed = move([])
    server.comeOnline(cay.jid)
    return [freed, move(['Kin'])]
  })
  tell({ type: 'presence-chosen', presence: away })
  expect(server.deliveries.at(-1)).toMatchObject({ to: cay.jid, presence: null })
  expect(server.shown()).toEqual([])
})

it('a switch between two lists that hide the same people, cut off and taken up again, tells them nothing', () => {
  const { server, signIn, wish, resume, meanwhile } = flow({
    people: [ann],
    policy: invisibleToAll,
  })
  signIn()
  meanwhile('set-active', () => [{ type: 'session-lost' }])
  wish(hideAnn)
  expect(resume()).not.toContain('unavailable')
  expect([server.active, server.deliveries]).toEqual([`invisible-to-${ann.jid}`, []])
})
