// What this window shows of the snapshot: the chosen account and person, the open panel, search and drafts.
import { createContext } from 'svelte'
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { BareJid } from '../../shared/jid'
import type {
  AccountId,
  AccountView,
  Contact,
  Exposure,
  Message,
  Notice,
  Room,
} from '../../shared/model'
import type { Observer } from '../../shared/observer'
import type { Bridge, CommandName, CommandPayload } from '../../shared/protocol'
import type { AppSnapshot } from '../../shared/snapshot'
import { createEyes } from './eyes'
import { createOrderer, groupsOf, rowsOf, searchRows } from './roster'
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

const unknown: Exposure = { kind: 'unknown' }

/** The state of this window. Nothing of it is known to the main process. */
export class Session {
  readonly eyes = createEyes()
  readonly folded = new SvelteSet<string>()
  readonly drafts = new SvelteMap<string, string>()
  panel = $state.raw<PanelSubject | null>(null)
  search = $state('')
  adding = $state(false)
  /** Whether the XML console is shown in the place of a conversation. */
  console = $state(false)
  /** The ledger in the place of a conversation: of everybody, or of one person; null while it is not shown. */
  ledger = $state.raw<{ readonly peer: BareJid | null } | null>(null)
  /** Whether what contacts see is shown in the place of a conversation. */
  eye = $state(false)
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
    this.console = false
    this.ledger = null
    this.eye = false
    this.panel = null
    this.search = ''
  }

  choosePeer(jid: BareJid): void {
    if (this.account) this.#peers.set(this.account.id, jid)
    this.console = false
    this.ledger = null
    this.eye = false
  }

  leavePeer(): void {
    this.#peers.delete(this.account?.id ?? '')
    this.console = false
    this.ledger = null
    this.eye = false
  }

  /** Shows what the watched contacts see; the panel makes room for them. */
  showEye(): void {
    this.console = false
    this.ledger = null
    this.panel = null
    this.eye = true
  }

  /** Shows the ledger, of everybody or of one person; a panel that would lie over it is closed. */
  openLedger(peer: BareJid | null): void {
    this.console = false
    this.ledger = { peer }
    if (matchMedia('(width <= 1000px)').matches) this.panel = null
  }

  toggleGroup(key: string): void {
    if (!this.folded.delete(key)) this.folded.add(key)
  }

  toggleInvisible(): void {
    const { account } = this
    if (!account) return
    const hidden = account.visibility.requested.base === 'invisible'
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
