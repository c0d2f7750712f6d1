// What the core needs from whoever hosts it. Only what truly differs between the desktop and a browser tab.
import type { HostInfo } from '../../shared/model'

/** Keeps passwords. Implementations never log a value. */
export interface Secrets {
  readonly place: 'system-keyring' | 'memory'
  get(key: string): Promise<string | undefined>
  set(key: string, secret: string): Promise<void>
  delete(key: string): Promise<void>
}

/** The host's side of the contract. */
export interface Host {
  readonly info: HostInfo
  /** An existing folder that is Casper's own. */
  readonly dataDir: string
  readonly secrets: Secrets
}
