// Which strategy is used: the one the user chose, or the best that the server confirms.
import { isTrivial } from '../../privacy/compose'
import { sameChoice } from '../../privacy/list'
import type { EngineState } from '../state'
import { inForce, isOut, outletOf } from '../state'
import { directedPresence } from './directed-presence'
import { invisibleCommand } from './invisible-command'
import { legacyPresence } from './legacy-presence'
import { noLists } from './lists'
import { privacyLists } from './privacy-lists'
import type { StrategyId } from './names'
import { subscribers } from './steps'
import type { NextStep, Strategy } from './strategy'
import { tidying } from './tidy'

/** "Automatic" goes through these, best first. What is not compliant is never chosen by itself. */
const ladder: readonly Strategy[] = [privacyLists, invisibleCommand, directedPresence]
const all: readonly Strategy[] = [...ladder, legacyPresence]

/** The strategy in use, as far as it is known; null while the server is being asked. */
export function strategyOf(state: EngineState): StrategyId | null {
  const found = search(state)
  return found?.supported(state) === 'yes' ? found.id : null
}

/** The next step: asking what the server can do, then what the strategy says. */
export function nextStep(state: EngineState): NextStep {
  if (state.roster === null) return null
  // The server says what became of the roster before it answers what was asked later.
  if (state.server.acted) return { effect: { kind: 'sync' } }
  const strategy = search(state)
  switch (strategy.supported(state)) {
    case 'yes':
      return mending(state, strategy) ?? strategy.next(state) ?? tidying(state)
    case 'no':
      return { failure: strategy === privacyLists ? noLists(state) : 'strategy-unsupported' }
    case 'unknown':
      return { effect: strategy.probe }
  }
}

// Before a list is left presence is taken back under it, which reaches all whom it lets see: where another device changed
// it, also those who were never shown. It is set right first.
function mending(state: EngineState, { id }: Strategy): NextStep {
  const { server, roster } = state
  const leaves = id !== 'privacy-lists' && isOut(server) && typeof server.lists !== 'string'
  const rules = inForce(server)
  if (!leaves || roster === null || rules === null || sameChoice(server.active, server.restore)) {
    return null
  }
  const open = outletOf(rules, server)
  const isUnseen = subscribers(roster).some(
    (person) => open(person) && !server.shown.has(person.jid),
  )
  return isUnseen ? privacyLists.next(state) : null
}

// To be seen by everybody needs no strategy: without lists, plain presence does.
function search(state: EngineState): Strategy {
  const chosen = all.find(({ id }) => id === state.choice)
  if (chosen && (!isTrivial(state.policy) || chosen.supported(state) === 'yes')) return chosen
  if (isTrivial(state.policy)) return firstOf([privacyLists, directedPresence], state)
  // Another way is not taken without a word where the server has lists, and does not let them be looked at.
  return state.server.refusal === null ? firstOf(ladder, state) : privacyLists
}

function firstOf(candidates: readonly Strategy[], state: EngineState): Strategy {
  return candidates.find((strategy) => strategy.supported(state) !== 'no') ?? directedPresence
}
