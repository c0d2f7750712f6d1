// The commands about the bridge.
import type { BridgeKeeper } from './bridge-keeper'
import type { CommandHandlers } from './dispatch'

/** Their handlers. */
export type BridgeHandlers = Pick<CommandHandlers, 'bridge.password'>

/** Builds their handlers. */
export function bridgeCommands(keeper: BridgeKeeper): BridgeHandlers {
  return { 'bridge.password': ({ account }) => keeper.makePassword(account) }
}
