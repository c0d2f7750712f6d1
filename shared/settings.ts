// The preferences of this installation.
import * as v from 'valibot'
import { autoAwaySchema, noAutoAway } from './away/auto-away'

const port = v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(65_535))

/** Checks what the desktop shell does; of no meaning in a browser tab. */
export const desktopSchema = v.strictObject({
  startAtLogin: v.boolean(),
  /** Start without a window. */
  startHidden: v.boolean(),
  /** Closing the window leaves Casper running. */
  closeToTray: v.boolean(),
  notifications: v.picklist(['all', 'without-text', 'off']),
  /** The keys that make the user invisible at once, as Electron names them; null: none. */
  panicKey: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  spellCheck: v.boolean(),
  /** Whether to look for newer versions. */
  updates: v.boolean(),
})

/** Checks how legacy clients may log in through Casper. */
export const bridgeSettingsSchema = v.strictObject({
  on: v.boolean(),
  port,
  /** A second port for clients that must believe the server is older than XMPP; null: none. */
  versionlessPort: v.nullable(port),
  /** Whether a client is told, once, by whom it is hidden. */
  notice: v.boolean(),
  /** Whether STARTTLS is offered, with a certificate of Casper's own. */
  tls: v.boolean(),
})

/** How the shell behaves. */
export type DesktopSettings = v.InferOutput<typeof desktopSchema>
/** How legacy clients log in. */
export type BridgeSettings = v.InferOutput<typeof bridgeSettingsSchema>

const usualDesktop: DesktopSettings = {
  startAtLogin: false,
  startHidden: false,
  closeToTray: true,
  notifications: 'all',
  panicKey: null,
  spellCheck: true,
  updates: false,
}

const usualBridge: BridgeSettings = {
  on: false,
  port: 15_222,
  versionlessPort: null,
  notice: false,
  tls: false,
}

const theme = v.picklist(['system', 'light', 'dark'])

/** Checks for how many days a row of the ledger is kept; 0: nothing is kept. */
export const daysSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650))

/** Checks the preferences that come from outside; what a former version did not know is as usual. */
export const settingsSchema = v.strictObject({
  theme,
  ledgerDays: v.optional(daysSchema, 90),
  autoAway: v.optional(autoAwaySchema, noAutoAway),
  desktop: v.optional(desktopSchema, usualDesktop),
  bridge: v.optional(bridgeSettingsSchema, usualBridge),
})

/** Checks a change of the preferences: of one at least; what is left out stays. */
export const settingsChangeSchema = v.pipe(
  v.strictObject({
    theme: v.exactOptional(theme),
    autoAway: v.exactOptional(autoAwaySchema),
    desktop: v.exactOptional(desktopSchema),
    bridge: v.exactOptional(bridgeSettingsSchema),
  }),
  v.check((change) => Object.keys(change).length > 0, 'nothing is changed'),
)

/** The preferences. */
export type Settings = v.InferOutput<typeof settingsSchema>

/** What a new installation begins with. */
export const usualSettings: Settings = v.parse(settingsSchema, { theme: 'system' })
