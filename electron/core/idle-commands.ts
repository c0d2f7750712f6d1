// The commands about the user's absence.
import { appError } from '../../shared/errors'
import { err } from '../../shared/result'
import type { CommandHandlers } from './dispatch'

/** Their handlers. */
export type IdleHandlers = Pick<CommandHandlers, 'idle.report'>

/** Builds their handlers. */
export function idleCommands(): IdleHandlers {
  const refused = () => err(appError('not-found'))
  return { 'idle.report': refused }
}
