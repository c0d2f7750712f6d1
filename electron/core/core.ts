// Wires everything. One core serves any number of attached views (windows or tabs).
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { AppError, Result } from '../../shared/result'
import type { Update } from '../../shared/protocol'
import { emptySnapshot } from '../../shared/snapshot'
import { openHistory } from '../store/history'
import { openLedger } from '../store/ledger'
import { createAccounts } from './accounts'
import { bridgeCommands } from './bridge-commands'
import { createCommands } from './commands'
import { createDemoKeeper } from './demo'
import { createDispatch } from './dispatch'
import type { Host } from './host'
import { idleCommands } from './idle-commands'
import { createLedger } from './ledger'
import { ledgerCommands } from './ledger-commands'
import { createLog } from './log'
import { createPublisher, nextFrame } from './publisher'
import type { Patience } from './self-test-trial'
import { castSource } from './observer-cast'
import { profileCommands } from './profile-commands'
import { openSettings } from './settings'
import { demoAccount } from './settings-schema'
import { createWatching } from './watching'

/** A running Casper without a face. */
export interface Core {
  /** Runs one command from a view. Never rejects; a bad name or payload is a failed Result. */
  request(command: unknown, payload: unknown): Promise<Result<unknown>>
  /** Attaches a view: a snapshot at once, then numbered batches. @returns a function that detaches it. */
  attach(listener: (update: Update) => void): () => void
  /** Signs every account out without telling anybody anything new, and closes the files. */
  close(): Promise<void>
}

/** What can be chosen for createCore(). */
export interface CoreOptions {
  /** Where lines of the log go; standard error by default. */
  readonly writeLog?: (line: string) => void
  /** How long a request to a server waits for its reply, in ms. */
  readonly replyTimeout?: number
  /** How long a self-test waits for what. */
  readonly patience?: Partial<Patience>
}

/** Starts Casper on a host: reads what is stored, signs in who was signed in. */
export async function createCore(host: Host, options: CoreOptions = {}): Promise<Core> {
  const { writeLog = (line) => void process.stderr.write(`${line}\n`) } = options
  const { replyTimeout = 20_000 } = options
  const log = createLog(writeLog)
  const problems: AppError[] = []
  let report = (error: AppError): void => void problems.push(error)
  const settings = await openSettings(host.dataDir, { onProblem: (error) => report(error) })
  const history = openHistory(join(host.dataDir, 'casper.db'))
  const records = openLedger(join(host.dataDir, 'ledger.db'))
  const days = (): number => settings.read().settings.ledgerDays
  const ledger = createLedger({ store: records, days, now: Date.now, log })
  // What a crash left of an earlier demo.
  ledger.forget(demoAccount)
  const initial = emptySnapshot(host.info, settings.read().settings)
  const publisher = createPublisher(initial, nextFrame, log)
  const { publish } = publisher

  report = (error) => {
    const notice = { id: randomUUID(), level: 'warning', account: null, error } as const
    publish({ type: 'notice.added', notice })
  }
  for (const problem of [settings.problem, history.problem, records.problem, ...problems]) {
    if (problem) report(problem)
  }

  const { secrets } = host
  const accounts = createAccounts({
    settings,
    secrets,
    history,
    ledger,
    publish: (event) => {
      publish(event)
      watching.hear(event)
    },
    report,
    log,
    now: Date.now,
    replyTimeout,
  })
  const demo = createDemoKeeper(accounts, history)
  const watching = createWatching({
    publisher,
    accounts,
    cast: (jid) => castSource(demo.running(), jid),
    log,
    now: Date.now,
    replyTimeout,
    patience: options.patience ?? {},
  })
  const more = {
    ...watching.commands,
    ...ledgerCommands(ledger, settings, publish),
    ...profileCommands(),
    ...idleCommands(),
    ...bridgeCommands(),
  }
  const commands = createCommands(accounts, settings, publish, more, demo)
  const dispatch = createDispatch(commands, log)
  accounts.restore()

  const end = async (): Promise<void> => {
    await watching.close()
    await accounts.close()
    await demo.close()
    await settings.close()
    publisher.close()
    history.close()
    ledger.close()
  }
  let ended: Promise<void> | undefined

  return {
    request: dispatch,
    attach: publisher.attach,
    close: () => (ended ??= end()),
  }
}
