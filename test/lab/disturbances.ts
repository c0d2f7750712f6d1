// What goes wrong around the user: lines break, servers are started again, other devices meddle.
import { denyAll, privacyQuery } from '../support/privacy-requests'
import { sleep, until } from '../support/wait'
import type { Act } from './act'
import { act } from './act'
import { asOther } from './acts-contacts'
import { otherDevice as otherResource } from './oracle'
import type { World } from './world'

/** The servers of the lab keep a lost session that long, in ms. */
export const hibernation = 3000

/** Breaks the connection; it is made again at once. */
export function drop(): Act {
  return act('resume', 'lose the connection', async ({ proxy, casper, online, lose }) => {
    const { made } = proxy.connections()
    lose()
    proxy.drop()
    await casper.when('the loss', ({ connection }) => {
      return connection.state !== 'online' || proxy.connections().made > made
    })
    await online()
  })
}

/** Breaks the connection, does things while it is lost, and lets it be made again. */
export function dropDuring(acts: readonly Act[]): Act {
  const words = `lose the connection, meanwhile ${acts.map((one) => one.words).join(', ')}`
  return act('reconnect', words, async (world) => {
    const { proxy, casper } = world
    world.lose()
    proxy.refuse()
    proxy.drop()
    await casper.when('the loss', ({ connection }) => connection.state !== 'online')
    for (const one of acts) await one.run(world)
    await world.supersede()
    proxy.accept()
    await world.online()
  })
}

/** The same, but what the client wrote last never arrived, and must not be said later. */
export function freezeDuring(acts: readonly Act[], later: readonly Act[]): Act {
  const first = acts.map((one) => one.words).join(', ')
  const words = `into a dead line ${first}; then ${later.map((one) => one.words).join(', ')}`
  return act('resume', words, async (world) => {
    const { proxy, casper } = world
    world.lose()
    proxy.freeze()
    for (const one of acts) await one.run(world)
    await sleep(30)
    proxy.refuse()
    proxy.drop()
    await casper.when('the loss', ({ connection }) => connection.state !== 'online')
    for (const one of later) await one.run(world)
    await world.supersede()
    proxy.thaw()
    proxy.accept()
    await world.online()
  })
}

/** Stays away until the server has given the session up. */
export function expire(): Act {
  return act('expired session', 'stay away too long', async ({ proxy, casper, online, lose }) => {
    lose()
    proxy.refuse()
    proxy.drop()
    await casper.when('the loss', ({ connection }) => connection.state !== 'online')
    await sleep(hibernation + 700)
    proxy.accept()
    await online()
  })
}

/** Starts the server again. */
export function restart(): Act {
  return act('server restart', 'the server is started again', async (world) => {
    const { proxy, server, cast, casper, settleWatchers } = world
    world.lose()
    proxy.refuse()
    await server.restart()
    proxy.drop()
    await casper.when('the loss', ({ connection }) => connection.state !== 'online')
    settleWatchers()
    await cast.signIn()
    proxy.accept()
    await world.online()
  })
}

/** Signs out and in again. */
export function signOutAndIn(): Act {
  return act('sign-out', 'sign out and in again', async (world) => {
    const { casper, account, wish } = world
    wish({ signedIn: false })
    await casper.request('account.sign-out', { account })
    wish({ signedIn: true })
    await casper.request('account.sign-in', { account })
    await world.online()
  })
}

/** Signs out. */
export function signOut(): Act {
  return act('sign-out', 'sign out', async ({ casper, account, wish, proxy }) => {
    wish({ signedIn: false })
    await casper.request('account.sign-out', { account })
    await until(() => proxy.connections().open === 0, 'the end of the connection')
  })
}

/** Signs in. */
export function signIn(): Act {
  return act('initial presence', 'sign in', async (world) => {
    const { casper, account, wish } = world
    wish({ signedIn: true })
    await casper.request('account.sign-in', { account })
    await world.online()
  })
}

/** Another device does something to the list by which the user is hidden. */
export function meddle(how: 'edits' | 'deletes' | 'activates it for itself' | 'adds another'): Act {
  const words = `another device ${how}${how.includes('ano') || how.includes('it') ? '' : ' the list'}`
  const channels = { edits: 'list edited elsewhere', deletes: 'list deleted elsewhere' } as const
  const channel = how === 'edits' || how === 'deletes' ? channels[how] : 'other device'
  return act(channel, words, async (world) => {
    const name = world.casper.account().visibility.activeList
    await asOther(world, async (other) => {
      await other.iq('set', '', privacyQuery(payloadOf(how, name ?? 'none')))
    })
  })
}

function payloadOf(how: Parameters<typeof meddle>[0], name: string): string {
  if (how === 'edits') return `<list name='${name}'><item action='allow' order='1'/></list>`
  if (how === 'deletes') return `<list name='${name}'/>`
  if (how === 'adds another') return `<list name='other'>${denyAll}</list>`
  return `<active name='${name}'/>`
}

/** Another device comes and goes, silently. */
export function otherDevice(): Act {
  return act('other device', 'another device signs in and out', (world: World) =>
    asOther(world, () => Promise.resolve()),
  )
}

/** Another device comes, available, and goes; whether contacts are shown it is a matter of the scope. */
export function otherDeviceShown(): Act {
  return act('other device', 'another device is available for a while', async (world) => {
    const { cast, user, blame, wished } = world
    const { observer } = cast.member('ann')
    const mark = observer.stanzas().length
    await asOther(world, async (other) => {
      other.send('<presence/>')
      await other.settled()
      await observer.settled()
    })
    const seen = observer.from(`${user}/${otherResource}`, mark).some(({ type }) => type === '')
    if (seen || wished().scope === 'account') return
    blame({ kind: 'wish', to: 'ann', words: 'was not shown another device', xml: '' })
  })
}
