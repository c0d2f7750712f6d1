// What the renderer is shown of the bridge by which legacy clients log in through Casper.
import type { AppError } from './result'

/** The bridge. */
export interface BridgeView {
  readonly state: 'off' | 'listening' | 'failed'
  /** Where clients connect to: "127.0.0.1:15222". */
  readonly addresses: readonly string[]
  /** Where clients connect to that must believe the server is older than XMPP. */
  readonly versionless: readonly string[]
  readonly error: AppError | null
}

/** A legacy client that is logged in: its session is an account of its own, and ends with it. */
export interface BridgedClient {
  /** What it calls itself: its name and version, else the resource it asked for. */
  readonly client: string
  /** ms since the epoch. */
  readonly since: number
}

/** Not listening. */
export const bridgeOff: BridgeView = { state: 'off', addresses: [], versionless: [], error: null }
