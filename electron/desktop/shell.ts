// The desktop's own view of Casper: told what every window is told, asking by the same commands.
import type { AppEvent, AppSnapshot } from '../../shared/snapshot'
import { applyBatch } from '../../shared/snapshot'
import type { CommandName, CommandPayload } from '../../shared/protocol'
import type { Result } from '../../shared/result'
import type { Core } from '../core/core'
import type { Log } from '../core/log'

/** A part of the shell that follows the state: the tray, the badge, the notifications... */
export interface ShellPart {
  /** The state changed. @param before null at the first call; then there are no events, either */
  changed(after: AppSnapshot, before: AppSnapshot | null, events: readonly AppEvent[]): void
  close(): void
}

/** Asks the core; a refusal is told to the user unless the caller deals with it. */
export type Ask = <N extends CommandName>(
  command: N,
  payload: CommandPayload<N>,
) => Promise<Result<unknown>>

/** A way to ask for what nobody waits for the answer of. */
export function createAsk(core: Pick<Core, 'request' | 'report'>, log: Log): Ask {
  return async (command, payload) => {
    const result = await core.request(command, payload)
    if (result.ok) return result
    log.warn('the shell was refused something', { command, code: result.error.code })
    core.report(result.error)
    return result
  }
}

/** What the shell knows, and what follows it. */
export interface Shell {
  /** What every window was told last. */
  state(): AppSnapshot
  /** From now on these parts follow the state, beginning with this one. */
  follow(parts: readonly ShellPart[]): void
  close(): void
}

/** Attaches to a core until closed. The state is there at once, before any part asks for it. */
export function startShell(core: Pick<Core, 'attach'>): Shell {
  let state: AppSnapshot | null = null
  let parts: readonly ShellPart[] = []
  const detach = core.attach((update) => {
    if (update.kind === 'snapshot') {
      state = update.snapshot
      for (const part of parts) part.changed(state, null, [])
    } else if (update.kind === 'batch' && state) {
      const before = state
      const after = applyBatch(before, update.batch)
      state = after
      for (const part of parts) part.changed(after, before, update.batch.events)
    }
  })
  const now = (): AppSnapshot => {
    if (!state) throw new Error('the core gave no snapshot')
    return state
  }
  return {
    state: now,
    follow: (more) => {
      parts = [...parts, ...more]
      for (const part of more) part.changed(now(), null, [])
    },
    close: () => {
      detach()
      for (const part of parts) part.close()
    },
  }
}

/** Does something at the first state, and again whenever what it is about is another. */
export function following<T>(
  about: (state: AppSnapshot) => T,
  act: (value: T) => void,
  close: () => void = () => undefined,
): ShellPart {
  let last: { readonly value: T } | null = null
  return {
    changed: (after) => {
      const value = about(after)
      if (last?.value === value) return
      last = { value }
      act(value)
    },
    close,
  }
}
