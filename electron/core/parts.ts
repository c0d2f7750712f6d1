// The parts of one account's session that outlive its streams: contacts, conversations, visibility, what arrives.
import type { BareJid } from '../../shared/jid'
import type { ArchivedMessage } from '../xmpp/mam'
import type { Absence } from './absence'
import { createAbsence } from './absence'
import type { Away } from './away'
import { createAway } from './away'
import type { CatchUp } from './catch-up'
import { createCatchUp } from './catch-up'
import type { ContactBook } from './contact-book'
import { createContactBook } from './contact-book'
import type { Conversations } from './conversations'
import { createConversations } from './conversations'
import { createRecorder } from './ledger-recorder'
import type { Decloak } from './decloak'
import { createDecloak } from './decloak'
import type { LegacyClient } from './legacy-client'
import { createLegacyClient } from './legacy-client'
import type { LegacyProof } from './legacy-proof'
import { createLegacyProof } from './legacy-proof'
import type { ClientLists } from './legacy-client-lists'
import { createClientLists } from './legacy-client-lists'
import type { PresenceIntake } from './presence-intake'
import { createPresenceIntake } from './presence-intake'
import { createProgramNotes } from './program-note'
import type { Requests } from './requests'
import { createRequests } from './requests'
import type { Reveal } from './reveal'
import { createReveal } from './reveal'
import type { RosterFeed } from './roster-feed'
import { createRosterFeed } from './roster-feed'
import type { Rooms } from './rooms'
import { createRooms } from './rooms'
import type { SessionOptions } from './session-options'
import type { OutboxOptions } from '../xmpp/outbox'
import type { StanzaIntake } from './stanza-intake'
import { createStanzaIntake } from './stanza-intake'
import { listKeeper, wishesOf } from './stored-wishes'
import type { Surroundings } from './surroundings'
import { createSurroundings } from './surroundings'
import type { VisibilityLoop } from './visibility-loop'
import { createVisibilityLoop } from './visibility-loop'
import type { XmlConsole } from './console'
import { createXmlConsole } from './console'

/** The parts. */
export interface Parts {
  readonly book: ContactBook
  readonly conversations: Conversations
  readonly loop: VisibilityLoop
  readonly feed: RosterFeed
  readonly surroundings: Surroundings
  readonly requests: Requests
  readonly presence: PresenceIntake
  readonly proof: LegacyProof
  readonly catchUp: CatchUp
  readonly intake: StanzaIntake
  readonly rooms: Rooms
  readonly legacy: LegacyClient
  /** The privacy lists that a legacy client believes in. */
  readonly lists: ClientLists
  /** What the user wishes in Casper itself. */
  readonly own: Pick<LegacyClient, 'setPolicy' | 'setPresence'>
  readonly absence: Absence
  readonly away: Away
  readonly decloak: Decloak
  readonly reveal: Reveal
  readonly xmlConsole: XmlConsole
  /** The session is over, and with it what was true for its length alone. */
  readonly ended: () => void
  /** Told of every stanza that leaves or does not. */
  readonly seen: OutboxOptions['seen']
}

const later = (ms: number, act: () => void): (() => void) => {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}

/** Builds the parts, wired to each other. @param changed called after every change of the account's view */
export function createParts(options: SessionOptions, changed: () => void): Parts {
  const { stored, history, publish, log, now } = options
  const { id: account, jid } = stored()
  const keepLists = listKeeper(stored(), options.store)
  const book = createContactBook(account, publish)
  const reveal = createReveal({ stored, store: options.store })
  const spoke = (peer: BareJid): void => decloak.spoke(peer)
  const conversations = createConversations({
    account,
    history,
    book,
    publish,
    now,
    reveal,
    spoke,
  })
  const loop = createVisibilityLoop({
    wishes: wishesOf(stored()),
    slots: [`casper-${options.installation}-a`, `casper-${options.installation}-b`],
    log,
    now,
    changed: () => {
      recorder.moved()
      keepLists(loop.state())
      changed()
      lists.settle()
      legacy.proceed()
      rooms.settle()
      options.client?.moved()
    },
  })
  const program = createProgramNotes(loop)
  const away = createAway(program.under, changed)
  const { atRest } = loop
  const decloak = createDecloak({ loop: away.under, atRest, now, later, changed })
  const lists = createClientLists(jid, decloak.under)
  const legacy = createLegacyClient({
    self: jid,
    dialect: 'xep-0018',
    loop: lists.under,
    program,
    isRoom: (room) => rooms.standing(room) !== null,
    log,
  })
  const own: Parts['own'] = {
    setPolicy: (policy, about, presence) => {
      decloak.giveWay(about)
      legacy.setPolicy(policy, about, presence)
    },
    setPresence: legacy.setPresence,
  }
  const xmlConsole = createXmlConsole({ account, legacy, publish, now })
  const feed = createRosterFeed(book, loop)
  const surroundings = createSurroundings(loop)
  const requests = createRequests({ account, book, publish, changed })
  const presence = createPresenceIntake({ self: jid, book, loop, requests, surroundings })
  const proof = createLegacyProof(options, presence.nextOwn)
  const { replyTimeout, store, ledger } = options
  const recorder = createRecorder({
    self: jid,
    state: loop.state,
    isRoom: (room) => rooms.has(room),
    add: (entry) => ledger.add({ ...entry, account }),
    now,
    log,
  })
  const seen: OutboxOptions['seen'] = (stanza, held, answering) => {
    recorder.seen(stanza, held, answering)
    xmlConsole.sent(stanza, held)
  }
  const rooms = createRooms({
    account,
    self: jid,
    stored,
    store,
    loop,
    surroundings,
    publish,
    log,
    now,
    replyTimeout,
  })
  const deliver = (messages: readonly ArchivedMessage[]): void => {
    const talk = messages.filter(({ peer }) => !rooms.has(peer))
    if (options.client) options.client.archived(talk)
    else conversations.takeArchived(talk)
  }
  const catchUp = createCatchUp({ account, self: jid, history, book, loop, deliver, log, now })
  const absence = createAbsence(jid)
  const intake = createStanzaIntake({
    self: jid,
    absence,
    catchUp,
    presence,
    conversations,
    reveal,
    rooms,
    loop,
    xmlConsole,
    client: options.client,
    log,
  })
  const ended = (): void => {
    legacy.end()
    decloak.stop()
    rooms.stop()
    book.forgetPresence()
  }
  const talk = { conversations, reveal, rooms, catchUp, intake, xmlConsole, seen, ended }
  const wishes = { loop, legacy, lists, own, decloak, away, absence }
  return { book, ...wishes, feed, surroundings, requests, presence, proof, ...talk }
}
