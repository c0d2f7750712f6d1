// Reads one account's disclosures for the ledger: from every stanza that passes the gate or does not, and from what the
// server confirms that it tells by itself.
import type { BareJid } from '../../shared/jid'
import { domainOf } from '../../shared/jid'
import type { LedgerKind, LedgerOutcome } from '../../shared/ledger'
import { inForce, outletOf, personOf } from '../../shared/visibility/state'
import type { Entity } from '../../shared/privacy/evaluate'
import type { EngineState } from '../../shared/visibility/state'
import type { Deed } from '../xmpp/deed'
import { deedsOf } from '../xmpp/deed'
import type { OutboxOptions } from '../xmpp/outbox'
import type { Audience } from '../store/ledger-audience'
import type { LedgerEntry } from '../store/ledger'
import { createGathering } from './ledger-gathering'
import { serverMade } from './ledger-server-made'
import {
  broadcastAudience,
  directedWords,
  goingWords,
  heldWords,
  isLeaving,
  policyWords,
  sameAudience,
  takenBack,
  wishWords,
} from './ledger-why'
import type { Log } from './log'
import { describeError } from './log'

/** What a recorder needs. */
export interface RecorderOptions {
  readonly self: BareJid
  readonly state: () => EngineState
  /** Whether that bare address is a room of the user's. */
  readonly isRoom: (jid: BareJid) => boolean
  readonly add: (entry: Omit<LedgerEntry, 'account'>) => void
  readonly now: () => number
  readonly log: Log
}

/** A recorder. It never throws. */
export interface Recorder {
  /** Takes what the outbox tells of a stanza. */
  readonly seen: OutboxOptions['seen']
  /** The visibility engine has moved. */
  moved(): void
}

/** Builds the recorder of one account. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { self, state, isRoom, now, log } = options
  const gathering = createGathering(options.add)
  /** The rooms that were told of the user. */
  const entered = new Set<BareJid>()
  let before = state()
  let audience: { readonly of: EngineState; readonly audience: Audience } | null = null
  let outlet: { readonly rules: unknown; readonly letsOut: (one: Entity) => boolean } | null = null

  const guarded = (act: () => void): void => {
    try {
      act()
    } catch (thrown) {
      log.error('the ledger missed something', { error: describeError(thrown) })
    }
  }

  const add = (
    to: BareJid | Audience,
    kind: LedgerKind,
    what: string,
    outcome: LedgerOutcome,
    why: string,
  ): void => gathering.add({ at: now(), to, kind, what, outcome, why })

  // The same audience is the same object, so that it is worked out and stored once.
  const current = (engine: EngineState): Audience => {
    if (!audience || !sameAudience(audience.of, engine)) {
      audience = { of: engine, audience: broadcastAudience(engine) }
    }
    return audience.audience
  }

  const person = (engine: EngineState, jid: BareJid) => personOf(engine.roster ?? new Map(), jid)

  // The own server and its services, and the user's other devices, are told nothing that counts.
  const isHome = (to: BareJid | null, { roster }: EngineState): boolean => {
    if (to === null || to === self || to === domainOf(self)) return true
    return to.endsWith(`.${domainOf(self)}`) && !to.includes('@') && !roster?.has(to)
  }

  const passed = (deed: Deed, engine: EngineState): void => {
    const { type, to, what } = deed
    if (type === 'available' || type === 'unavailable') {
      if (to === null) broadcast(type, what, engine)
      else if (isRoom(to)) inRoom(type, to, what)
      else if (to !== self) directed(type, to, what, engine)
      return
    }
    if (type === 'publication') {
      add(current(engine), 'iq', what, 'shown', policyWords(engine.policy))
      return
    }
    if (to === null || isHome(to, engine)) return
    if (type === 'message') add(to, 'message', what, 'shown', 'your own message')
    if (type === 'automatic') add(to, 'message', what, 'shown', allowed(to, engine))
    if (type === 'request') add(to, 'iq', what, 'shown', 'Casper asked')
    if (type === 'answer') add(to, 'iq', what, 'shown', allowed(to, engine))
    if (type === 'subscription') add(to, 'subscription', what, 'shown', 'you asked')
    if (type === 'server') add(to, 'subscription', what, 'server', 'you asked')
  }

  const allowed = (to: BareJid, engine: EngineState): string =>
    isRoom(to) ? 'you are in this room' : wishWords(engine.policy, person(engine, to))

  const broadcast = (
    type: 'available' | 'unavailable',
    what: string,
    engine: EngineState,
  ): void => {
    const { shown } = engine.server
    if (type === 'available') {
      add(current(engine), 'presence', what, 'shown', policyWords(engine.policy))
      return
    }
    const leaving = isLeaving(engine)
    const why = leaving ? signedOut : policyWords(engine.policy)
    const from = takenBack(engine, shown, leaving ? '' : null)
    add(from, 'presence', what, 'shown', why)
    for (const room of entered) add(room, 'room', 'left', 'server', why)
    entered.clear()
  }

  const inRoom = (type: 'available' | 'unavailable', to: BareJid, what: string): void => {
    if (type === 'available') entered.add(to)
    else entered.delete(to)
    const words = type === 'available' ? what : 'left'
    add(to, 'room', words, 'shown', 'you are in this room')
  }

  const directed = (
    type: 'available' | 'unavailable',
    to: BareJid,
    what: string,
    engine: EngineState,
  ): void => {
    const going = isLeaving(engine) ? signedOut : goingWords(engine, to)
    const why = type === 'available' ? directedWords(engine, to) : going
    if (letsOut(engine, to)) add(to, 'presence', what, 'shown', why)
    else add(to, 'presence', what, 'held-back', 'the rules on the server hold it back')
  }

  // What goes along with a new list is sent under that one, or before it.
  const letsOut = (engine: EngineState, to: BareJid): boolean => {
    const rules = inForce(engine.server)
    if (rules === null || engine.inFlight?.effect.kind === 'set-active') return true
    if (outlet?.rules !== rules) outlet = { rules, letsOut: outletOf(rules, engine.server) }
    return outlet.letsOut(person(engine, to))
  }

  const held = ({ type, to, what }: Deed, why: string, engine: EngineState): void => {
    if (type === 'publication' || to === null) {
      if (type === 'publication' || type === 'available') {
        const everybody = [...(engine.roster?.keys() ?? [])]
        const kept = everybody.map((jid) => ({ jid: jid as BareJid, sees: false, why }))
        add({ people: () => kept }, kindOf(type), what, 'held-back', why)
      }
      return
    }
    if (!isHome(to, engine)) add(to, kindOf(type), what, 'held-back', heldWords(engine, to, why))
  }

  return {
    seen: (stanza, reason, answering) =>
      guarded(() => {
        // The answer of somebody absent is told of with the one that it replaces.
        if (answering?.absent && reason === null) return
        const engine = state()
        for (const deed of deedsOf(stanza, answering?.request)) {
          if (reason === null) passed(deed, engine)
          else if (!answering?.absent) held(deed, reason, engine)
          else if (deed.to !== null) {
            const why = heldWords(engine, deed.to, 'guard “requests”')
            add(deed.to, 'iq', deed.what, 'answered-absent', why)
          }
        }
      }),
    moved: () =>
      guarded(() => {
        const after = state()
        // Only a fresh session has no roster yet; the one before is over, and in no room any more.
        if (before.session === null && after.session !== null && !after.roster) entered.clear()
        for (const made of serverMade(before, after)) {
          const { to, what, why } = made
          add(to, 'presence', what, 'server', why)
        }
        before = after
      }),
  }
}

const signedOut = 'you signed out'

function kindOf(type: Deed['type']): LedgerKind {
  if (type === 'message' || type === 'automatic') return 'message'
  if (type === 'request' || type === 'answer' || type === 'publication') return 'iq'
  return type === 'subscription' || type === 'server' ? 'subscription' : 'presence'
}
