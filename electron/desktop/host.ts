// The host with Electron.
import type { Host } from '../core/host'
import type { Log } from '../core/log'
import { desktopSecrets, type Cipher } from './secrets'

/** Builds the host over an existing data folder. Call when the app is ready. */
export async function createDesktopHost(
  cipher: Cipher,
  dataDir: string,
  version: string,
  log: Log,
): Promise<Host> {
  const secrets = await desktopSecrets(cipher, dataDir, process.platform, log)
  return { dataDir, secrets, info: { kind: 'desktop', secrets: secrets.place, version } }
}
