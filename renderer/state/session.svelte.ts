// What this window shows of the snapshot: the chosen account and person, the open panel, search and drafts.
import { createContext, untrack } from 'svelte'
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { Errand, GivenErrand } from '../../shared/errand'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type {
  AccountId,
  AccountView,
  Contact,
  Exposure,
  Message,
  Notice,
  Room,
} from '../../shared/model'
import { forbids, setByWords } from '../../shared/managed'
import type { Observer } from '../../shared/observer'
import type { Bridge, CommandName, CommandPayload } from '../../shared/protocol'
import type { AppSnapshot } from '../../shared/snapshot'
import { createEyes } from './eyes'
import { createOrderer, groupsOf, namesOf, rowsOf, searchRows } from './roster'
import { roomsFor } from './rooms'
import type { Store } from './store.svelte'

/**
 * What the visibility panel is about: everybody, one person, a heading of the people list by its key, or how Casper
 * hides the user.
 */
export type PanelSubject =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'person'; readonly jid: BareJid }
  | { readonly kind: 'group'; readonly key: string }
  | { readonly kind: 'how' }

/** What is shown in the place of a conversation. */
export type Place =
  | { readonly kind: 'console' }
  /** The ledger of everybody, or of one person. */
  | { readonly kind: 'ledger'; readonly peer: BareJid | null }
  /** What watched contacts see. */
  | { readonly kind: 'eye' }
  | { readonly kind: 'profiles' }
  | { readonly kind: 'settings'; readonly section: SettingsSection }

/** The parts of the settings. */
export type SettingsSection =
  'appearance' | 'away' | 'desktop' | 'clients' | 'records' | 'organisation'

const unknown: Exposure = { kind: 'unknown' }

/** The state of this window. Nothing of it is known to the main process. */
export class Session {
  readonly eyes = createEyes()
  readonly folded = new SvelteSet<string>()
  readonly drafts = new SvelteMap<string, string>()
  panel = $state.raw<PanelSubject | null>(null)
  search = $state('')
  adding = $state(false)
  /** A form that an errand opened. */
  form = $state.raw<Extract<Errand, { kind: 'join' | 'add' }> | null>(null)
  /** The key of the draft that the gate asks about before anything is pressed here. */
  asked = $state<string | null>(null)
  /** Null while the place of a conversation is one's. */
  place = $state.raw<Place | null>(null)
  /** Refusals of what was clicked here, shown like notices. */
  refusals = $state.raw<readonly Notice[]>([])

  readonly snapshot: AppSnapshot = $derived.by(() => present(this.#store))
  readonly account: AccountView | null = $derived.by(() => {
    const { accounts } = this.snapshot
    const all = Object.values(accounts)
    // Whoever opens Casper in the demo means to be there.
    const account = accounts[this.#wanted] ?? all.find(({ demo }) => demo) ?? all[0] ?? null
    return account && this.#store.lost ? unsure(account) : account
  })
  readonly roster: Readonly<Record<BareJid, Contact>> = $derived.by(
    () => this.snapshot.contacts[this.account?.id ?? ''] ?? {},
  )
  readonly #rooms: Readonly<Record<BareJid, Room>> = $derived.by(
    () => this.snapshot.rooms[this.account?.id ?? ''] ?? {},
  )
  /** The rooms to show, by name. */
  readonly rooms = $derived.by(() => roomsFor(this.#rooms, this.search))
  /** The room whose conversation is open. */
  readonly room: Room | null = $derived.by(() => {
    const jid = this.#peers.get(this.account?.id ?? '')
    return jid === undefined ? null : (this.#rooms[jid] ?? null)
  })
  /** Who is watched from their own side, in the order of watching. */
  readonly observers: readonly Observer[] = $derived.by(() =>
    Object.values(this.snapshot.observers[this.account?.id ?? ''] ?? {}),
  )
  readonly peer: Contact | null = $derived.by(() => {
    const jid = this.#peers.get(this.account?.id ?? '')
    return jid === undefined || this.room !== null ? null : (this.roster[jid] ?? null)
  })
  readonly #chat: BareJid | null = $derived.by(() => (this.room ?? this.peer)?.jid ?? null)
  /** Null until the conversation was opened. */
  readonly messages: readonly Message[] | null = $derived.by(() =>
    this.#chat === null
      ? null
      : (this.snapshot.chats[this.account?.id ?? '']?.[this.#chat] ?? null),
  )
  readonly #order = createOrderer()
  readonly ordered = $derived.by(() => this.#order(this.roster))
  readonly groups = $derived.by(() => groupsOf(this.ordered))
  /** What contacts are called, by address. */
  readonly names = $derived.by(() => namesOf(this.ordered))
  /** Who decided that nobody may be invisible or hide from anybody, in words; null where it is the user's choice. */
  readonly mustBeVisible: string | null = $derived.by(() => {
    const { managed } = this.snapshot
    return forbids(managed, 'forbidInvisible') ? setByWords(managed) : null
  })
  readonly rows = $derived.by(() =>
    this.search.trim() === ''
      ? rowsOf(this.groups, this.folded)
      : searchRows(this.ordered, this.search),
  )

  #wanted = $state<AccountId>('')
  readonly #peers = new SvelteMap<AccountId, BareJid>()
  #refused = 0
  readonly #bridge: Bridge
  readonly #store: Store

  /** @param store must have its snapshot before anything here is read */
  constructor(bridge: Bridge, store: Store) {
    this.#bridge = bridge
    this.#store = store
  }

  /** Asks, and hands the answer back: for forms that show a refusal themselves. */
  request<N extends CommandName>(command: N, payload: CommandPayload<N>) {
    return this.#bridge.request(command, payload)
  }

  /** Asks, and shows a refusal as a notice. @returns whether it was accepted. */
  async act<N extends CommandName>(command: N, payload: CommandPayload<N>): Promise<boolean> {
    const result = await this.#bridge.request(command, payload)
    if (result.ok) return true
    const id = `refusal-${++this.#refused}`
    const notice: Notice = { id, level: 'error', account: null, error: result.error }
    this.refusals = [...this.refusals, notice]
    return false
  }

  chooseAccount(id: AccountId): void {
    this.#wanted = id
    this.adding = false
    this.place = null
    this.panel = null
    this.search = ''
  }

  choosePeer(jid: BareJid): void {
    if (this.account) this.#peers.set(this.account.id, jid)
    this.place = null
  }

  leavePeer(): void {
    this.#peers.delete(this.account?.id ?? '')
    this.place = null
  }

  /** Tells which conversation the user has before them; null: none. */
  look(peer: BareJid | null): void {
    const account = untrack(() => (this.#store.lost ? null : this.account))
    if (account === null) return
    const looking = peer === null ? null : { account: account.id, peer }
    void this.request('chat.look', { looking })
  }

  /** Shows what was asked for from outside of the window. Nothing of it is sent. */
  run({ id, errand }: GivenErrand): void {
    void this.request('errand.done', { id })
    if (errand.kind === 'settings') return this.show({ kind: 'settings', section: 'appearance' })
    if (errand.account !== null && errand.account !== this.account?.id) {
      this.chooseAccount(errand.account)
    }
    if (errand.kind === 'chat') this.#write(errand)
    else this.form = errand
  }

  #write({ peer: text, draft, asks }: Extract<Errand, { kind: 'chat' }>): void {
    const { account } = this
    const peer = bareJid(text)
    if (account === null || peer === undefined) return
    void this.act('chat.open', { account: account.id, peer })
    this.choosePeer(peer)
    if (draft === '') return
    const key = `${account.id}/${peer}`
    const begun = this.drafts.get(key) ?? ''
    this.drafts.set(key, begun.trim() === '' ? draft : `${begun}\n${draft}`)
    if (asks) this.asked = key
  }

  /** Shows something in the place of a conversation; a panel that would lie over it is closed. */
  show(place: Place): void {
    this.place = place
    this.adding = false
    const needsRoom = place.kind === 'eye' || matchMedia('(width <= 1000px)').matches
    if (needsRoom) this.panel = null
  }

  showSettings(): void {
    this.show({ kind: 'settings', section: 'appearance' })
  }

  toggleGroup(key: string): void {
    if (!this.folded.delete(key)) this.folded.add(key)
  }

  toggleInvisible(): void {
    const { account } = this
    if (!account) return
    const hidden = account.visibility.requested.base === 'invisible'
    if (!hidden && this.mustBeVisible !== null) return
    const command = hidden ? 'visibility.go-visible' : 'visibility.go-invisible'
    void this.act(command, { account: account.id })
  }

  dismiss(notice: Notice): void {
    if (!this.refusals.includes(notice)) void this.act('notice.dismiss', { id: notice.id })
    this.refusals = this.refusals.filter((other) => other !== notice)
  }
}

/** The session of this window, for every component below App. */
export const [useSession, provideSession] = createContext<Session>()

/** What may be said of an account while the main process cannot be reached: nothing is known to hold now. */
function unsure(account: AccountView): AccountView {
  return { ...account, visibility: { ...account.visibility, phase: 'offline', exposure: unknown } }
}

function present(store: Store): AppSnapshot {
  if (store.snapshot === null) throw new Error('There is no snapshot yet.')
  return store.snapshot
}
