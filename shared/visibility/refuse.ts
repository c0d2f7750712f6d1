// What a failed effect means: nothing is taken for done, and what may have changed becomes unknown. The user is told of
// each failure by a code of its own.
import { appError } from '../errors'
import type { ListChoice } from '../privacy/list'
import { declined, sameChoice, unknownChoice } from '../privacy/list'
import type { AppError } from '../result'
import { acted } from './acts'
import { confirm, read } from './confirm'
import { cutOff, perhapsShown, toldOfEnd } from './doubt'
import type { Effect } from './effects'
import { answered, failed, forgetful, put, withServer, withoutCommand } from './known-server'
import { forget } from './noted'
import type { ListRequest } from './list-errors'
import { listOutcome } from './list-errors'
import type { EngineState } from './state'

/** How a server says that it does not have the invisible command. */
const withoutIt = new Set([
  'service-unavailable',
  'feature-not-implemented',
  'not-allowed',
  'forbidden',
  'bad-request',
  'item-not-found',
])

/** The state after an effect failed. */
export function refuse(state: EngineState, effect: Effect, error: AppError): EngineState {
  const words = [error.code, error.detail].filter(Boolean).join(': ')
  if (error.code === 'offline') return { ...state, session: null, server: cutOff(state, effect) }
  const outcome = (asked: ListRequest): string => listOutcome(asked, error.code) ?? error.code
  switch (effect.kind) {
    case 'get-names':
      return withoutNames(state, error.code, words)
    case 'get-list':
      if (error.code === 'item-not-found') return read(state, effect.name, [])
      if (effect.leftover) return { ...state, tidy: 'own' }
      return untold(state, outcome('get-list'), words)
    case 'set-list':
      return failed(
        withServer(error.code === 'timeout' ? state : forget(state, effect.name), {
          written: null,
          lists: put(state.server, effect.name, null),
        }),
        outcome('set-list'),
        words,
      )
    case 'remove-list':
      if (error.code === 'item-not-found') return confirm(state, effect, { kind: 'done' })
      return { ...state, tidy: state.slots.includes(effect.name) ? 'not-yet' : 'own' }
    case 'set-active': {
      const back = withServer(state, toldOfEnd(state, effect.telling ?? []))
      const told = withServer(back, perhapsShown(back.server, effect.showing?.to ?? []))
      if (error.code === 'item-not-found' && sameChoice(effect.choice, state.server.restore)) {
        return withServer(forgetful(told), { restore: declined })
      }
      return failed(forgetful(told), outcome('set-active'), words)
    }
    case 'set-default':
      return undefaulted(state, effect.choice, error.code, appError(outcome('set-default'), words))
    case 'cloak':
      if (withoutIt.has(error.code) && state.server.command !== 'yes') {
        return withServer(state, { command: 'no', cloak: withoutCommand(state) })
      }
      return failed({ ...state, server: cutOff(state, effect) }, 'command-refused', words)
    case 'prove-legacy':
      return withServer(state, { legacy: 'no' })
    case 'subscription':
      return acted(state, effect)
    case 'sync':
      // An error is an answer, too.
      if (error.code !== 'timeout') return withServer(state, answered(state.server))
      return untold(state, 'server-silent', words)
    case 'unavailable':
    case 'directed':
      return { ...state, failure: error, stuck: true }
    default:
      return { ...state, failure: error }
  }
}

// Lists that the server has and does not let be looked at are not taken for none: the user is told why, and chooses.
function withoutNames(state: EngineState, condition: string, words: string): EngineState {
  const code = listOutcome('get-names', condition)
  if (code === 'server-silent') return untold(forgetful(state), code, words)
  return withServer(state, {
    lists: 'unsupported',
    refusal: code === 'lists-unsupported' ? null : code,
    verified: false,
  })
}

// The user's own default list may be gone when it is to be given back: there is none then.
function undefaulted(
  state: EngineState,
  choice: ListChoice,
  condition: string,
  scopeError: AppError,
): EngineState {
  if (condition === 'conflict') return { ...state, scopeError }
  const unsure = withServer(state, { default: unknownChoice, lists: 'unknown', verified: false })
  const isGone = condition === 'item-not-found' && choice.kind === 'named'
  return isGone && sameChoice(choice, state.keptDefault)
    ? { ...unsure, keptDefault: declined }
    : { ...unsure, scopeError }
}

function untold(state: EngineState, code: string, detail: string): EngineState {
  return failed({ ...state, mute: true }, code, detail)
}
