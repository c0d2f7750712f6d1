// What the core needs from whoever hosts it. Only what truly differs between the desktop and a browser tab.
import type { HostInfo } from '../../shared/model'
import type { IdleSource } from './idle-source'

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
  /** Where an organisation's decisions are kept on this computer (docs/managed-settings.md), if anywhere. */
  readonly managedFile?: string
  /** Whether anybody is at the machine; left out where nobody can tell. */
  readonly idle?: IdleSource
}
