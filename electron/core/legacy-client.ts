// One legacy client of a session: what its presence stanzas mean is wished of the visibility engine, one intent after
// the other (XEP-0018; RFC 6121 s.4.6). Nothing it sends goes out as it came, and nothing it says is stored.
import type { BareJid, FullJid } from '../../shared/jid'
import { bareJid, domainOf, fullJid, localOf } from '../../shared/jid'
import type { OwnPresence } from '../../shared/model'
import { isTrivial } from '../../shared/privacy/compose'
import { mayReceive } from '../../shared/visibility/audience'
import type { Effect } from '../../shared/visibility/effects'
import type { LegacyFacts, LegacyIntent } from '../../shared/visibility/legacy'
import { beginLegacy, endLegacy, readLegacy } from '../../shared/visibility/legacy'
import type { Dialect, LegacyState } from '../../shared/visibility/legacy-policy'
import type { LegacyStanza } from '../../shared/visibility/legacy-stanza'
import type { Policy } from '../../shared/visibility/policy'
import { allows } from '../../shared/visibility/policy'
import type { EngineState } from '../../shared/visibility/state'
import { personOf } from '../../shared/visibility/state'
import type { Outbox } from '../xmpp/outbox'
import { available, unavailable } from '../xmpp/presence'
import type { Wishing } from './decloak'
import type { About } from './legacy-client-about'
import { isAbout, rebase } from './legacy-client-about'
import type { Log } from './log'
import type { ProgramNotes } from './program-note'

/** What a client is made with. */
export interface LegacyClientOptions {
  readonly self: BareJid
  readonly dialect: Dialect
  readonly loop: Wishing
  readonly program: Pick<ProgramNotes, 'say' | 'upon'>
  /** Whether that is a room the user deals with, or a service that keeps one, wherever it is. */
  readonly isRoom: (jid: BareJid) => boolean
  readonly log: Log
}

/** One client. Before it begins and after it ends, the user's own wishes are all there is. */
export interface LegacyClient {
  /**
   * Its stream begins; a second beginning is none.
   * @param shown whether it takes over a session that is shown already; else nobody is, until its first presence
   */
  begin(shown: boolean): void
  /**
   * Takes its next presence; each intent is given when the engine confirmed or failed the one before.
   * @param dialect how the program that sent it means it; as its client was made where it is left out
   */
  take(stanza: LegacyStanza, outbox: Outbox, dialect?: Dialect): void
  /** Whether something that it said is not wished yet. */
  busy(): boolean
  /** Whether nobody is shown for want of any presence of its own: before the first, or after `unavailable`. */
  absent(): boolean
  /**
   * The user wishes something in Casper itself. What the client said of other people still lies upon it.
   * @param presence chosen in the same moment, if any
   */
  setPolicy(own: Policy, about: About, presence?: OwnPresence): void
  /** The user chooses a presence in Casper itself; it is the last one from now on. */
  setPresence(presence: OwnPresence): void
  /** Its stream ends, and its words with it: what the user wished in Casper holds alone. */
  end(): void
  /** The engine has moved: gives the next intent if it is time. */
  proceed(): void
  /** A fresh session begins, in which nobody was directed anything yet. */
  fresh(): void
  /** What takes back all directed presence that no policy expresses. */
  farewell(): Parameters<Outbox['lastWords']>[0]
  /** What the gate may let pass at this very moment. @param leaving whether the session is being ended */
  passing(leaving: boolean): readonly Effect[]
}

interface Waiting {
  readonly stanza: LegacyStanza
  readonly outbox: Outbox
  readonly dialect: Dialect
}

const plain: OwnPresence = { show: null, status: '', priority: 0 }

/** Builds a client over the session's engine. */
export function createLegacyClient(options: LegacyClientOptions): LegacyClient {
  const { self, dialect, loop, program, isRoom, log } = options
  /** Who was directed presence that was not taken back, as addressed. */
  const passed = new Set<BareJid | FullJid>()
  let state: LegacyState | null = null
  let before = loop.state().presence
  let waiting: Waiting[] = []
  let intents: readonly LegacyIntent[] = []
  let outbox: Outbox | null = null
  let passing: readonly Effect[] = []
  let busy = false

  const wishPolicy = (policy: Policy, presence?: OwnPresence): void =>
    loop.tell({ type: 'policy-changed', policy, ...(presence && { presence }) })
  const wishPresence = (presence: OwnPresence): void =>
    loop.tell({ type: 'presence-chosen', presence })

  // After a failed step nobody is shown anything more; to take presence back is always right.
  const pass = ({ to, presence: wished }: LegacyIntent & { kind: 'pass' }): void => {
    const address = fullJid(to) ?? bareJid(to)
    const jid = bareJid(to)
    if (!outbox || address === undefined || jid === undefined) return
    const presence = wished && toldTo(jid, wished)
    if (presence !== null && loop.state().failure !== null) return
    passing = [{ kind: 'directed', to: [jid], presence }]
    const sent = outbox.send(directed(address, presence))
    passing = []
    // Contacts who get presence at all are the engine's: it knows who of them is shown, and tells them the end.
    if (presence === null) passed.delete(address)
    else if (!mayReceive(facts().person(jid))) passed.add(address)
    void sent.then((result) => {
      if (result.ok) return
      passed.delete(address)
      log.warn('directed presence was not sent', { code: result.error.code })
    })
  }

  // Rooms that are entered without a word of entering (groupchat 1.0) are told that the user is there; what they are
  // doing, only where nobody is hidden from.
  const toldTo = (jid: BareJid, presence: OwnPresence): OwnPresence => {
    const isOfRooms = jid !== self && localOf(jid) !== '' && facts().isService(jid)
    if (!isOfRooms) return program.upon(presence)
    return isTrivial(loop.state().policy) ? presence : plain
  }

  // Whom no policy shows the user to, none hides the user from: they are told before the wish.
  const takeBack = (policy: Policy): void => {
    const { isService, person } = facts()
    for (const to of [...passed]) {
      const jid = bareJid(to)
      if (jid === undefined || localOf(jid) === '' || isService(jid)) continue
      const hidden = !mayReceive(person(jid)) && !allows(policy, person(jid))
      if (hidden) pass({ kind: 'pass', to, presence: null })
    }
  }

  // What the user chose is the last presence from now on.
  const notePresence = (presence: OwnPresence): void => {
    before = presence
    if (state) state = { ...state, last: presence }
    intents = intents.filter(({ kind }) => kind !== 'presence')
  }

  const facts = (): LegacyFacts => {
    const { services, roster } = loop.state()
    const isService = (jid: BareJid): boolean => services.includes(jid) || isRoom(jid)
    return {
      // A contact is dealt with as a contact, wherever their address is.
      isService: (jid) =>
        jid === self || (!roster?.has(jid) && [jid, domainOf(jid) as BareJid].some(isService)),
      person: (jid) => personOf(roster ?? new Map(), jid),
    }
  }

  /** Whether the user's own wish ends what that presence says. */
  const isOver = (about: About, { type, to }: Pick<LegacyStanza, 'type' | 'to'>): boolean => {
    if (about !== 'showing') return isAbout(about, to)
    if (to === null) return type === 'visible'
    const jid = bareJid(to)
    const isPerson = jid !== undefined && localOf(jid) !== '' && !facts().isService(jid)
    return isPerson && (type === 'visible' || type === 'available')
  }

  const carryOut = (intent: LegacyIntent): void => {
    if (intent.kind === 'policy') wishPolicy(intent.policy)
    else if (intent.kind === 'presence') wishPresence(intent.presence)
    else if (intent.kind === 'pass') pass(intent)
  }

  const readNext = (): void => {
    const next = waiting.shift()
    if (!next || !state) return
    if (next.stanza.program) program.say(next.stanza.program)
    const reading = readLegacy({ ...state, dialect: next.dialect }, next.stanza, facts())
    outbox = next.outbox
    state = reading.state
    intents = reading.intents
  }

  const proceed = (): void => {
    if (busy) return
    busy = true
    while (intents.length + waiting.length > 0 && isSettled(loop.state())) {
      const [intent, ...rest] = intents
      intents = rest
      if (intent) carryOut(intent)
      else readNext()
    }
    busy = false
  }

  return {
    begin: (shown) => {
      if (state) return
      const { policy, presence } = loop.state()
      before = presence
      const reading = beginLegacy(policy, presence, dialect)
      state = { ...reading.state, present: shown }
      intents = shown ? [] : reading.intents
      proceed()
    },
    take: (stanza, through, meant = dialect) => {
      if (!state) return
      waiting.push({ stanza, outbox: through, dialect: meant })
      proceed()
    },
    busy: () => waiting.length + intents.length > 0,
    absent: () => state !== null && !state.present && ![...state.people.values()].includes(true),
    setPolicy: (own, about, presence) => {
      if (presence) notePresence(presence)
      const { policy, rebased } = rebase(state, own, about)
      takeBack(policy)
      state = rebased
      waiting = waiting.filter(({ stanza }) => !isOver(about, stanza))
      intents = intents
        .filter((intent) => !shows(intent) || !isOver(about, { type: 'available', to: intent.to }))
        .map((intent) => (intent.kind === 'policy' ? { kind: 'policy', policy } : intent))
      wishPolicy(policy, presence)
    },
    setPresence: (presence) => {
      notePresence(presence)
      wishPresence(presence)
    },
    end: () => {
      if (!state) return
      const last = endLegacy(state)
      state = null
      waiting = []
      intents = []
      last.forEach(carryOut)
      wishPresence(before)
      passed.clear()
    },
    proceed,
    fresh: () => passed.clear(),
    farewell: () => [...passed].map((to) => directed(to, null)),
    passing: (leaving) => {
      if (!leaving) return passing
      const to = [...passed].flatMap((one) => bareJid(one) ?? [])
      return [...passing, { kind: 'directed', to, presence: null }]
    },
  }
}

function shows(intent: LegacyIntent): intent is LegacyIntent & { kind: 'pass' } {
  return intent.kind === 'pass' && intent.presence !== null
}

function directed(
  to: BareJid | FullJid,
  presence: OwnPresence | null,
): ReturnType<typeof unavailable> {
  return presence ? available(presence, to) : unavailable(to)
}

// Without a session nothing waits for a confirmation: the engine keeps the wishes for the next one.
function isSettled({ session, inFlight, confirmedAt, failure }: EngineState): boolean {
  return session === null || (inFlight === null && (confirmedAt !== null || failure !== null))
}
