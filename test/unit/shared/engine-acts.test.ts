// Acts about subscriptions (RFC 3921 s.6) while hidden: they arrive, and nobody is shown anything for it.
import { describe, expect, it } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { SubscriptionAct } from '../../../shared/model'
import type { Entity } from '../../../shared/privacy/evaluate'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import { flow } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const cay: Entity = { jid: 'cay@shire.example', groups: [], subscription: 'from' }
const stranger = 'sam@shire.example'
const habits = { blocksProbes: false, swallowsSubscriptions: true }
const quirks = ['swallows-subscriptions'] as const
const onlyAnn = withException(invisibleToAll, { type: 'jid', value: ann.jid }, true)

function wanted(act: SubscriptionAct, to: string) {
  return { type: 'subscription-wanted', act, to: to as BareJid } as const
}

describe('where a rule against outgoing presence swallows acts about subscriptions', () => {
  const acts: readonly SubscriptionAct[] = [
    'subscribe',
    'subscribed',
    'unsubscribe',
    'unsubscribed',
  ]
  it.each(acts)('%s to somebody who is hidden from arrives, and shows them nothing', (act) => {
    for (const to of [stranger, cay.jid]) {
      const { server, signIn, tell } = flow({ people: [ann, cay], policy: onlyAnn, habits, quirks })
      signIn()
      const before = server.deliveries.length
      tell(wanted(act, to))
      expect(server.acts).toEqual([{ act, to }])
      expect(server.deliveries.slice(before).filter((one) => one.to !== ann.jid)).toEqual([])
      expect(server.shown()).toEqual([ann.jid])
    }
  })

  it('where no change of a list is told, the list it goes out by is read anew', () => {
    const silent = { ...habits, silentLists: true }
    const { server, signIn, tell } = flow({ policy: invisibleToAll, habits: silent, quirks })
    signIn()
    tell(wanted('subscribe', stranger))
    for (const name of server.lists.keys()) {
      server.lists.set(name, [{ action: 'deny', order: 1, match: { type: 'all' }, kinds: [] }])
    }
    tell(wanted('subscribe', stranger))
    expect(server.acts).toHaveLength(2)
  })

  it('those who see the user do not see the session go, only the same presence again', () => {
    const { server, signIn, tell } = flow({ people: [ann, cay], policy: onlyAnn, habits, quirks })
    signIn()
    const before = server.deliveries.length
    tell(wanted('unsubscribed', cay.jid))
    const seen = server.deliveries.slice(before).filter(({ to }) => to === ann.jid)
    expect(seen.map(({ presence }) => presence)).toEqual(seen.map(({ before: was }) => was))
  })

  it('to ask somebody who is no subscriber a way in the list is enough', () => {
    const { signIn, tell } = flow({ people: [ann], policy: invisibleToAll, habits, quirks })
    signIn()
    const asked = tell(wanted('subscribe', stranger))
    expect(asked).toContain(`subscribe to ${stranger}`)
    expect(asked).not.toContain('unavailable')
  })

  it('in the end the list says what it said before', () => {
    const { server, signIn, tell } = flow({ people: [cay], policy: invisibleToAll, habits, quirks })
    signIn()
    tell(wanted('subscribed', stranger))
    expect(server.reaches(stranger)).toBe(false)
    expect(server.broadcast).not.toBeNull()
  })
})

it('elsewhere they go out at once, under the list that hides', () => {
  const { server, signIn, tell } = flow({ people: [cay], policy: invisibleToAll })
  signIn()
  expect(tell(wanted('subscribed', stranger))).toEqual([`subscribed to ${stranger}`, 'sync'])
  expect(server.shown()).toEqual([])
})

it('an act wished before the session is hidden waits until it is', () => {
  const { server, signIn, tell } = flow({ people: [cay], policy: invisibleToAll })
  tell(wanted('subscribed', stranger))
  const asked = signIn()
  expect(asked.indexOf(`subscribed to ${stranger}`)).toBeGreaterThan(
    asked.findIndex((word) => word.startsWith('set-active')),
  )
  expect(server.shown()).toEqual([])
})

it('who sees the user is told at once', () => {
  const { signIn, tell } = flow({ people: [ann], policy: visibleToAll, habits, quirks })
  signIn()
  expect(tell(wanted('unsubscribed', ann.jid))).toEqual([`unsubscribed to ${ann.jid}`, 'sync'])
})

it('whom a rule about their subscription lets see the user is told before it ends', () => {
  const policy = withException(invisibleToAll, { type: 'subscription', value: 'from' }, true)
  const { server, signIn, tell, meanwhile } = flow({ people: [cay], policy, habits, quirks })
  signIn()
  meanwhile('sync', () => [{ type: 'roster-changed', person: { ...cay, subscription: 'none' } }])
  const asked = tell(wanted('unsubscribed', cay.jid))
  const [gone, , act] = asked
  expect([gone, act]).toEqual([`unavailable to ${cay.jid}`, `unsubscribed to ${cay.jid}`])
  expect(server.shown()).toEqual([])
})

it('whom a rule about their subscription hides from has a rule of their own when it ends', () => {
  const policy = withException(visibleToAll, { type: 'subscription', value: 'from' }, false)
  const { server, signIn, tell, meanwhile } = flow({ people: [ann, cay], policy })
  signIn()
  const none = { ...cay, subscription: 'none' } as const
  const reached: boolean[] = []
  meanwhile('sync', () => {
    reached.push(server.letsOut(none))
    return [{ type: 'roster-changed', person: none }]
  })
  const asked = tell(wanted('unsubscribed', cay.jid))
  expect(asked).toContain(`unsubscribed to ${cay.jid}`)
  expect(reached).toEqual([false])
  expect(server.shown()).toEqual([ann.jid])
})

describe('an act that the user signs out on', () => {
  const barred = { choice: 'directed-presence', habits, quirks, default: 'house' } as const
  const house = [{ action: 'deny', order: 1, match: { type: 'all' }, kinds: [] }] as const

  it('is kept where it still waits, and goes out once in the next session, which nobody is shown', () => {
    const { server, signIn, leave, tell, state } = flow({
      ...barred,
      policy: invisibleToAll,
      lists: { house },
    })
    signIn()
    tell(wanted('subscribe', stranger))
    leave()
    expect(state().acts).toEqual([{ act: 'subscribe', to: stranger }])
    server.default = null
    server.beginSession()
    signIn()
    leave()
    server.beginSession()
    signIn()
    expect(server.acts).toEqual([{ act: 'subscribe', to: stranger }])
    expect(server.deliveries).toEqual([])
  })

  it('is not sent again where it was written before the end', () => {
    const { server, signIn, tell, meanwhile } = flow()
    signIn()
    meanwhile('subscription', () => [{ type: 'session-ended' }])
    tell(wanted('subscribe', stranger))
    server.beginSession()
    signIn()
    expect(server.acts).toEqual([{ act: 'subscribe', to: stranger }])
  })
})
