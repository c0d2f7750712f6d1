// The state the renderer shows, and how each event changes it. The main process and the renderer both run
// applyEvent(), so the two cannot drift apart.
import type { BareJid } from './jid'
import type {
  AccountId,
  AccountView,
  Contact,
  HostInfo,
  Message,
  Notice,
  ResourcePresence,
  Room,
  SeenStanza,
} from './model'
import type { Observer, SelfTest } from './observer'
import type { BridgeView } from './bridge'
import type { GivenErrand, Looking } from './errand'
import { bridgeOff } from './bridge'
import type { ManagedView } from './managed'
import type { Settings } from './settings'

/** Everything there is to show. Replaced, never mutated, except the contact and message maps (see applyEvent). */
export interface AppSnapshot {
  /** The number of the last event that is contained. */
  readonly seq: number
  readonly host: HostInfo
  readonly settings: Settings
  /** What the user's organisation decided; null where there is none. */
  readonly managed: ManagedView | null
  readonly bridge: BridgeView
  readonly accounts: Readonly<Record<AccountId, AccountView>>
  readonly contacts: Readonly<Record<AccountId, Readonly<Record<BareJid, Contact>>>>
  /** Opened conversations: account, then peer, oldest message first. */
  readonly chats: Readonly<Record<AccountId, Readonly<Record<BareJid, readonly Message[]>>>>
  /** The rooms of each account, by address. */
  readonly rooms: Readonly<Record<AccountId, Readonly<Record<BareJid, Room>>>>
  readonly notices: readonly Notice[]
  /** The last stanzas of each account whose console is open, oldest first; no entry where it is closed. */
  readonly console: Readonly<Record<AccountId, readonly SeenStanza[]>>
  /** Who is watched from their own side, per account. */
  readonly observers: Readonly<Record<AccountId, Readonly<Record<BareJid, Observer>>>>
  readonly selfTests: Readonly<Record<AccountId, SelfTest>>
  /** What the window was asked to show and has not yet. */
  readonly errand: GivenErrand | null
  readonly looking: Looking | null
}

/** What can happen. Names are `noun.past`. */
export type AppEvent =
  | { readonly type: 'account.changed'; readonly account: AccountView }
  | { readonly type: 'account.removed'; readonly account: AccountId }
  | {
      readonly type: 'roster.loaded'
      readonly account: AccountId
      readonly contacts: readonly Contact[]
    }
  | { readonly type: 'contact.changed'; readonly account: AccountId; readonly contact: Contact }
  | { readonly type: 'contact.removed'; readonly account: AccountId; readonly jid: BareJid }
  | {
      readonly type: 'resources.changed'
      readonly account: AccountId
      readonly jid: BareJid
      readonly resources: readonly ResourcePresence[]
    }
  | {
      readonly type: 'unread.changed'
      readonly account: AccountId
      readonly jid: BareJid
      readonly unread: number
    }
  | {
      readonly type: 'chat.opened'
      readonly account: AccountId
      readonly peer: BareJid
      readonly messages: readonly Message[]
    }
  | { readonly type: 'message.changed'; readonly account: AccountId; readonly message: Message }
  | { readonly type: 'room.changed'; readonly account: AccountId; readonly room: Room }
  | { readonly type: 'room.removed'; readonly account: AccountId; readonly jid: BareJid }
  | { readonly type: 'console.opened' | 'console.closed'; readonly account: AccountId }
  | { readonly type: 'stanza.seen'; readonly account: AccountId; readonly stanza: SeenStanza }
  | {
      readonly type: 'observer.changed'
      readonly account: AccountId
      readonly observer: Observer
    }
  | { readonly type: 'observer.removed'; readonly account: AccountId; readonly jid: BareJid }
  | {
      readonly type: 'self-test.changed'
      readonly account: AccountId
      readonly test: SelfTest
    }
  | { readonly type: 'notice.added'; readonly notice: Notice }
  | { readonly type: 'notice.removed'; readonly id: string }
  | { readonly type: 'settings.changed'; readonly settings: Settings }
  | { readonly type: 'bridge.changed'; readonly bridge: BridgeView }
  | { readonly type: 'errand.changed'; readonly errand: GivenErrand | null }
  | { readonly type: 'looking.changed'; readonly looking: Looking | null }

/** How many stanzas a console keeps. */
export const consoleLength = 500

/** A run of consecutive events; `from` is the number of the first. Batched at most once per frame. */
export interface EventBatch {
  readonly from: number
  readonly events: readonly AppEvent[]
}

/** A snapshot with nothing in it yet. */
export function emptySnapshot(
  host: HostInfo,
  settings: Settings,
  managed: ManagedView | null = null,
): AppSnapshot {
  const ofAccounts = { accounts: {}, contacts: {}, chats: {}, rooms: {}, console: {} }
  const others = { observers: {}, selfTests: {}, notices: [], bridge: bridgeOff, errand: null }
  return { seq: 0, host, settings, managed, looking: null, ...ofAccounts, ...others }
}

/** The snapshot after a batch. Each touched map is copied once per batch, however many events touch it. */
export function applyBatch(snapshot: AppSnapshot, batch: EventBatch): AppSnapshot {
  const draft = new Draft(snapshot)
  for (const event of batch.events) draft.apply(event)
  return { ...draft.snapshot, seq: batch.from + batch.events.length - 1 }
}

/** Copies on first write, so that a burst of 10,000 presences costs one copy of the roster. */
class Draft {
  snapshot: AppSnapshot
  readonly #owned = new WeakSet<object>()

  constructor(snapshot: AppSnapshot) {
    this.snapshot = { ...snapshot }
  }

  apply(event: AppEvent): void {
    const s = this.snapshot
    switch (event.type) {
      case 'account.changed':
        this.#set({ accounts: { ...s.accounts, [event.account.id]: event.account } })
        return
      case 'account.removed':
        this.#set({
          accounts: without(s.accounts, event.account),
          contacts: without(s.contacts, event.account),
          chats: without(s.chats, event.account),
          rooms: without(s.rooms, event.account),
          console: without(s.console, event.account),
          observers: without(s.observers, event.account),
          selfTests: without(s.selfTests, event.account),
        })
        return
      case 'roster.loaded': {
        const roster = Object.fromEntries(event.contacts.map((c) => [c.jid, c]))
        this.#owned.add(roster)
        this.#set({ contacts: { ...s.contacts, [event.account]: roster } })
        return
      }
      case 'contact.changed':
        this.#roster(event.account)[event.contact.jid] = event.contact
        return
      case 'contact.removed':
        delete this.#roster(event.account)[event.jid]
        return
      case 'resources.changed':
        this.#patch(event.account, event.jid, { resources: event.resources })
        return
      case 'unread.changed':
        this.#patch(event.account, event.jid, { unread: event.unread })
        return
      case 'chat.opened':
        this.#chats(event.account)[event.peer] = event.messages
        return
      case 'message.changed': {
        const chats = this.#chats(event.account)
        const chat = Object.hasOwn(chats, event.message.peer)
          ? chats[event.message.peer]
          : undefined
        if (chat) chats[event.message.peer] = withMessage(chat, event.message)
        return
      }
      case 'room.changed':
        this.#rooms(event.account)[event.room.jid] = event.room
        return
      case 'room.removed':
        delete this.#rooms(event.account)[event.jid]
        return
      case 'observer.changed':
        this.#observers(event.account)[event.observer.jid] = event.observer
        return
      case 'observer.removed':
        delete this.#observers(event.account)[event.jid]
        return
      case 'self-test.changed':
        this.#set({ selfTests: { ...s.selfTests, [event.account]: event.test } })
        return
      case 'console.opened':
        this.#set({ console: { ...s.console, [event.account]: [] } })
        return
      case 'console.closed':
        this.#set({ console: without(s.console, event.account) })
        return
      case 'stanza.seen': {
        const seen = s.console[event.account]?.slice(1 - consoleLength)
        if (seen) this.#set({ console: { ...s.console, [event.account]: [...seen, event.stanza] } })
        return
      }
      case 'notice.added':
        this.#set({
          notices: [...s.notices.filter((n) => n.id !== event.notice.id), event.notice],
        })
        return
      case 'notice.removed':
        this.#set({ notices: s.notices.filter((n) => n.id !== event.id) })
        return
      case 'settings.changed':
        this.#set({ settings: event.settings })
        return
      case 'bridge.changed':
        this.#set({ bridge: event.bridge })
        return
      case 'errand.changed':
        this.#set({ errand: event.errand })
        return
      case 'looking.changed':
        this.#set({ looking: event.looking })
    }
  }

  #set(change: Partial<AppSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change }
  }

  #roster(account: AccountId): Record<BareJid, Contact> {
    return this.#own('contacts', account)
  }

  #chats(account: AccountId): Record<BareJid, readonly Message[]> {
    return this.#own('chats', account)
  }

  #rooms(account: AccountId): Record<BareJid, Room> {
    return this.#own('rooms', account)
  }

  #observers(account: AccountId): Record<BareJid, Observer> {
    return this.#own('observers', account)
  }

  #own<T>(
    map: 'contacts' | 'chats' | 'rooms' | 'observers',
    account: AccountId,
  ): Record<BareJid, T> {
    const present = (this.snapshot[map][account] ?? {}) as Record<BareJid, T>
    if (this.#owned.has(present)) return present
    const copy = { ...present }
    this.#owned.add(copy)
    this.#set({ [map]: { ...this.snapshot[map], [account]: copy } })
    return copy
  }

  #patch(account: AccountId, jid: BareJid, change: Partial<Contact>): void {
    const roster = this.#roster(account)
    const contact = Object.hasOwn(roster, jid) ? roster[jid] : undefined
    if (contact) roster[jid] = { ...contact, ...change }
  }
}

function withMessage(chat: readonly Message[], message: Message): readonly Message[] {
  const index = chat.findIndex((other) => other.id === message.id)
  return index < 0 ? [...chat, message] : chat.with(index, message)
}

function without<T>(map: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const copy = { ...map }
  delete copy[key]
  return copy
}
