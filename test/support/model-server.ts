// A model of one XMPP server for one session of the user and her contacts, as memory only: presence routing, privacy
// lists, the invisible command and invisible presence. It answers the engine's effects and records what contacts are shown.
import { appError } from '../../shared/errors'
import { jidFits } from '../../shared/privacy/evaluate'
import { declined, named } from '../../shared/privacy/list'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Effect, EffectReply } from '../../shared/visibility/effects'
import type { ListActs, ListOptions, ListState } from './model-lists'
import { listActs, listState } from './model-lists'
import type { RoutingActs, RoutingOptions, RoutingState } from './model-presence'
import { routingState } from './model-presence'
import { routingActs } from './model-routing'

/** What goes wrong with one effect. */
export type Fault =
  /** An error comes back; `applied`: although the thing was done. */
  | { readonly kind: 'error'; readonly code: string; readonly applied: boolean }
  /** "Done" comes back, and nothing was done. */
  | { readonly kind: 'ignored' }
  /** What is read back is not what is there. */
  | { readonly kind: 'misreported' }

/** The server as it begins. */
export interface ModelOptions extends ListOptions, RoutingOptions {
  /** Whether it has the invisible command (XEP-0186). */
  readonly supportsCommand?: boolean
}

/** The server. Its fields may be changed by a test, as other clients and the server's owner would change them. */
export interface ModelServer extends ListState, ListActs, RoutingState, RoutingActs {
  /** Does what the engine asks and answers it. */
  answer(effect: Effect, fault?: Fault): Result<EffectReply>
}

const done: Result<EffectReply> = ok({ kind: 'done' })

/** A server in this state, with a session that has sent nothing yet. */
export function modelServer(options: ModelOptions = {}): ModelServer {
  const { supportsCommand = false, legacy = 'refused', quirks = [] } = options
  const state = { ...listState(options), ...routingState(options) }
  const lists = listActs(state, options)
  const heedsBlocks = () => !quirks.includes('forgets-blocks') || state.active === null
  const routing = routingActs(state, options, (person) => {
    const blocked = [...state.blocked].some((jid) => jidFits(jid, person.jid))
    return lists.letsOut(person) && !(blocked && heedsBlocks())
  })
  const session = {
    beginSession(): void {
      routing.beginSession()
      state.active = null
    },
    answer(effect: Effect, fault?: Fault): Result<EffectReply> {
      if (fault?.kind === 'error') {
        if (fault.applied) perform(effect)
        return err(appError(fault.code))
      }
      if (fault?.kind === 'ignored') return done
      const answer = perform(effect)
      return fault?.kind === 'misreported' && answer.ok ? ok(misreported(answer.value)) : answer
    },
  }
  return Object.assign(state, lists, routing, session)

  function perform(effect: Effect): Result<EffectReply> {
    const answer = lists.answerLists(effect)
    if (answer) return answer
    switch (effect.kind) {
      case 'cloak':
        if (!supportsCommand) return err(appError('service-unavailable'))
        routing.command(effect.on)
        break
      case 'legacy-invisible':
        routing.legacyInvisible()
        break
      case 'prove-legacy':
        return ok({ kind: 'proof', honoured: legacy.startsWith('honoured') })
      case 'legacy-visible':
        routing.legacyVisible()
        break
      case 'presence':
        routing.available(effect.presence)
        break
      case 'unavailable':
        routing.unavailable()
        break
      case 'directed':
        routing.directed(effect.to, effect.presence)
    }
    return done
  }
}

function misreported(reply: EffectReply): EffectReply {
  if (reply.kind === 'names') {
    return { ...reply, active: reply.active.kind === 'named' ? declined : named('elsewhere') }
  }
  return reply.kind === 'items' ? { ...reply, items: reply.items.slice(1) } : reply
}
