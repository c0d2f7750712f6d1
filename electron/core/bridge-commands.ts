// The commands about the bridge.
import { appError } from '../../shared/errors'
import { err } from '../../shared/result'
import type { CommandHandlers } from './dispatch'

/** Their handlers. */
export type BridgeHandlers = Pick<CommandHandlers, 'bridge.password'>

/** Builds their handlers. */
export function bridgeCommands(): BridgeHandlers {
  const refused = () => err(appError('not-found'))
  return { 'bridge.password': refused }
}
