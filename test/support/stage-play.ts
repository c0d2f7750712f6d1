// Plays the main process for the stage: keeps a snapshot, obeys commands, and tells what changed.
import type { BareJid } from '../../shared/jid'
import type { AccountView, Contact, Message, VisibilityView } from '../../shared/model'
import type { CommandName, CommandPayload, Update } from '../../shared/protocol'
import { appError } from '../../shared/errors'
import { err, ok, type Result } from '../../shared/result'
import { applyBatch, type AppEvent, type AppSnapshot } from '../../shared/snapshot'
import { asksAbout } from '../../electron/core/reveal'
import { eyeOf } from '../../shared/visibility/audience'
import {
  withBase,
  withException,
  withGuard,
  withoutException,
} from '../../shared/visibility/policy'
import { pastWith, showtime } from './stage-casts'
import { pastIn } from './stage-rooms'
import { actOnContact, isAboutContact } from './stage-contacts'
import { actOnProfiles, isAboutProfiles } from './stage-profiles'
import { actOnConsole, isAboutConsole } from './stage-console'
import { actOnObservers, isAboutObservers } from './stage-observers'
import { askLedger, isAboutLedger, ledgerRows } from './stage-ledger'
import { settle } from './stage-server'

/** How long the imagined server takes to confirm; ms. */
const confirmAfter = 300

/** A play: one snapshot, and whoever watches. */
export interface Play {
  request(command: CommandName, payload: unknown): Result<unknown>
  attach(watch: (update: Update) => void): () => void
  /** Tells events that no command caused. */
  tell(events: readonly AppEvent[]): void
  snapshot(): AppSnapshot
}

/** Starts a play from a snapshot. */
export function play(start: AppSnapshot): Play {
  let snapshot = start
  let messages = 0
  let ledger = ledgerRows(showtime)
  const watchers = new Set<(update: Update) => void>()

  function tell(events: readonly AppEvent[]): void {
    const batch = { from: snapshot.seq + 1, events }
    snapshot = applyBatch(snapshot, batch)
    for (const watch of watchers) watch({ kind: 'batch', batch })
  }

  function change(account: AccountView, view: Partial<AccountView>): AccountView {
    const next = { ...account, ...view }
    tell([{ type: 'account.changed', account: next }])
    return next
  }

  function carryOut(account: AccountView, wish: Partial<VisibilityView>): void {
    const { visibility } = change(account, {
      visibility: { ...account.visibility, ...wish, phase: 'changing', error: null },
    })
    setTimeout(() => {
      const now = snapshot.accounts[account.id]
      if (now) change(now, { visibility: settle(visibility, rosterOf(account), Date.now()) })
    }, confirmAfter)
  }

  function rosterOf({ id }: AccountView): readonly Contact[] {
    return Object.values(snapshot.contacts[id] ?? {})
  }

  function nameOf({ id }: AccountView, jid: BareJid): string {
    return snapshot.contacts[id]?.[jid]?.name || jid
  }

  function asksBefore({ id, revealTo, visibility }: AccountView, jid: BareJid): boolean {
    const contact = snapshot.contacts[id]?.[jid]
    if (revealTo.includes(jid) || !contact) return false
    return eyeOf(contact, visibility.exposure).state !== 'open'
  }

  function say(account: AccountView, peer: BareJid, body: string): void {
    const id = `said-${++messages}`
    const at = Date.now()
    const message: Message = { id, peer, direction: 'out', body, at, state: 'sent' }
    tell([{ type: 'message.changed', account: account.id, message }])
  }

  return {
    snapshot: () => snapshot,
    tell,
    attach(watch) {
      watchers.add(watch)
      watch({ kind: 'snapshot', snapshot })
      return () => watchers.delete(watch)
    },
    request(command, payload) {
      if (command === 'account.add') return err(appError('remote-server-not-found'))
      if (command === 'settings.set') {
        const chosen = payload as CommandPayload<'settings.set'>
        const settings = { ...snapshot.settings, ...chosen }
        tell([{ type: 'settings.changed', settings }])
        return ok(null)
      }
      if (command === 'ledger.retention') {
        const { days: ledgerDays } = payload as CommandPayload<'ledger.retention'>
        if (ledgerDays === 0) ledger = []
        tell([{ type: 'settings.changed', settings: { ...snapshot.settings, ledgerDays } }])
        return ok(null)
      }
      if (command === 'notice.dismiss') {
        tell([{ type: 'notice.removed', id: (payload as CommandPayload<'notice.dismiss'>).id }])
        return ok(null)
      }
      const account = snapshot.accounts[(payload as { readonly account: string }).account]
      if (!account) return err(appError('not-found'))
      if (isAboutContact(command)) {
        tell(actOnContact(account, snapshot.contacts[account.id] ?? {}, command, payload))
        return ok(null)
      }
      if (isAboutLedger(command)) {
        const asked = askLedger(account.id === 'mira' ? ledger : [], command, payload)
        ledger = asked.rows
        return asked.result
      }
      if (isAboutProfiles(command)) {
        const { change: changed, result } = actOnProfiles(account, command, payload, showtime)
        const { visibility, ...rest } = changed
        const next = Object.keys(changed).length > 0 ? change(account, rest) : account
        if (visibility) carryOut(next, { requested: visibility.requested })
        return result
      }
      if (command === 'bridge.password') {
        change(account, { bridgePassword: true })
        return ok({ password: 'harp-lemon-quartz-83-violet' })
      }
      if (isAboutConsole(command)) {
        const { events, result } = actOnConsole(snapshot, account.id, command, payload)
        tell(events)
        return result
      }
      if (isAboutObservers(command)) {
        const { events, result } = actOnObservers(account.id, command, payload, Date.now())
        tell(events)
        return result
      }
      const { requested } = account.visibility
      switch (command) {
        case 'visibility.go-invisible':
          carryOut(account, { requested: withBase(requested, 'invisible') })
          break
        case 'visibility.go-visible':
          carryOut(account, { requested: withBase(requested, 'visible') })
          break
        case 'visibility.retry':
          carryOut(account, {})
          break
        case 'visibility.let-see':
        case 'visibility.hide-from': {
          const { target } = payload as CommandPayload<'visibility.let-see'>
          const sees = command === 'visibility.let-see'
          carryOut(account, { requested: withException(requested, target, sees) })
          break
        }
        case 'visibility.reset': {
          const { target } = payload as CommandPayload<'visibility.reset'>
          carryOut(account, { requested: withoutException(requested, target) })
          break
        }
        case 'visibility.choose': {
          const { choice, scope } = payload as CommandPayload<'visibility.choose'>
          carryOut(account, { choice, scope, strategy: null })
          break
        }
        case 'visibility.guard': {
          const { guard, up } = payload as CommandPayload<'visibility.guard'>
          carryOut(account, { requested: withGuard(requested, guard, up) })
          break
        }
        case 'presence.set':
          change(account, { presence: (payload as CommandPayload<'presence.set'>).presence })
          break
        case 'chat.open': {
          const peer = (payload as CommandPayload<'chat.open'>).peer as BareJid
          const isRoom = snapshot.rooms[account.id]?.[peer] !== undefined
          const messages = isRoom ? pastIn(peer, showtime) : pastWith(peer)
          tell([{ type: 'chat.opened', account: account.id, peer, messages }])
          break
        }
        case 'chat.read': {
          const jid = (payload as CommandPayload<'chat.read'>).peer as BareJid
          const room = snapshot.rooms[account.id]?.[jid]
          tell([
            room
              ? { type: 'room.changed', account: account.id, room: { ...room, unread: 0 } }
              : { type: 'unread.changed', account: account.id, jid, unread: 0 },
          ])
          break
        }
        case 'room.leave': {
          const jid = (payload as CommandPayload<'room.leave'>).room as BareJid
          tell([{ type: 'room.removed', account: account.id, jid }])
          break
        }
        case 'message.send': {
          const { peer, body, reveal } = payload as CommandPayload<'message.send'>
          const jid = peer as BareJid
          if (!reveal && asksBefore(account, jid)) return err(asksAbout(nameOf(account, jid)))
          if (reveal === 'always') change(account, { revealTo: [...account.revealTo, jid] })
          say(account, jid, body)
          break
        }
        case 'reveal.revoke': {
          const { peer } = payload as CommandPayload<'reveal.revoke'>
          change(account, { revealTo: account.revealTo.filter((jid) => jid !== peer) })
          break
        }
        case 'visibility.decloak':
        case 'visibility.recloak': {
          const { peer } = payload as CommandPayload<'visibility.recloak'>
          const jid = peer as BareJid
          const target = { type: 'jid', value: peer } as const
          const begins = command === 'visibility.decloak'
          const until = showtime + 15 * 60_000
          const next = change(account, { decloaked: begins ? [{ jid, until }] : [] })
          const policy = begins
            ? withException(requested, target, true)
            : withoutException(requested, target)
          carryOut(next, { requested: policy })
          break
        }
        case 'account.remove':
          tell([{ type: 'account.removed', account: account.id }])
          break
        default:
          return err(appError('offline'))
      }
      return ok(null)
    },
  }
}
