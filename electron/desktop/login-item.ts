// Starting at login: the system's own list on Windows and macOS, a desktop entry of the XDG autostart on Linux.
import { mkdir, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { appError } from '../../shared/errors'
import type { AppError } from '../../shared/result'
import { writeFileAtomic } from '../store/atomic-file'
import type { Modules } from './modules'
import type { ShellPart } from './shell'

/** What it needs to know of where Casper runs. */
export interface LoginItemParts {
  readonly app: Pick<Modules['app'], 'isPackaged' | 'setLoginItemSettings'>
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** The program. */
  readonly execPath: string
  /** Whether it runs in a Flatpak: what it writes into the autostart there starts nothing. */
  readonly inFlatpak: boolean
  readonly report: (error: AppError) => void
}

const entryName = 'org.casper.Casper.desktop'

/**
 * Builds the part that follows changes of the setting; a start alone changes nothing, so that what the user, or the system,
 * did to the list of what starts stays. A Casper that runs from its sources is nobody's to start.
 */
export function createLoginItem(parts: LoginItemParts): ShellPart {
  const { app, platform, env, execPath, inFlatpak, report } = parts
  let working = Promise.resolve()
  let last: boolean | null = null

  const set = (wanted: boolean): void => {
    if (!app.isPackaged) return
    if (platform !== 'linux') {
      app.setLoginItemSettings({ openAtLogin: wanted })
      return
    }
    if (inFlatpak) {
      if (wanted) report(appError('no-autostart', 'Flatpak'))
      return
    }
    working = working
      .then(() => setAutostart(autostartFile(env), env['APPIMAGE'] ?? execPath, wanted))
      .catch((thrown: unknown) => report(appError('no-autostart', String(thrown))))
  }

  return {
    changed: ({ settings }) => {
      const wanted = settings.desktop.startAtLogin
      if (last !== null && last !== wanted) set(wanted)
      last = wanted
    },
    close: () => undefined,
  }
}

/** Where the desktop looks for what it starts (XDG Autostart, "Autostart Directories"). */
function autostartFile(env: LoginItemParts['env']): string {
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'autostart', entryName)
}

/** Writes or removes the entry. Rejects with the file system's error. */
export async function setAutostart(file: string, program: string, wanted: boolean): Promise<void> {
  if (!wanted) return rm(file, { force: true })
  await mkdir(join(file, '..'), { recursive: true })
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Casper',
    'Icon=casper',
    `Exec=${quoted(program)}`,
    'Terminal=false',
  ]
  await writeFileAtomic(file, `${lines.join('\n')}\n`)
}

/** An argument of Exec in quotes, then escaped as every value is (Desktop Entry Specification, "The Exec key"). */
function quoted(text: string): string {
  const inQuotes = text.replaceAll('%', '%%').replaceAll(/["`$\\]/g, '\\$&')
  return `"${inQuotes}"`.replaceAll('\\', '\\\\')
}
