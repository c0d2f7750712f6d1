// Wires everything. One core serves any number of attached views (windows or tabs).
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { ManagedView } from '../../shared/managed'
import { forbids } from '../../shared/managed'
import type { AppError, Result } from '../../shared/result'
import type { Update } from '../../shared/protocol'
import type { AppEvent } from '../../shared/snapshot'
import { emptySnapshot } from '../../shared/snapshot'
import { openHistory } from '../store/history'
import { openLedger } from '../store/ledger'
import { createAccounts } from './accounts'
import { createAwayKeeper } from './away-keeper'
import { bridgeCommands } from './bridge-commands'
import { bridgeCertificate } from './bridge-certificate'
import type { BridgeFlag, FixedBridge } from './bridge-keeper'
import { createBridgeKeeper } from './bridge-keeper'
import type { Clock } from './clock'
import { systemClock } from './clock'
import { createCommands } from './commands'
import { createDemoKeeper } from './demo'
import { createDispatch } from './dispatch'
import { frontCommands } from './front-commands'
import type { Host } from './host'
import { idleCommands } from './idle-commands'
import { createLedger } from './ledger'
import { ledgerCommands } from './ledger-commands'
import { createLog } from './log'
import { guardCommands } from './managed-commands'
import { readManaged } from './managed-file'
import { managedRules } from './managed-rules'
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
  request(command: unknown, payload: unknown, view?: object): Promise<Result<unknown>>
  /** Attaches a view: a snapshot at once, then numbered batches. @returns a function that detaches it. */
  attach(listener: (update: Update) => void): () => void
  /** Tells the user of a problem that belongs to no command. */
  report(error: AppError): void
  /** What the organisation decided; null where there is none. */
  readonly managed: ManagedView | null
  /** Does what the schedules of profiles asked for while the computer slept. */
  settle(): void
  /** Signs every account out without telling anybody anything new, and closes the files. */
  close(): Promise<void>
}

/** What can be chosen for createCore(). */
export interface CoreOptions {
  /** Where lines of the log go; standard error by default. */
  readonly writeLog?: (line: string) => void
  /** Nothing but the bridge, as a command line wishes it: nobody is signed in but who comes through it. */
  readonly bridge?: FixedBridge
  /** A bridge beside everything else, for this run. */
  readonly bridgeFlag?: BridgeFlag | undefined
  /** How long a request to a server waits for its reply, in ms. */
  readonly replyTimeout?: number
  /** As in SessionOptions; a quarter of an hour by default. */
  readonly tidyAfter?: number
  /** The computer's own by default. */
  readonly clock?: Clock
  /** How long a self-test waits for what. */
  readonly patience?: Partial<Patience>
}

/** Starts Casper on a host: reads what is stored, signs in who was signed in. */
export async function createCore(host: Host, options: CoreOptions = {}): Promise<Core> {
  const { writeLog = (line) => void process.stderr.write(`${line}\n`) } = options
  const { replyTimeout = 20_000, tidyAfter = 900_000, clock = systemClock } = options
  const log = createLog(writeLog)
  const problems: AppError[] = []
  let report = (error: AppError): void => void problems.push(error)
  const settings = await openSettings(host.dataDir, { onProblem: (error) => report(error) })
  const history = openHistory(join(host.dataDir, 'casper.db'))
  const records = openLedger(join(host.dataDir, 'ledger.db'))
  const days = (): number => settings.read().settings.ledgerDays
  const ledger = createLedger({ store: records, days, now: clock.now, log })
  // What a crash left of an earlier demo.
  ledger.forget(demoAccount)
  const managed = host.managedFile === undefined ? null : await readManaged(host.managedFile)
  const rules = managedRules(managed)
  const initial = emptySnapshot(host.info, settings.read().settings, managed)
  const publisher = createPublisher(initial, nextFrame, log)
  const { publish } = publisher

  report = (error) => {
    const notice = { id: randomUUID(), level: 'warning', account: null, error } as const
    publish({ type: 'notice.added', notice })
  }
  const found = [managed?.problem, settings.problem, history.problem, records.problem]
  for (const problem of [...found, ...problems]) {
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
      away.hear(event)
    },
    switching: (account) => away.switching(account),
    report,
    log,
    clock,
    managed: rules,
    replyTimeout,
    tidyAfter,
  })
  const away = createAwayKeeper({
    source: host.idle,
    clock,
    accounts: accounts.watched,
    wishes: () => settings.read().settings.autoAway,
    mayHide: !forbids(managed, 'forbidInvisible'),
    resumed: accounts.settle,
  })
  const bridge = createBridgeKeeper({
    accounts,
    settings,
    fixed: options.bridge,
    flag: options.bridgeFlag,
    forbidden: forbids(managed, 'forbidBridge'),
    mayHide: !forbids(managed, 'forbidInvisible'),
    certificate: () => bridgeCertificate(host.dataDir, clock.now()),
    publish,
    log,
    now: clock.now,
  })
  const demo = createDemoKeeper(accounts, history)
  const watching = createWatching({
    publisher: {
      snapshot: publisher.snapshot,
      publish: (event) => {
        publish(event)
        away.hear(event)
      },
    },
    accounts,
    cast: (jid) => castSource(demo.running(), jid),
    log,
    now: clock.now,
    replyTimeout,
    patience: options.patience ?? {},
  })
  const more = {
    ...watching.commands,
    ...ledgerCommands(ledger, settings, publish),
    ...profileCommands(accounts, rules),
    ...idleCommands(host.idle?.pages),
    ...frontCommands(
      accounts,
      (jid) => settings.read().accounts.find((one) => one.jid === jid)?.id ?? null,
      publish,
    ),
    ...bridgeCommands(bridge),
  }
  const publishAll = (event: AppEvent): void => {
    publish(event)
    away.hear(event)
    if (event.type === 'settings.changed') void bridge.settle()
  }
  const commands = createCommands(accounts, settings, publishAll, more, demo)
  const dispatch = createDispatch(guardCommands(commands, accounts, rules), log)
  if (!options.bridge) accounts.restore()
  const settled = bridge.settle()
  if (options.bridge ?? options.bridgeFlag) await settled

  const end = async (): Promise<void> => {
    away.close()
    await watching.close()
    await bridge.close()
    await accounts.close()
    await demo.close()
    await settings.close()
    publisher.close()
    history.close()
    ledger.close()
  }
  let ended: Promise<void> | undefined

  return {
    request: (command, payload, view) => {
      away.asked(command)
      return dispatch(command, payload, view)
    },
    attach: (listener) => {
      const detach = publisher.attach(listener)
      return () => {
        detach()
        host.idle?.pages?.gone(listener)
      }
    },
    managed,
    settle: accounts.settle,
    report: (error) => report(error),
    close: () => (ended ??= end()),
  }
}
