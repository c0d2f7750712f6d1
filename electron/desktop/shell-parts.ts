// Everything of the desktop that follows the state of Casper.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../core/core'
import { createBadge } from './badge'
import { createLoginItem } from './login-item'
import type { Modules } from './modules'
import { createAnnouncer } from './notifications'
import { createPanicKey } from './panic-key'
import type { Ask, ShellPart } from './shell'
import { createSpelling } from './spelling'
import { createTray } from './tray'
import { createUpdatePart } from './update-part'
import type { Updates } from './updates'
import type { MainWindow } from './window'

/** What the parts are made with. */
export interface ShellOptions {
  readonly folder: string
  readonly dataDir: string
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly execPath: string
  readonly core: Core
  readonly ask: Ask
  readonly window: MainWindow
  readonly updates: Updates
  /** Puts the mark on the window of Windows, or takes it off. */
  readonly mark: () => void
  /** Makes every account invisible. */
  readonly hide: () => void
}

/** Builds the parts. */
export function shellParts(modules: Modules, options: ShellOptions): readonly ShellPart[] {
  const { app, globalShortcut, Notification, session } = modules
  const { ask, core, dataDir, env, execPath, folder, hide, mark, platform, updates, window } =
    options
  const icons = join(folder, 'icons')
  const report = core.report
  const onWayland = platform === 'linux' && env['XDG_SESSION_TYPE'] === 'wayland'
  const inFlatpak = existsSync('/.flatpak-info')
  return [
    createTray(modules, platform, icons, {
      ask,
      show: window.show,
      hideEverywhere: hide,
      quit: () => app.quit(),
    }),
    createBadge(app, platform, mark),
    createAnnouncer({ Notification, platform, core, ask, show: window.show }),
    createPanicKey({ globalShortcut, hide, mayBeKept: onWayland, report }),
    createLoginItem({ app, platform, env, execPath, inFlatpak, report }),
    createSpelling(session.defaultSession, platform, dataDir),
    createUpdatePart(updates, report),
  ]
}
