// The account that a legacy client has for the time it is logged in through the bridge.
import type { BridgedClient } from '../../shared/bridge'
import type { ClientSide } from './legacy-client-side'
import type { StoredAccount } from './settings-schema'

/** What such an account is made of. */
export interface Guest {
  stored: StoredAccount
  readonly client: ClientSide
  about(): BridgedClient
}
