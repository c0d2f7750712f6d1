// The acts about subscriptions that were wished in a life, and the law about them: each arrives, once.
import type { WaitingAct } from '../../shared/model'
import { jidFits } from '../../shared/privacy/evaluate'
import type { EngineState } from '../../shared/visibility/state'
import { strategyOf } from '../../shared/visibility/strategies/choose'
import type { ModelServer } from '../support/model-server'

/** What was wished. */
export interface WishedActs {
  wish(act: WaitingAct): void
  /** Whether that act arrives is not the engine's to say: the connection was lost with it, or its contact is blocked. */
  excuse(act: WaitingAct): void
  /** All that was wished so far is done with. */
  rest(): void
  /** Whether an act since the last rest was about them, or about their whole domain. */
  concern(jid: string): boolean
  /** What is wrong at rest, where nothing failed: an act did not arrive, or more often than it was wished. */
  fault(engine: EngineState, server: ModelServer): string | null
}

/** Nothing was wished yet. */
export function wishedActs(): WishedActs {
  const wished: string[] = []
  const current = new Set<string>()
  const excused = new Set<string>()
  return {
    wish: (act) => {
      wished.push(words(act))
      current.add(act.to)
    },
    rest: () => current.clear(),
    concern: (jid) => [...current].some((to) => jidFits(to, jid)),
    excuse: (act) => excused.add(words(act)),
    fault: (engine, server) => {
      const waiting = engine.acts.map(words)
      const arrived = server.acts.map(words)
      const idle = engine.acts.filter((act) => !mustWait(engine, server, act))
      if (idle.length > 0) return `at rest, and ${idle.map(words).join()} still to be done`
      const told = [...waiting, ...arrived]
      const wrong = [...new Set([...wished, ...told])].filter((act) => {
        return !excused.has(act) && count(wished, act) !== count(told, act)
      })
      return wrong.length === 0 ? null : `${wrong.join()} did not arrive as often as wished`
    },
  }
}

// Without a list of Casper's a rule of the user's own stays in the way; and there is no way to whom the user blocks.
function mustWait(engine: EngineState, server: ModelServer, { to }: WaitingAct): boolean {
  const isBlocked = engine.blocked.some((jid) => jidFits(jid, to, engine.server.reading))
  return isBlocked || (strategyOf(engine) !== 'privacy-lists' && !server.reaches(to))
}

function count(acts: readonly string[], act: string): number {
  return acts.filter((one) => one === act).length
}

function words({ act, to }: WaitingAct): string {
  return `${act} to ${to}`
}
