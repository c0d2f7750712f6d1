// The state of the embedded server (electron/demo/state) for one session of one user, without a wire: it answers the
// engine's effects and records what contacts are shown.
import type { Account, SessionState } from '../../electron/demo/state/account'
import { beginSession, createAccount } from '../../electron/demo/state/account'
import type { PresenceActs } from '../../electron/demo/state/presence'
import { maySee, presenceActs } from '../../electron/demo/state/presence'
import { listAllows } from '../../electron/demo/state/rules'
import type { OwnPresence, WaitingAct } from '../../shared/model'
import type { Subscription } from '../../shared/privacy/list'
import type { Entity } from '../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../shared/privacy/list'
import type { Result } from '../../shared/result'
import type { Effect, EffectReply } from '../../shared/visibility/effects'
import type { AnswerFault, AnswerOptions } from './model-answers'
import { modelAnswers } from './model-answers'
import type { Delivery } from './model-presence'

/** What goes wrong with one effect. */
export type Fault = AnswerFault

/** The server as it begins. */
export interface ModelOptions extends AnswerOptions {
  readonly people?: readonly Entity[]
  readonly lists?: Readonly<Record<string, readonly PrivacyItem[]>>
  readonly default?: string | null
  /** The list that is active before the engine begins. */
  readonly active?: string | null
  readonly otherDevice?: boolean
}

/** The server. Its fields may be changed by a test, as other clients and the server's owner would change them. */
export interface ModelServer {
  readonly people: Map<string, Entity>
  readonly lists: Map<string, readonly PrivacyItem[]>
  active: string | null
  default: string | null
  /** Whether another resource is connected; it has no active list, so that the default one rules it. */
  otherDevice: boolean
  /** Contacts who are not online: nothing reaches them. */
  readonly offline: Set<string>
  /** Blocked contacts (XEP-0191). */
  readonly blocked: Set<string>
  /** The last available presence broadcast, or null where the session is not available. */
  readonly broadcast: OwnPresence | null
  readonly cover: SessionState<OwnPresence>['cover']
  /** The acts about subscriptions that arrived. */
  readonly acts: WaitingAct[]
  /** Every delivery of this session, in order. */
  readonly deliveries: Delivery[]
  /** What a contact is shown now; null is unavailable. */
  view(jid: string): OwnPresence | null
  /** The contacts who are shown the user now. */
  shown(): string[]
  /** Whether the rules in force let presence out to that contact. */
  reaches(jid: string): boolean
  /** Whether the list in force for this session lets presence out to somebody. */
  letsOut(person: Entity): boolean
  /** The same for the user's other resource. */
  otherLetsOut(person: Entity): boolean
  /** Another client wrote a list, or removed it (null). */
  putList(name: string, items: readonly PrivacyItem[] | null): void
  /** A contact comes online and probes. @returns whether this session is told that they are there. */
  comeOnline(jid: string): boolean
  goOffline(jid: string): void
  putPerson(person: Entity): void
  removePerson(jid: string): void
  block(jid: string): void
  unblock(jid: string): void
  /** The session is over; whoever is still shown it is shown a ghost. */
  endSession(): void
  /** Another session begins, which nobody was shown yet. */
  beginSession(): void
  /** Does what the engine asks and answers it. */
  answer(effect: Effect, fault?: Fault): Result<EffectReply>
}

/** A server in this state, with a session that has sent nothing yet. */
export function modelServer(options: ModelOptions = {}): ModelServer {
  const { legacy = 'refused', quirks = [], onPush = () => undefined } = options
  const conduct = { legacy, quirks }
  const account = accountOf(options)
  const offline = new Set<string>()
  const deliveries: Delivery[] = []
  const arrived: WaitingAct[] = []
  const views = new Map<string, OwnPresence>()
  let session: SessionState<OwnPresence>
  let acts: PresenceActs<OwnPresence>

  const view = (jid: string): OwnPresence | null => views.get(jid) ?? null
  const deliver = (to: string, presence: OwnPresence | null): void => {
    if (offline.has(to)) return
    deliveries.push({ to, presence, before: view(to) })
    if (presence) views.set(to, presence)
    else views.delete(to)
  }
  const begin = (): void => {
    session = beginSession(account)
    acts = presenceActs(session, conduct, deliver)
  }
  const change = (jid: string, person: Entity | undefined): void => {
    const before = account.roster.get(jid)
    if (person) account.roster.set(jid, person)
    else account.roster.delete(jid)
    if (!maySee(person)) views.delete(jid)
    acts.rosterChanged(jid, before, person)
  }
  const subscribe = ({ act, to }: WaitingAct): void => {
    if (quirks.includes('swallows-subscriptions') && !acts.reaches(to)) return
    arrived.push({ act, to })
    const person = people.get(to) ?? { jid: to, groups: [], subscription: 'none' as const }
    const subscription = afterAct(person.subscription, act)
    if (subscription !== person.subscription) change(to, { ...person, subscription })
  }
  const others = () => [...account.sessions].filter((each) => each !== session)
  begin()
  const { lists, roster: people, blocked } = account

  const server: ModelServer = {
    people,
    lists,
    blocked,
    offline,
    deliveries,
    acts: arrived,
    get active() {
      return session.active
    },
    set active(name) {
      session.active = name
    },
    get default() {
      return account.default
    },
    set default(name) {
      account.default = name
    },
    get otherDevice() {
      return others().length > 0
    },
    set otherDevice(connected) {
      for (const each of others()) account.sessions.delete(each)
      if (connected) beginSession(account)
    },
    get broadcast() {
      return session.broadcast
    },
    get cover() {
      return session.cover
    },
    view,
    shown: () => [...views.keys()].sort(),
    reaches: (jid) => acts.reaches(jid),
    letsOut: ({ jid }) => {
      return listAllows(account, session.active ?? account.default, 'presence-out', jid, conduct)
    },
    otherLetsOut: ({ jid }) => listAllows(account, account.default, 'presence-out', jid, conduct),
    putList(name, items) {
      if (items === null) lists.delete(name)
      else lists.set(name, items)
      onPush(name)
    },
    comeOnline(jid) {
      offline.delete(jid)
      acts.probed(jid)
      const subscription = people.get(jid)?.subscription
      return acts.hears() && (subscription === 'to' || subscription === 'both')
    },
    goOffline(jid) {
      offline.add(jid)
      views.delete(jid)
    },
    putPerson: (person) => change(person.jid, person),
    removePerson: (jid) => change(jid, undefined),
    block(jid) {
      acts.blocking(jid, server.shown())
      blocked.add(jid)
    },
    unblock(jid) {
      blocked.delete(jid)
      acts.unblocked(jid)
    },
    endSession: () => acts.end(),
    beginSession() {
      account.sessions.delete(session)
      begin()
      views.clear()
      deliveries.length = 0
    },
    answer: modelAnswers(account, () => ({ session, acts }), options, subscribe),
  }
  server.active = options.active ?? null
  server.otherDevice = options.otherDevice ?? false
  return server
}

function accountOf(options: ModelOptions): Account<OwnPresence> {
  const { people = [], lists = {} } = options
  const account = createAccount<OwnPresence>('user@here.example')
  for (const person of people) account.roster.set(person.jid, person)
  for (const [name, items] of Object.entries(lists)) account.lists.set(name, items)
  account.default = options.default ?? null
  return account
}

// Asking changes nothing before it is answered.
function afterAct(before: Subscription, act: WaitingAct['act']): Subscription {
  const sees = (before === 'to' || before === 'both') && act !== 'unsubscribe'
  const seen = before === 'from' || before === 'both'
  const isSeen = act === 'subscribed' || (seen && act !== 'unsubscribed')
  if (sees) return isSeen ? 'both' : 'to'
  return isSeen ? 'from' : 'none'
}
