// Random scripts of what a session and its contacts do, for doing the same on the model server and on a real one.
import type { BareJid } from '../../shared/jid'
import type { OwnPresence } from '../../shared/model'
import type { Entity } from '../../shared/privacy/evaluate'
import type { PrivacyItem, PrivacyMatch } from '../../shared/privacy/list'
import { declined, named } from '../../shared/privacy/list'
import type { Effect } from '../../shared/visibility/effects'
import type { Random } from './random'

/** What the session asks of the server. */
export type Deed = Extract<
  Effect,
  {
    kind:
      'set-list' | 'set-active' | 'set-default' | 'presence' | 'unavailable' | 'directed' | 'cloak'
  }
>

/** One thing that happens. Where the session ends, another begins that has sent nothing. */
export type ReplayStep =
  | Deed
  | { readonly kind: 'comes-online' | 'goes-offline'; readonly jid: string }
  | { readonly kind: 'ends' }

/** A whole script. */
export interface Script {
  /** The local part of the user's address. */
  readonly user: string
  /** The user's roster, which stays as it is. */
  readonly people: readonly Entity[]
  /** Who of them is online at the start. */
  readonly online: readonly string[]
  readonly steps: readonly ReplayStep[]
}

const lists = ['one', 'two'] as const
const groups = ['Friends', 'Work'] as const

/**
 * A script of so many steps, and the end.
 * @param tag makes its addresses unlike those of any other script
 * @param command whether the invisible command is among what is done (XEP-0186)
 */
export function randomScript(
  random: Random,
  tag: string,
  domain: string,
  steps: number,
  command = false,
): Script {
  const address = (name: string) => `${name}-${tag}@${domain}` as BareJid
  const people: (Entity & { jid: BareJid })[] = [
    { jid: address('bob'), groups: ['Friends'], subscription: 'both' },
    { jid: address('carol'), groups: ['Friends', 'Work'], subscription: 'both' },
    { jid: address('dave'), groups: [], subscription: 'from' },
    { jid: address('eve'), groups: ['Work'], subscription: 'to' },
  ]
  const jids = people.map(({ jid }) => jid)
  const online = jids.filter(() => random.chance(0.7))
  const present = new Set<string>(online)
  const made = Array.from({ length: steps }, (): ReplayStep => {
    if (command && random.chance(0.25)) return { kind: 'cloak', on: random.chance(0.6) }
    return randomStep(random, jids, present)
  })
  return { user: `alice-${tag}`, people, online, steps: [...made, { kind: 'ends' }] }
}

function randomStep(random: Random, jids: readonly BareJid[], present: Set<string>): ReplayStep {
  switch (random.below(12)) {
    case 0:
    case 1:
      return { kind: 'set-list', name: random.pick(lists), items: randomItems(random, jids) }
    case 2:
      return { kind: 'set-active', choice: named(random.pick(lists)) }
    case 3:
      return { kind: 'set-active', choice: declined }
    case 4:
    case 5:
      return { kind: 'presence', presence: randomPresence(random) }
    case 6:
      return { kind: 'unavailable' }
    case 7:
    case 8: {
      const presence = random.chance(0.7) ? randomPresence(random) : null
      return { kind: 'directed', to: [random.pick(jids)], presence }
    }
    case 9:
      return { kind: 'set-default', choice: random.pick([named(random.pick(lists)), declined]) }
    case 10:
      return { kind: 'ends' }
    default: {
      const jid = random.pick(jids)
      if (present.delete(jid)) return { kind: 'goes-offline', jid }
      present.add(jid)
      return { kind: 'comes-online', jid }
    }
  }
}

function randomPresence(random: Random): OwnPresence {
  return { show: random.pick([null, 'away', 'dnd']), status: '', priority: 0 }
}

// Ascending, as they must be written; about presence, so that the clients themselves go on being heard.
function randomItems(random: Random, jids: readonly string[]): PrivacyItem[] {
  return Array.from({ length: 1 + random.below(3) }, (_, index) => ({
    action: random.pick(['allow', 'deny', 'deny']),
    order: index * 3,
    match: randomMatch(random, jids),
    kinds: random.chance(0.2) ? ['message', 'presence-out'] : ['presence-out'],
  }))
}

function randomMatch(random: Random, jids: readonly string[]): PrivacyMatch {
  const jid = random.pick(jids)
  return random.pick<PrivacyMatch>([
    { type: 'all' },
    { type: 'jid', value: jid },
    { type: 'jid', value: jid.slice(jid.indexOf('@') + 1) },
    { type: 'group', value: random.pick(groups) },
    { type: 'subscription', value: random.pick(['from', 'to', 'both', 'none']) },
  ])
}
