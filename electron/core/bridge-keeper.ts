// Keeps the legacy bridge as the settings wish it: listening or not, where, and with which passwords.
import { appError } from '../../shared/errors'
import type { AccountId } from '../../shared/model'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { BridgeSettings } from '../../shared/settings'
import type { AppEvent } from '../../shared/snapshot'
import type { Reach } from '../bridge/admission'
import type { BridgePlace } from '../bridge/bridge'
import { createBridge } from '../bridge/bridge'
import { makeBridgePassword } from '../bridge/keys'
import type { Accounts } from './accounts'
import { clientListStore } from './client-lists'
import type { Log } from './log'
import { describeError } from './log'
import type { SettingsFile } from './settings'
import { demoAccount } from './settings-schema'

/** A bridge as a command line wishes it, whatever the settings say. */
export interface FixedBridge {
  readonly place: BridgePlace
  readonly notice: boolean
  readonly reach: (domain: string) => Reach
}

/** The bridge that a flag of the app asks for; the rest is as in the settings. */
export type BridgeFlag = Required<Omit<BridgePlace, 'tls'>>

/** What the keeper needs. */
export interface BridgeKeeperOptions {
  readonly accounts: Accounts
  readonly settings: SettingsFile
  readonly fixed: FixedBridge | undefined
  /** Where a flag of the app wants it to listen for this run, as if it were switched on in the settings. */
  readonly flag: BridgeFlag | undefined
  /** Whether the organisation lets no legacy client in. */
  readonly forbidden: boolean
  /** Whether the organisation lets nobody hide. */
  readonly mayHide: boolean
  /** The certificate and key that STARTTLS is offered with; rejects where there can be none. */
  readonly certificate: () => Promise<NonNullable<BridgePlace['tls']>>
  readonly publish: (event: AppEvent) => void
  readonly log: Log
  /** ms since the epoch */
  readonly now: () => number
}

/** The keeper. */
export interface BridgeKeeper {
  /** The settings may have changed. */
  settle(): Promise<void>
  /** Makes a bridge password for a stored account; the one before ends. */
  makePassword(account: AccountId): Result<{ readonly password: string }>
  close(): Promise<void>
}

/** Builds the keeper; nothing listens before settle(). */
export function createBridgeKeeper(options: BridgeKeeperOptions): BridgeKeeper {
  const { accounts, settings, fixed, flag, forbidden, certificate, publish, log } = options
  const chosen = (): BridgeSettings & Partial<BridgeFlag> => ({
    ...settings.read().settings.bridge,
    ...(flag && { on: true, ...flag }),
  })
  let current = ''
  let turn: Promise<void> = Promise.resolve()

  const bridge = createBridge({
    ...options,
    lists: clientListStore(settings),
    reach: fixed?.reach ?? (() => ({ server: { mode: 'auto' }, trusted: [] })),
    notice: () => fixed?.notice ?? chosen().notice,
    holds: (domain) => settings.read().accounts.some(({ jid }) => jid.endsWith(`@${domain}`)),
    changed: (view) => publish({ type: 'bridge.changed', bridge: view }),
  })

  const wished = async (): Promise<BridgePlace | AppError | null> => {
    if (forbidden && (fixed ?? chosen().on)) return appError('managed-bridge')
    if (fixed) return fixed.place
    const { on, tls, port, versionlessPort, hosts } = chosen()
    if (!on) return null
    const place = { port, versionlessPort, ...(hosts && { hosts }) }
    if (!tls) return place
    const found = await certificate().catch((thrown: unknown) => String(thrown))
    if (typeof found === 'string') return appError('bridge-certificate', found)
    return { ...place, tls: found }
  }

  const apply = async (): Promise<void> => {
    // What a client is told does not change where it connects to.
    const key = fixed ? 'fixed' : JSON.stringify({ ...chosen(), notice: null })
    if (key === current) return
    current = key
    const place = await wished()
    if (place && 'code' in place) bridge.fail(place)
    else if (place) await bridge.start(place)
    else await bridge.stop()
  }

  return {
    settle: () => {
      turn = turn.then(apply).catch((thrown: unknown) => {
        log.error('the bridge could not be set up', { error: describeError(thrown) })
      })
      return turn
    },
    makePassword: (id) => {
      const found = accounts.get(id)
      if (!found.ok) return found
      const isStored = settings.read().accounts.some((account) => account.id === id)
      if (!isStored || id === demoAccount) return err(appError('not-found'))
      const { password, keys } = makeBridgePassword()
      found.value.store({ bridgeKeys: keys })
      return ok({ password })
    },
    close: async () => {
      await turn
      await bridge.stop()
    },
  }
}
