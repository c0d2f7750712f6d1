// Where Casper keeps its files when it runs without Electron.
import { mkdirSync } from 'node:fs'
import { posix, win32 } from 'node:path'

/** What decides about the folder; from the process, or made up in tests. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The usual folder for an application's data on this system (XDG base directories on Linux). */
export function defaultDataDir({ platform, home, env }: Surroundings): string {
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA']
    const base = local && win32.isAbsolute(local) ? local : win32.join(home, 'AppData', 'Local')
    return win32.join(base, 'Casper')
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Casper')
  const xdg = env['XDG_DATA_HOME']
  const base = xdg && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.local', 'share')
  return posix.join(base, 'casper')
}

/** Makes sure that the folder exists; a new one is private to its owner. Throws the file system's error. */
export function ensureDataDir(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
}
