// What the user wishes: who sees them, how, and with which availability. Whoever wishes something is there.
import type { Show } from '../../shared/model'
import type { Target } from '../../shared/visibility/policy'
import { withBase, withException, withoutException } from '../../shared/visibility/policy'
import type { Scope, StrategyId } from '../../shared/visibility/strategies/names'
import { until } from '../support/wait'
import type { Act } from './act'
import { act } from './act'
import { comeBack } from './acts-machine'
import type { Name } from './cast'
import { jidOf, nick, room } from './cast'
import type { World } from './world'

/** Hides from everybody without an exception, or shows to them. */
export function setBase(base: 'visible' | 'invisible'): Act {
  return act(`going ${base}`, `go ${base}`, async (world) => {
    comeBack(world)
    const { casper, account, wish, wished } = world
    wish({ policy: withBase(wished().policy, base) })
    await casper.request(base === 'visible' ? 'visibility.go-visible' : 'visibility.go-invisible', {
      account,
    })
  })
}

/** Lets some see the user, hides from them, or leaves them to the base. */
export function except(target: Target, sees: boolean | null): Act {
  const verb = sees === null ? 'reset' : sees ? 'let-see' : 'hide-from'
  const words = `${verb} ${target.type} ${target.value}`
  return act('exceptions', words, async (world) => {
    comeBack(world)
    const { casper, account, wish, wished } = world
    const { policy } = wished()
    const next =
      sees === null ? withoutException(policy, target) : withException(policy, target, sees)
    wish({ policy: next })
    await casper.request(`visibility.${verb}`, { account, target })
  })
}

/** Changes the availability, by hand. */
export function setShow(show: Show | null): Act {
  return act('availability', `presence ${show ?? 'available'}`, async (world) => {
    comeBack(world)
    const { casper, account } = world
    const presence = { show, status: show === null ? '' : 'at the lab', priority: 0 }
    await casper.request('presence.set', { account, presence })
  })
}

/** Hides in another way, and in this strategy's again. */
export function viaStrategy(other: StrategyId): Act {
  return act('strategy switch', `by ${other} and back`, async (world) => {
    await choose(world, other)
    await world.casper.when('the other way', ({ visibility }) => visibility.phase !== 'changing')
    await choose(world, world.strategy)
  })
}

/** Hides this session alone, or every device of the account. */
export function setScope(scope: Scope): Act {
  return act('scope', `hide the ${scope}`, async ({ casper, account, strategy, wish }) => {
    wish({ scope })
    await casper.request('visibility.choose', { account, choice: strategy, scope })
  })
}

async function choose({ casper, account, wish }: World, choice: StrategyId): Promise<void> {
  wish({ scope: 'session' })
  await casper.request('visibility.choose', { account, choice, scope: 'session' })
}

/** Takes the world's strategy. */
export function takeStrategy(): Act {
  return act('strategy switch', 'take the strategy', (world) => choose(world, world.strategy))
}

/** Enters the room. */
export function enterRoom(): Act {
  return act('rooms', 'enter the room', async ({ casper, account, wish }) => {
    wish({ inRoom: true })
    await casper.request('room.join', { account, room, nick })
  })
}

/** Leaves it. */
export function leaveRoom(): Act {
  return act('rooms', 'leave the room', async ({ casper, account, wish }) => {
    wish({ inRoom: false })
    await casper.request('room.leave', { account, room })
    const left = () => Object.keys(casper.snapshot().rooms[account] ?? {}).length === 0
    await until(left, 'having left the room', 25_000)
  })
}

/** Writes to somebody, which is the user's own act. */
export function write(peer: string, body: string): Act {
  return act('receipts and typing', `write to ${peer}`, async (world) => {
    comeBack(world)
    const { casper, account, written } = world
    written.add(body)
    await casper.request('message.send', { account, peer, body, reveal: 'once' })
  })
}

/** Opens the conversation with somebody and reads it. */
export function read(peer: string): Act {
  return act('receipts and typing', `read what ${peer} wrote`, async ({ casper, account }) => {
    await casper.request('chat.open', { account, peer })
    await casper.request('chat.read', { account, peer })
  })
}

/** Lets somebody see the user for so many minutes. */
export function decloak(who: Name, minutes: number): Act {
  return act('exceptions', `${who} may see for a while`, async (world) => {
    comeBack(world)
    const { casper, account, wish, wished } = world
    const peer = jidOf(who)
    wish({ policy: withException(wished().policy, { type: 'jid', value: peer }, true) })
    await casper.request('visibility.decloak', { account, peer, minutes })
  })
}

/** Ends that. */
export function recloak(who: Name): Act {
  return act('exceptions', `${who} may no longer see`, async (world) => {
    const { casper, account, wish, wished } = world
    const peer = jidOf(who)
    wish({ policy: withoutException(wished().policy, { type: 'jid', value: peer }) })
    await casper.request('visibility.recloak', { account, peer })
  })
}
