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
