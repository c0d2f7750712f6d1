// What happens between the user and people: subscriptions, blocking, and the roster changed from another device.
import type { Subscription } from '../../shared/privacy/list'
import { password } from '../support/friends'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import { until } from '../support/wait'
import type { Act } from './act'
import { act } from './act'
import type { Name } from './cast'
import { jidOf } from './cast'
import { otherDevice } from './oracle'
import type { World } from './world'

/** A stranger asks to see the user, who allows it. */
export function allowToSee(who: Name): Act {
  return act('subscriptions', `${who} asks, the user allows`, async (world) => {
    const { cast, user, casper, account, acts } = world
    const peer = jidOf(who)
    const { observer } = cast.member(who)
    observer.send(`<presence type='subscribe' to='${user}'/>`)
    // Where the session is not available the server keeps the request, and the user allows it unasked.
    await until(
      () => casper.account().requests.some((jid) => jid === peer),
      'the request',
      300,
    ).catch(() => undefined)
    acts.add(`subscribed ${peer}`)
    setSubscription(world, peer, 'from')
    await casper.request('contact.subscription', { account, peer, act: 'subscribed' })
  })
}

/** The user takes back what was allowed. */
export function takeBack(who: Name): Act {
  return act('subscriptions', `the user takes ${who}’s subscription back`, async (world) => {
    const { casper, account, acts } = world
    const peer = jidOf(who)
    acts.add(`unsubscribed ${peer}`)
    setSubscription(world, peer, 'none')
    await casper.request('contact.subscription', { account, peer, act: 'unsubscribed' })
  })
}

/** The user asks to see somebody. */
export function askToSee(who: Name): Act {
  return act('subscriptions', `the user asks to see ${who}`, async ({ casper, account, acts }) => {
    const peer = jidOf(who)
    acts.add(`subscribe ${peer}`)
    await casper.request('contact.subscription', { account, peer, act: 'subscribe' })
  })
}

/** Removes a contact from the roster. */
export function removeContact(who: Name): Act {
  return act('subscriptions', `the user removes ${who}`, async (world) => {
    const { casper, account, acts, wish, wished } = world
    const peer = jidOf(who)
    acts.add(`unsubscribed ${peer}`)
    acts.add(`unsubscribe ${peer}`)
    const left = new Map(wished().people)
    left.delete(peer)
    wish({ people: left })
    await casper.request('contact.remove', { account, peer })
  })
}

/** Blocks somebody. */
export function block(who: Name): Act {
  return act('blocking', `block ${who}`, async ({ casper, account, wish, wished }) => {
    wish({ blocked: new Set([...wished().blocked, jidOf(who)]) })
    await casper.request('contact.block', { account, peer: jidOf(who) })
  })
}

/** Lets them in again. */
export function unblock(who: Name): Act {
  return act('blocking', `unblock ${who}`, async ({ casper, account, wish, wished }) => {
    const blocked = new Set(wished().blocked)
    blocked.delete(jidOf(who))
    wish({ blocked })
    await casper.request('contact.unblock', { account, peer: jidOf(who) })
  })
}

/** Another device of the user's puts somebody into another group. */
export function moveTo(who: Name, group: string): Act {
  return act('roster change', `another device moves ${who} to ${group}`, async (world) => {
    const { wish, wished, casper } = world
    const jid = jidOf(who)
    const person = wished().people.get(jid)
    if (!person) return
    wish({ people: new Map(wished().people).set(jid, { ...person, groups: [group] }) })
    await asOther(world, async (other) => {
      const item = `<item jid='${jid}' name='${who}'><group>${group}</group></item>`
      await other.iq('set', '', `<query xmlns='jabber:iq:roster'>${item}</query>`)
    })
    const moved = () => casper.contact(jid)?.groups.join() === group
    await until(moved, 'the roster push', 10_000)
  })
}

/** Does something as another device of the user's, which sends no presence. */
export async function asOther(
  world: World,
  run: (other: RawClient) => Promise<void>,
): Promise<void> {
  const user = world.user.split('@')[0] ?? ''
  const { server } = world
  const other = await startRawClient({ server, user, password, resource: otherDevice })
  try {
    await run(other)
  } finally {
    await other.close()
  }
}

function setSubscription({ wish, wished }: World, jid: string, subscription: Subscription): void {
  const person = wished().people.get(jid) ?? { jid, groups: [] }
  wish({ people: new Map(wished().people).set(jid, { ...person, subscription }) })
}
