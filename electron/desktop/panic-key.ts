// The keys that make every account invisible at once, whichever program has the focus.
import { appError } from '../../shared/errors'
import type { AppError } from '../../shared/result'
import type { AppSnapshot } from '../../shared/snapshot'
import type { Modules } from './modules'
import type { Ask, ShellPart } from './shell'
import { following } from './shell'

/** What it needs. */
export interface PanicKeyParts {
  readonly globalShortcut: Pick<Modules['globalShortcut'], 'register' | 'unregister'>
  readonly hide: () => void
  /** Whether the system may refuse keys without a word, as on Wayland. */
  readonly mayBeKept: boolean
  readonly report: (error: AppError) => void
}

/** Builds the part that holds the keys of the settings; says so where they cannot be had. */
export function createPanicKey(parts: PanicKeyParts): ShellPart {
  const { globalShortcut, hide, mayBeKept, report } = parts
  let held: string | null = null
  let started = false

  const release = (): void => {
    if (held !== null) globalShortcut.unregister(held)
    held = null
  }

  const hold = (keys: string | null): void => {
    release()
    if (keys === null) return
    try {
      if (globalShortcut.register(keys, hide)) held = keys
      else report(appError('panic-key-taken', keys))
    } catch {
      report(appError('panic-key-unknown', keys))
    }
  }

  const follow = (keys: string | null): void => {
    hold(keys)
    if (started && held !== null && mayBeKept) report(appError('panic-key-untried', held))
    started = true
  }

  return following(({ settings }) => settings.desktop.panicKey, follow, release)
}

/** Makes every account invisible, signed in or not. */
export function hideEverywhere(ask: Ask, { accounts }: AppSnapshot): void {
  for (const account of Object.keys(accounts)) void ask('visibility.go-invisible', { account })
}
