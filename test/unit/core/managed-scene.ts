// A computer on which an organisation may have decided something, and a server nearby.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Managed } from '../../../shared/managed'
import type { CommandName, CommandPayload } from '../../../shared/protocol'
import type { TestCasper } from '../../support/casper'
import type { FakeClock } from '../../support/fake-clock'
import { fakeClock } from '../../support/fake-clock'
import { im } from '../../support/scripted-im'
import type { ScriptedServer } from '../../support/scripted-server'
import { startScriptedServer } from '../../support/scripted-server'
import { startScene } from './profile-scene'
import { twoContacts } from './scripted-account'

/** What a test has before it. */
export interface ManagedScene {
  readonly managedFile: string
  /** Writes the file, or leaves it damaged where it is given text. */
  decide(policy: Omit<Managed, 'version'> | string): void
  /** How the server is reached. */
  here(): { mode: 'manual'; host: string; port: number; security: 'plain' }
  /** How many connections were made to the server so far. */
  connections(): number
  /** A Casper that knows the file. @param dataDir the folder of an earlier one */
  managed(dataDir?: string, clock?: FakeClock): Promise<TestCasper>
  /** Adds ann, who is on the server. @returns the account's id */
  addAnn(casper: TestCasper, signInInvisible?: boolean): Promise<string>
  /** A Casper from before anything was decided, signed in, prepared, and ended again. */
  before(
    prepare?: (casper: TestCasper, account: string) => Promise<unknown>,
  ): Promise<{ readonly folder: string; readonly account: string; readonly made: number }>
}

/** Noon. */
export const noon = (): FakeClock => fakeClock('2026-06-10T12:00:00Z', 'UTC')

/** The code that a command is refused with. */
export async function refusal<N extends CommandName>(
  casper: TestCasper,
  command: N,
  payload: CommandPayload<N>,
): Promise<string | null> {
  const result = await casper.request(command, payload)
  return result.ok ? null : result.error.code
}

/** Registers the hooks. @returns what the running test has */
export function managedScene(): () => ManagedScene {
  let folder: string
  let server: ScriptedServer
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'casper-managed-'))
    server = await startScriptedServer(im({ roster: twoContacts }))
  })
  afterEach(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  return () => {
    const managedFile = join(folder, 'policy.json')
    const here: ManagedScene['here'] = () => ({
      mode: 'manual',
      host: '127.0.0.1',
      port: server.port,
      security: 'plain',
    })
    const addAnn: ManagedScene['addAnn'] = (casper, signInInvisible = false) =>
      casper.addAccount({ jid: 'ann@localhost', server: here(), signInInvisible })
    const connections = (): number => server.peers.length
    return {
      managedFile,
      here,
      connections,
      addAnn,
      decide: (policy) => {
        const text = typeof policy === 'string' ? policy : JSON.stringify({ version: 1, ...policy })
        writeFileSync(managedFile, text, { mode: 0o644 })
      },
      managed: (dataDir, clock = noon()) => startScene({ clock, managedFile }, dataDir),
      before: async (prepare = () => Promise.resolve()) => {
        const casper = await startScene({ clock: noon() })
        const account = await addAnn(casper)
        await casper.confirmed()
        await prepare(casper, account)
        await casper.close()
        return { folder: casper.dataDir, account, made: connections() }
      },
    }
  }
}
