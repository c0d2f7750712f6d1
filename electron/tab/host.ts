// The host without Electron: any Node process on the user's own machine.
import type { Host } from '../core/host'
import { managedPath } from '../core/managed-file'
import { createPageIdle } from './idle'
import { keyringSecrets } from './keyring'

/** Builds the host over an existing data folder; asks the system's keyring whether it answers. */
export async function createTabHost(dataDir: string, version: string): Promise<Host> {
  const secrets = await keyringSecrets()
  const managedFile = managedPath(process.platform)
  const idle = createPageIdle(Date.now)
  const info = { kind: 'tab', secrets: secrets.place, version } as const
  return { dataDir, secrets, managedFile, idle, info }
}
