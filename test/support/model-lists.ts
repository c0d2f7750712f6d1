// The privacy lists of the model server (RFC 3921 s.10): what is held, what is in force, and the answers of s.10.4-10.8.
import { appError } from '../../shared/errors'
import type { Entity } from '../../shared/privacy/evaluate'
import { evaluate } from '../../shared/privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../../shared/privacy/list'
import { declined, named } from '../../shared/privacy/list'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Effect, EffectReply } from '../../shared/visibility/effects'
import type { ModelQuirk } from './model-quirks'

/** What is held. */
export interface ListState {
  readonly lists: Map<string, readonly PrivacyItem[]>
  active: string | null
  default: string | null
  /** Whether another resource of the user is connected; it has no active list, so that the default one rules it. */
  otherDevice: boolean
}

/** What is done with it. */
export interface ListActs {
  /** Whether the rules in force for this session let presence out to somebody. */
  letsOut(person: Entity): boolean
  /** The same for the other resource. */
  otherLetsOut(person: Entity): boolean
  /** Another client wrote a list, or removed it (null). */
  putList(name: string, items: readonly PrivacyItem[] | null): void
  /** Answers what is about lists; undefined for anything else. */
  answerLists(effect: Effect): Result<EffectReply> | undefined
}

/** How they begin. */
export interface ListOptions {
  /** False for a server without privacy lists. */
  readonly supportsLists?: boolean
  readonly lists?: Readonly<Record<string, readonly PrivacyItem[]>>
  readonly default?: string | null
  /** The list that is active before the engine begins. */
  readonly active?: string | null
  readonly otherDevice?: boolean
  readonly quirks?: readonly ModelQuirk[]
  /** Told of every privacy list push (s.10.2, rule 10); the setter is told too. */
  readonly onPush?: (name: string) => void
}

const done: Result<EffectReply> = ok({ kind: 'done' })

/** The lists of one account, with one session's active list, as they begin. */
export function listState(options: ListOptions): ListState {
  return {
    lists: new Map(Object.entries(options.lists ?? {})),
    active: options.active ?? null,
    default: options.default ?? null,
    otherDevice: options.otherDevice ?? false,
  }
}

/** What can be done with these lists. */
export function listActs(held: ListState, options: ListOptions): ListActs {
  const { supportsLists = true, quirks = [], onPush = () => undefined } = options

  const acts: ListActs = {
    letsOut: (person) => letsOut(held.active ?? held.default, person),
    otherLetsOut: (person) => letsOut(held.default, person),
    putList(name, items) {
      if (items === null) held.lists.delete(name)
      else held.lists.set(name, items)
      onPush(name)
    },
    answerLists(effect) {
      const answer = respond(effect)
      return answer && !supportsLists ? refused('service-unavailable') : answer?.()
    },
  }
  return acts

  function letsOut(name: string | null, person: Entity): boolean {
    return evaluate(held.lists.get(name ?? '') ?? [], 'presence-out', person).action === 'allow'
  }

  function respond(effect: Effect): (() => Result<EffectReply>) | undefined {
    switch (effect.kind) {
      case 'get-names':
        return names
      case 'get-list':
        return () => {
          const items = held.lists.get(effect.name)
          return items ? ok({ kind: 'items', items }) : refused('item-not-found')
        }
      case 'set-list':
        return () => {
          if (wellNumbered(effect.items)) {
            acts.putList(effect.name, effect.items)
            return done
          }
          if (quirks.includes('loses-refused-list')) held.lists.delete(effect.name)
          return refused('bad-request')
        }
      case 'remove-list':
        return () => removing(effect.name)
      case 'set-active':
        return () => choosing(effect.choice, (name) => (held.active = name))
      case 'set-default':
        return () => {
          const inUse = held.otherDevice && !quirks.includes('shares-default')
          if (inUse) return refused('conflict')
          return choosing(effect.choice, (name) => (held.default = name))
        }
      default:
        return undefined
    }
  }

  function names(): Result<EffectReply> {
    return ok({
      kind: 'names',
      names: [...held.lists.keys()],
      active: choice(held.active),
      default: choice(held.default),
    })
  }

  function removing(name: string): Result<EffectReply> {
    if (!held.lists.has(name)) return refused('item-not-found')
    if (name === held.active || name === held.default) return refused('conflict')
    acts.putList(name, null)
    return done
  }

  function choosing(chosen: ListChoice, put: (name: string | null) => void): Result<EffectReply> {
    const name = chosen.kind === 'named' ? chosen.name : null
    if (name !== null && !held.lists.has(name)) return refused('item-not-found')
    put(name)
    return done
  }
}

function refused(code: string): Result<EffectReply> {
  return err(appError(code))
}

function choice(name: string | null): ListChoice {
  return name === null ? declined : named(name)
}

// Ascending and unique: one server reads items as they stand in the XML (s.10.1 forbids equal orders).
function wellNumbered(items: readonly PrivacyItem[]): boolean {
  return items.length > 0 && items.every(({ order }, i) => order > (items[i - 1]?.order ?? -1))
}
