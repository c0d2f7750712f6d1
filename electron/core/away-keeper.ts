// Auto-away for all accounts: what each one's wishes make of what is known of the machine. A profile's wishes come before
// those of the settings; where the organisation forbids to be invisible, nobody becomes it by themselves either.
import type { Absence, Outlook } from '../../shared/away/absence'
import { outlook, wantsNothing } from '../../shared/away/absence'
import type { AutoAway } from '../../shared/away/auto-away'
import type { Machine } from '../../shared/away/machine'
import type { AccountId } from '../../shared/model'
import type { CommandName } from '../../shared/protocol'
import type { AppEvent } from '../../shared/snapshot'
import type { Away } from './away'
import type { Clock } from './clock'
import type { IdleSource } from './idle-source'
import { watchIdle } from './idle'

/** An account, as its absence needs it. */
export interface AwayAccount {
  readonly id: AccountId
  readonly away: Pick<Away, 'lay' | 'layNext' | 'lift' | 'settle'>
  /** What holds until somebody is seen at the machine, since it did when Casper was killed; null: nothing. */
  readonly presumed: Absence | null
  /** null: as in the settings. */
  autoAway(): AutoAway | null
}

/** What the keeper needs. */
export interface AwayKeeperOptions {
  readonly source: IdleSource | undefined
  readonly clock: Pick<Clock, 'now' | 'later'>
  /** The user's own accounts; a legacy client sees to its own absence. */
  readonly accounts: () => readonly AwayAccount[]
  /** The wishes in the settings. */
  readonly wishes: () => AutoAway
  readonly mayHide: boolean
  readonly resumed: () => void
}

/** The keeper. */
export interface AwayKeeper {
  /** A command comes from the user. */
  asked(command: unknown): void
  /** Another profile of that account holds, and is wished next: what it makes of the machine goes together with it. */
  switching(account: AccountId): void
  hear(event: AppEvent): void
  close(): void
}

/** Commands that are a wish of their own: what lay upon the wishes goes together with it, as one change. */
const wishing: ReadonlySet<unknown> = new Set<CommandName>([
  'presence.set',
  'visibility.go-invisible',
  'visibility.go-visible',
  'visibility.let-see',
  'visibility.hide-from',
  'visibility.reset',
  'profile.switch',
])
/** Commands that only somebody who is there gives; views give others by themselves. */
const acting: ReadonlySet<unknown> = new Set<CommandName>([
  'visibility.decloak',
  'message.send',
  'console.send',
  'self-test.run',
])

/** Begins to watch the source. */
export function createAwayKeeper(options: AwayKeeperOptions): AwayKeeper {
  const { source, clock, accounts, wishes, mayHide, resumed } = options
  /** Accounts whose wishes are being tried out, so that nothing else may move just now. */
  const busy = new Set<AccountId>()
  /** By which wishes each account was looked at last. */
  const known = new Map<AccountId, AutoAway>()

  const chosen = ({ autoAway }: AwayAccount): AutoAway => autoAway() ?? wishes()
  const wishesOf = (account: AwayAccount): AutoAway => {
    const wished = chosen(account)
    known.set(account.id, wished)
    return mayHide ? wished : { ...wished, hideWhenIdle: false, hideWhenLocked: false }
  }
  const outlookOf = (
    account: AwayAccount,
    wished: AutoAway,
    machine: Machine,
    now = clock.now(),
  ): Outlook => {
    const found = outlook(wished, machine, now)
    return machine.seen || !account.presumed ? found : { ...found, absence: account.presumed }
  }

  const watch = watchIdle({
    source,
    clock,
    resumed,
    look: (machine, now) => {
      const looked = accounts()
        .filter(({ id }) => !busy.has(id))
        .flatMap((account) => {
          const wished = wishesOf(account)
          const { absence, next } = outlookOf(account, wished, machine, now)
          account.away.lay(absence, wished)
          return absence === null && wantsNothing(wished) ? [] : { away: absence !== null, next }
        })
      if (looked.length === 0) return null
      const times = looked.flatMap(({ next }) => next ?? [])
      return {
        away: looked.some(({ away }) => away),
        next: times.length === 0 ? null : Math.min(...times),
      }
    },
  })

  return {
    asked: (command) => {
      if (!wishing.has(command) && !acting.has(command)) return
      watch.acted()
      const all = accounts()
      for (const { away } of all) away.lift()
      const settle = (): void => {
        for (const { away } of all) away.settle()
        watch.soon()
      }
      if (acting.has(command)) settle()
      else queueMicrotask(settle)
    },
    switching: (id) => {
      const account = accounts().find((one) => one.id === id)
      const machine = watch.known()
      if (!account || machine === null) return
      const wished = wishesOf(account)
      account.away.layNext(outlookOf(account, wished, machine).absence, wished)
      queueMicrotask(account.away.settle)
      watch.soon()
    },
    hear: (event) => {
      if (event.type === 'self-test.changed') {
        if (event.test.state === 'running') busy.add(event.account)
        else busy.delete(event.account)
        watch.soon()
      } else if (event.type === 'settings.changed') {
        watch.soon()
      } else if (event.type === 'account.changed') {
        // It changes often, and seldom in this.
        const account = accounts().find(({ id }) => id === event.account.id)
        if (account && chosen(account) !== known.get(account.id)) watch.soon()
      }
    },
    close: watch.close,
  }
}
