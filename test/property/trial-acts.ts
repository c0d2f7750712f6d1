// What may happen in one random life of the engine on the model server, and what may go wrong there.
import type { SubscriptionAct } from '../../shared/model'
import type { PrivacyItem } from '../../shared/privacy/list'
import type { Effect, Input } from '../../shared/visibility/effects'
import type { Wishes } from '../../shared/visibility/engine'
import type { EngineState } from '../../shared/visibility/state'
import type { Fault, ModelServer } from '../support/model-server'

/** Chooses what goes wrong with an effect, given the one that was done before it. */
export type FaultOf = (effect: Effect, before: Effect | null) => Fault | undefined

/** A trial under way. */
export interface Trial {
  readonly server: ModelServer
  state(): EngineState
  /** Everything that happened, a line each. */
  report(): string
  /** Does the next piece of what is under way: a stanza reaches the server, or an answer the engine. */
  advance(choice: { early: boolean; fault: FaultOf }): void
  tell(input: Input): void
  /** The server does something by itself; whoever is shown presence by it must be allowed to be, once at rest. */
  happen(what: string, change: () => void): void
  /** Another client writes or removes a list (null). */
  meddle(name: string, items: readonly PrivacyItem[] | null): void
  /** The connection breaks; the server may or may not have got what was sent last. */
  lose(reached: boolean): void
  /** The user wishes an act about a subscription; the roster changes by it once it arrives. */
  want(act: SubscriptionAct, to: string): void
  /** The user blocks somebody, who is told first where the server tells nobody. */
  block(jid: string): void
  /** Whether a list of ours may let presence out to them, lest such an act be swallowed. */
  mayHaveWay(jid: string): boolean
  /** The server makes another list the active one, or none, and the session knows that it may have. */
  switchList(name: string | null): void
  /** A contact comes online; the session is told of it as far as the server does so. */
  appear(jid: string): void
  /** The session is ended in order. @throws where somebody goes on seeing it, or is told of what they never saw. */
  leave(): void
  /** Casper was killed, and the connection is lost; nothing is left but what is stored. */
  restart(stored: Pick<Wishes, 'policy' | 'presence'>): void
  /** A new session, or the old one taken up again. */
  begin(resumed: boolean): void
  /** Runs until nothing is left to do. @throws where that never comes. */
  settle(): void
}
