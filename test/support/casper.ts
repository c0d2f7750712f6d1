// A whole Casper without a face, for tests: the real core on a temporary data folder, watched as a view watches it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Core, CoreOptions } from '../../electron/core/core'
import { createCore } from '../../electron/core/core'
import type { Host } from '../../electron/core/host'
import { memorySecrets } from '../../electron/store/memory-secrets'
import type { BareJid } from '../../shared/jid'
import type { AccountView, Contact, ServerAddress } from '../../shared/model'
import type { CommandName, CommandPayload, CommandReply } from '../../shared/protocol'
import type { Result } from '../../shared/result'
import type { AppSnapshot } from '../../shared/snapshot'
import { applyBatch } from '../../shared/snapshot'
import { sleep, until } from './wait'

/** What a view is told, it is told at most so many ms later. */
const frame = 20

/** A running core and what its view shows. */
export interface TestCasper {
  readonly dataDir: string
  readonly core: Core
  /** What was logged. */
  log(): string
  snapshot(): AppSnapshot
  request<N extends CommandName>(
    command: N,
    payload: CommandPayload<N>,
  ): Promise<Result<CommandReply<N>>>
  /** Adds an account and signs it in. @returns its id. @throws where the command is refused */
  addAccount(account: {
    readonly jid: string
    readonly server: ServerAddress
    readonly signInInvisible: boolean
    readonly password?: string
  }): Promise<string>
  /** The only account. */
  account(): AccountView
  contact(jid: string): Contact | undefined
  /** Waits until the account's view fits. @throws with the view where it does not in time */
  when(what: string, fits: (account: AccountView) => boolean, timeoutMs?: number): Promise<void>
  /** Waits until the server confirmed the last wish. */
  confirmed(timeoutMs?: number): Promise<void>
  /** Ends the process's part of Casper; the data folder stays until `remove`. */
  close(): Promise<void>
  remove(): void
}

/** What can be chosen of a core, where an organisation's decisions are, and how it knows whether anybody is there. */
export type TestCasperOptions = Omit<CoreOptions, 'writeLog'> & Pick<Host, 'managedFile' | 'idle'>

/** Starts a core. @param dataDir an earlier core's folder, to start again on it */
export async function startCasper(
  dataDir?: string,
  { managedFile, idle, ...options }: TestCasperOptions = {},
): Promise<TestCasper> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'casper-data-'))
  const lines: string[] = []
  const host: Host = {
    dataDir: folder,
    secrets: memorySecrets(),
    info: { kind: 'tab', secrets: 'memory', version: '0.0.0' },
    ...(managedFile !== undefined && { managedFile }),
    ...(idle && { idle }),
  }
  const core = await createCore(host, { ...options, writeLog: (line) => lines.push(line) })
  let shown: AppSnapshot | null = null
  core.attach((update) => {
    if (update.kind === 'snapshot') shown = update.snapshot
    else if (update.kind === 'batch' && shown) shown = applyBatch(shown, update.batch)
  })

  const snapshot = (): AppSnapshot => {
    if (!shown) throw new Error('no snapshot yet')
    return shown
  }
  const account = (): AccountView => {
    const [first] = Object.values(snapshot().accounts)
    if (!first) throw new Error('no account yet')
    return first
  }
  const request: TestCasper['request'] = async (command, payload) =>
    (await core.request(command, payload)) as Result<CommandReply<typeof command>>

  const when: TestCasper['when'] = async (what, fits, timeoutMs) => {
    const [first] = Object.values(snapshot().accounts)
    try {
      await until(() => Object.values(snapshot().accounts).some(fits), what, timeoutMs)
    } catch (cause) {
      const { exposure, ...visibility } =
        (first ? account() : { visibility: null }).visibility ?? {}
      const view = JSON.stringify([visibility, exposure, first && account().connection], null, 1)
      throw new Error(`${what}: ${view}`, { cause })
    }
  }

  return {
    dataDir: folder,
    core,
    log: () => lines.join('\n'),
    snapshot,
    request,
    addAccount: async ({ password = 'secret', ...rest }) => {
      const added = await request('account.add', { ...rest, password, remember: false })
      if (!added.ok) throw new Error(added.error.message)
      await until(() => Object.keys(snapshot().accounts).length > 0, 'the account')
      return added.value.account
    },
    account,
    contact: (jid) => snapshot().contacts[account().id]?.[jid as BareJid],
    when,
    confirmed: async (timeoutMs) => {
      await sleep(2 * frame)
      await when('confirmation', ({ visibility }) => visibility.phase === 'confirmed', timeoutMs)
    },
    close: () => core.close(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
