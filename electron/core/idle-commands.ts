// The commands about the user's absence.
import { appError } from '../../shared/errors'
import { err, ok } from '../../shared/result'
import type { CommandHandlers } from './dispatch'
import type { IdlePages } from './idle-source'

/** Their handlers. */
export type IdleHandlers = Pick<CommandHandlers, 'idle.report'>

/** Builds their handlers. @param pages where pages say what they know; left out where the host knows it by itself */
export function idleCommands(pages: IdlePages | undefined): IdleHandlers {
  return {
    'idle.report': ({ seconds, locked, active = false }, view) => {
      // A second source would contradict the first.
      if (!pages || !view) return err(appError('not-found'))
      pages.report(view, { seconds, locked, active })
      return ok(null)
    },
  }
}
