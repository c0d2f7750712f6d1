// A random walk: wishes, presence, what others do and what goes wrong, as the seed has it.
import type { Target } from '../../shared/visibility/policy'
import type { StrategyId } from '../../shared/visibility/strategies/names'
import type { Random } from '../support/random'
import { seeded } from '../support/random'
import type { Absence } from './absence'
import { isAbsent } from './absence'
import type { Act, Play } from './act'
import { allowToSee, askToSee, block, moveTo, takeBack, unblock } from './acts-contacts'
import type { RequestName } from './acts-others'
import { ask, comeAgain, probe, requests, writeAsking, writeBadly } from './acts-others'
import { back, idle, lock, resume, suspend, whileAway } from './acts-machine'
import { enterRoom, except, leaveRoom, read, setBase, setScope, setShow } from './acts-wishes'
import { viaStrategy, write } from './acts-wishes'
import { jidOf, names } from './cast'
import type { Channel } from './channels'
import { drop, dropDuring, expire, freezeDuring, meddle, otherDevice } from './disturbances'
import { restart, signOutAndIn } from './disturbances'
import type { World } from './world'

/** A walk. */
export interface Walk {
  readonly play: Play
  readonly world: World
  readonly possible: (channel: Channel) => boolean
  /** Another strategy that the server supports. */
  readonly other: StrategyId
  readonly seed: number
  readonly steps: number
}

/** Walks so many steps. */
export async function walk({ play, world, possible, other, seed, steps }: Walk): Promise<void> {
  const random = seeded(seed)
  const state = { other, number: 0, world }
  const draw = (): Act => {
    for (;;) {
      const one = drawn(random, state)
      if (one && possible(one.channel)) return one
    }
  }
  for (let number = 0; number < steps; number++) {
    state.number = number
    const together = random.chance(0.25) ? 2 + random.below(2) : 1
    const acts: Act[] = []
    while (acts.length < together) {
      const one = draw()
      // What ends or shakes the session stands alone.
      if (isQuick(one)) acts.push(one)
      else if (acts.length === 0) {
        acts.push(one)
        break
      }
    }
    await play(...acts)
  }
}

const quick: readonly Channel[] = [
  'going invisible',
  'going visible',
  'exceptions',
  'availability',
  'auto-away',
  'probe',
  'receipts and typing',
  'message errors',
]

function isQuick({ channel }: Act): boolean {
  return quick.includes(channel)
}

interface WalkState {
  readonly other: StrategyId
  readonly number: number
  readonly world: World
}

// One act, or nothing where the one that was drawn makes no sense now.
function drawn(random: Random, { other, number, world }: WalkState): Act | null {
  const { inRoom, blocked, people, absence } = world.wished()
  const who = random.pick(names)
  const contact = random.pick(['ann', 'ben', 'fay'] as const)
  const id = `m${String(number)}`
  const wish = () => randomWish(random)
  const request = random.pick(Object.keys(requests) as RequestName[])
  const eve = people.get(jidOf('eve'))?.subscription === 'from'
  const table: readonly (readonly [number, () => Act | null])[] = [
    [26, wish],
    [10, () => setShow(random.pick([null, 'away', 'xa', 'dnd', 'chat'] as const))],
    [8, () => atMachine(random, absence)],
    [2, () => whileAway(random.pick(['say nothing', 'tell', 'hide', 'hide'] as const))],
    [6, () => probe(who)],
    [5, () => comeAgain(who)],
    [10, () => (blocked.has(jidOf(who)) ? null : ask(who, request))],
    [4, () => writeAsking(who, id)],
    [2, () => writeBadly(who, id)],
    [2, () => read(jidOf(who))],
    [2, () => write(jidOf(random.pick(['ann', 'ben', 'nat'] as const)), `hello ${id}`)],
    [4, () => (inRoom ? leaveRoom() : enterRoom())],
    [3, () => moveTo(contact, random.pick(['Friends', 'Work']))],
    [2, () => (eve ? takeBack('eve') : allowToSee('eve'))],
    [1, () => askToSee('mia')],
    [2, () => (blocked.has(jidOf(contact)) ? unblock(contact) : block(contact))],
    [2, () => setScope(random.pick(['session', 'account'] as const))],
    [1, () => viaStrategy(other)],
    [2, () => drop()],
    [2, () => dropDuring([wish(), setShow(random.pick([null, 'away'] as const))])],
    [1, () => freezeDuring([setShow('chat')], [wish()])],
    [2, () => signOutAndIn()],
    [1, () => otherDevice()],
    [1, () => meddle(random.pick(['edits', 'deletes', 'activates it for itself', 'adds another']))],
    [0.2, () => expire()],
    [0.2, () => restart()],
  ]
  let ticket = random.below(100_000) / 100_000
  const all = table.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, make] of table) {
    ticket -= weight / all
    if (ticket < 0) return make()
  }
  return null
}

// Nobody types at a machine that sleeps, and nobody comes back who is there.
function atMachine(random: Random, absence: Absence): Act {
  if (absence.asleep) return resume()
  if (isAbsent(absence) && random.chance(0.5)) return back()
  return random.pick([idle, lock, lock, suspend])()
}

function randomWish(random: Random): Act {
  if (random.chance(0.4)) return setBase(random.pick(['visible', 'invisible', 'invisible']))
  const targets: readonly Target[] = [
    ...names.map((name) => ({ type: 'jid', value: jidOf(name) }) as const),
    { type: 'group', value: 'Friends' },
    { type: 'group', value: 'Work' },
    { type: 'subscription', value: 'both' },
    { type: 'subscription', value: 'from' },
    { type: 'domain', value: 'localhost' },
    { type: 'domain', value: jidOf('gate') },
  ]
  return except(random.pick(targets), random.pick([true, false, null, null]))
}
