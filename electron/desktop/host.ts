// The host with Electron.
import type { Host } from '../core/host'
import type { Log } from '../core/log'
import { managedPath } from '../core/managed-file'
import { systemIdle, type PowerMonitor } from './power'
import { desktopSecrets, type Cipher } from './secrets'

/** Builds the host over an existing data folder. Call when the app is ready. */
export async function createDesktopHost(
  cipher: Cipher,
  dataDir: string,
  version: string,
  log: Log,
  monitor: PowerMonitor,
): Promise<Host> {
  const secrets = await desktopSecrets(cipher, dataDir, process.platform, log)
  const managedFile = managedPath(process.platform)
  return {
    dataDir,
    secrets,
    managedFile,
    idle: systemIdle(monitor),
    info: { kind: 'desktop', secrets: secrets.place, version },
  }
}
