// How the model server answers the engine's effects: by the state's own functions, or with a fault.
import type { Account, SessionState } from '../../electron/demo/state/account'
import { chooseActive, chooseDefault, putList, removeList } from '../../electron/demo/state/lists'
import type { PresenceActs } from '../../electron/demo/state/presence'
import { appError } from '../../shared/errors'
import type { OwnPresence, WaitingAct } from '../../shared/model'
import type { ListChoice } from '../../shared/privacy/list'
import { declined, named } from '../../shared/privacy/list'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Effect, EffectReply } from '../../shared/visibility/effects'
import type { LegacyConduct, ModelQuirk } from './model-quirks'

/** What goes wrong with one effect. */
export type AnswerFault =
  /** An error comes back; `applied`: although the thing was done. */
  | { readonly kind: 'error'; readonly code: string; readonly applied: boolean }
  /** "Done" comes back, and nothing was done. */
  | { readonly kind: 'ignored' }
  /** What is read back is not what is there. */
  | { readonly kind: 'misreported' }

/** What the server can do. */
export interface AnswerOptions {
  /** False for a server without privacy lists. */
  readonly supportsLists?: boolean
  /** Whether it has the invisible command (XEP-0186). */
  readonly supportsCommand?: boolean
  readonly legacy?: LegacyConduct
  readonly quirks?: readonly ModelQuirk[]
  /** Told of every privacy list push (s.10.2, rule 10); the setter is told too. */
  readonly onPush?: (name: string) => void
}

interface Current {
  readonly session: SessionState<OwnPresence>
  readonly acts: PresenceActs<OwnPresence>
}

const done: Result<EffectReply> = ok({ kind: 'done' })

/**
 * Makes what answers.
 * @param current the session of the moment
 * @param subscribe what an act about a subscription comes to
 */
export function modelAnswers(
  account: Account<OwnPresence>,
  current: () => Current,
  options: AnswerOptions,
  subscribe: (act: WaitingAct) => void,
): (effect: Effect, fault?: AnswerFault) => Result<EffectReply> {
  const { supportsLists = true, supportsCommand = false, onPush = () => undefined } = options
  const { legacy = 'refused', quirks = [] } = options
  const conduct = { legacy, quirks }

  return (effect, fault) => {
    if (effect.kind !== 'set-active') return answered(effect, fault)
    // What goes before the request, and after it, arrives whatever becomes of that.
    const { telling = [], showing } = effect
    current().acts.directed(telling, null)
    const answer = answered(effect, fault)
    if (showing) current().acts.directed(showing.to, showing.presence)
    return answer
  }

  function answered(effect: Effect, fault: AnswerFault | undefined): Result<EffectReply> {
    if (fault?.kind === 'error') {
      if (fault.applied) perform(effect)
      return err(appError(fault.code))
    }
    if (fault?.kind === 'ignored') return done
    const answer = perform(effect)
    return fault?.kind === 'misreported' && answer.ok ? ok(misreported(answer.value)) : answer
  }

  function perform(effect: Effect): Result<EffectReply> {
    return isAboutLists(effect) && !supportsLists ? refused('service-unavailable') : serve(effect)
  }

  function serve(effect: Effect): Result<EffectReply> {
    const { session, acts } = current()
    switch (effect.kind) {
      case 'get-names':
        return names(session)
      case 'get-list': {
        const items = account.lists.get(effect.name)
        return items ? ok({ kind: 'items', items }) : refused('item-not-found')
      }
      case 'set-list':
        return changed(effect.name, putList(account, effect.name, effect.items, conduct))
      case 'remove-list':
        if (effect.alone && account.sessions.size > 1) return refused('conflict')
        return changed(effect.name, removeList(account, effect.name))
      case 'set-active':
        return settled(chooseActive(session, nameOf(effect.choice)))
      case 'set-default':
        return settled(chooseDefault(session, nameOf(effect.choice), conduct))
      case 'cloak':
        if (!supportsCommand) return refused('service-unavailable')
        acts.command(effect.on)
        return done
      case 'legacy-invisible':
        acts.legacyInvisible({ show: null, status: 'invisible', priority: 0 })
        return done
      case 'prove-legacy':
        return ok({ kind: 'proof', honoured: legacy.startsWith('honoured') })
      case 'legacy-visible':
        acts.legacyVisible({ show: null, status: 'visible', priority: 0 })
        return done
      case 'presence':
        acts.available(effect.presence)
        return done
      case 'unavailable':
        acts.unavailable()
        return done
      case 'directed':
        acts.directed(effect.to, effect.presence)
        return done
      case 'subscription':
        subscribe(effect)
        return done
      default:
        return done
    }
  }

  function names({ active }: Current['session']): Result<EffectReply> {
    return ok({
      kind: 'names',
      names: [...account.lists.keys()],
      active: choice(active),
      default: choice(account.default),
    })
  }

  function changed(name: string, refusal: string | null): Result<EffectReply> {
    if (refusal === null) onPush(name)
    return settled(refusal)
  }
}

function isAboutLists({ kind }: Effect): boolean {
  return kind.endsWith('-list') || ['get-names', 'set-active', 'set-default'].includes(kind)
}

function settled(refusal: string | null): Result<EffectReply> {
  return refusal === null ? done : refused(refusal)
}

function refused(code: string): Result<EffectReply> {
  return err(appError(code))
}

function nameOf(chosen: ListChoice): string | null {
  return chosen.kind === 'named' ? chosen.name : null
}

function choice(name: string | null): ListChoice {
  return name === null ? declined : named(name)
}

function misreported(reply: EffectReply): EffectReply {
  if (reply.kind === 'names') {
    return { ...reply, active: reply.active.kind === 'named' ? declined : named('elsewhere') }
  }
  return reply.kind === 'items' ? { ...reply, items: reply.items.slice(1) } : reply
}
