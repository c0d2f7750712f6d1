// The servers of the lab, each with the strategies it supports, and what cannot be tried on it.
import type { StrategyId } from '../../shared/visibility/strategies/names'
import { startEjabberd } from '../support/ejabberd'
import { startEmbedded } from '../support/embedded'
import { startJabberd2 } from '../support/jabberd2'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import type { Channel } from './channels'
import { hibernation } from './disturbances'

/** A server to be started, and what is tried on it, one strategy after the other. */
export interface Bench {
  readonly name: 'prosody' | 'ejabberd' | 'jabberd2' | 'embedded'
  readonly strategies: readonly StrategyId[]
  /** What the server supports beside them, tried on another bench. */
  readonly others?: readonly StrategyId[]
  readonly start: () => Promise<RunningServer>
}

const keptFor = hibernation / 1000
const limits = { hibernationMs: hibernation }

/**
 * All benches; what would take longest stands side by side. The embedded server honours invisible presence only where it
 * offers nothing better.
 */
export const benches: readonly Bench[] = [
  {
    name: 'prosody',
    strategies: ['privacy-lists', 'directed-presence'],
    start: () => startProsody({ smacksHibernation: keptFor, gateway: true }),
  },
  {
    name: 'ejabberd',
    strategies: ['privacy-lists', 'directed-presence'],
    start: () => startEjabberd({ resumeTimeout: keptFor, gateway: true }),
  },
  {
    name: 'jabberd2',
    strategies: ['privacy-lists'],
    others: ['directed-presence'],
    start: () => startJabberd2(),
  },
  {
    name: 'jabberd2',
    strategies: ['directed-presence'],
    others: ['privacy-lists'],
    start: () => startJabberd2(),
  },
  {
    name: 'embedded',
    strategies: ['privacy-lists', 'invisible-command'],
    others: ['directed-presence'],
    start: () => startEmbedded({ limits }),
  },
  {
    name: 'embedded',
    strategies: ['directed-presence'],
    others: ['privacy-lists', 'invisible-command'],
    start: () => startEmbedded({ limits }),
  },
  {
    name: 'embedded',
    strategies: ['legacy-presence'],
    start: () =>
      startEmbedded({ lists: false, command: false, legacy: 'honoured-until-visible', limits }),
  },
]

/** Why a channel cannot be tried there; null where it can. */
export function obstacle(
  name: Bench['name'],
  strategy: StrategyId,
  channel: Channel,
): string | null {
  if (name === 'jabberd2') {
    if (channel === 'rooms') return 'the server has no rooms'
    if (channel === 'resume') return 'the server resumes no session (XEP-0198)'
    if (channel === 'expired session') return 'the server keeps no lost session'
    if (channel === 'list edited elsewhere') {
      return 'the server tells no device that another one changed the list that hides it, and shows it to whoever comes online then: nobody can know whom'
    }
  }
  if (channel === 'list deleted elsewhere' && (name === 'jabberd2' || name === 'ejabberd')) {
    return 'the server tells no device that another one deleted the list that hides it, and shows it to whoever comes online then: nobody can know whom'
  }
  if (strategy !== 'privacy-lists') {
    if (channel === 'scope') return 'only a default list hides other devices'
    if (/^list \w+ elsewhere$/.test(channel)) return 'no list hides the user'
  }
  if (channel === 'strategy switch' && strategy === 'legacy-presence') {
    return 'where it is honoured, nothing else is offered but what it is made of'
  }
  return null
}

/** Another strategy that the server supports beside that one. */
export function otherThan({ strategies, others = [] }: Bench, strategy: StrategyId): StrategyId {
  return [...strategies, ...others].find((other) => other !== strategy) ?? 'directed-presence'
}
