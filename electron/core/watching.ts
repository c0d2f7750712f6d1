// Watching oneself from a contact's side: the observers and the self-tests of all accounts, fed with what Casper tells.
import type { AccountId } from '../../shared/model'
import type { AppEvent } from '../../shared/snapshot'
import type { Accounts } from './accounts'
import type { Log } from './log'
import type { ObserverCommandsOptions, ObserverHandlers } from './observer-commands'
import { observerCommands } from './observer-commands'
import { createObservers } from './observers'
import type { Publisher } from './publisher'
import { createSelfTests } from './self-test'
import type { Patience } from './self-test-trial'

/** What it needs. */
export interface WatchingOptions {
  readonly publisher: Pick<Publisher, 'publish' | 'snapshot'>
  readonly accounts: Accounts
  readonly cast: ObserverCommandsOptions['cast']
  readonly log: Log
  readonly now: () => number
  /** ms */
  readonly replyTimeout: number
  /** How long a self-test waits for what. */
  readonly patience: Partial<Patience>
}

/** The watching. */
export interface Watching {
  readonly commands: ObserverHandlers
  /** Takes every event of the accounts. */
  hear(event: AppEvent): void
  /** Breaks the self-tests off, puts the user's wishes back, and signs the observers out. */
  close(): Promise<void>
}

/** Nobody is watched yet. */
export function createWatching(options: WatchingOptions): Watching {
  const { accounts, cast, log, now, replyTimeout, patience } = options
  const { publish, snapshot } = options.publisher

  const isOwn = (id: AccountId, resource: string): boolean => {
    const account = accounts.get(id)
    return account.ok && account.value.isOwn(resource)
  }
  const observers = createObservers({ snapshot, publish, isOwn, now })
  const selfTests = createSelfTests({
    snapshot,
    publish,
    observers,
    wish: (id, input) => {
      const account = accounts.get(id)
      if (account.ok) account.value.session.wish(input)
    },
    isOwn,
    log,
    patience,
  })
  return {
    commands: observerCommands({
      accounts,
      observers,
      selfTests,
      snapshot,
      cast,
      log,
      replyTimeout,
    }),
    hear: (event) => {
      observers.hear(event)
      selfTests.hear(event)
    },
    close: async () => {
      // At once: a check does not wait for answers of an observer that goes.
      await Promise.all([selfTests.close(), observers.end()])
    },
  }
}
