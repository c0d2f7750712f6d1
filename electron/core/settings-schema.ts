// The shape of casper.json, version 1. Passwords are not part of it.
import * as v from 'valibot'
import { bareJid, type BareJid } from '../../shared/jid'
import { ownPresenceSchema } from '../../shared/own-presence'
import { profileIdSchema, profileSchema } from '../../shared/profiles/profile'
import { scheduleSchema } from '../../shared/profiles/schedule'
import { serverAddressSchema } from '../../shared/server-address'
import { settingsSchema } from '../../shared/settings'
import { policySchema } from '../../shared/visibility/policy'
import { scopeSchema, strategyChoiceSchema } from '../../shared/visibility/strategies/names'
import { noLists, ownListsSchema, storedListsSchema } from './client-lists-schema'

const jid = v.custom<BareJid>((input) => typeof input === 'string' && bareJid(input) === input)

/** The id of the account on the embedded server, of which there is one at most: it is never written to the file. */
export const demoAccount = 'demo'

const base64 = v.pipe(v.string(), v.base64(), v.maxLength(128))
const scramKeysSchema = v.strictObject({ storedKey: base64, serverKey: base64 })
const bridgeKeysSchema = v.strictObject({
  salt: base64,
  sha1: scramKeysSchema,
  sha256: scramKeysSchema,
})

/** By what a bridge password is checked, in base64; the password itself is kept nowhere. */
export type BridgeKeys = v.InferOutput<typeof bridgeKeysSchema>

const autoHiddenSchema = v.strictObject({
  /** The user's own policy, which comes back once somebody is there. */
  own: policySchema,
  /** What was told meanwhile; null: nothing. */
  show: v.nullable(v.picklist(['away', 'xa'])),
  why: v.picklist(['idle', 'locked', 'suspended']),
  /** ms since the epoch. */
  since: v.pipe(v.number(), v.safeInteger()),
})

/** What hides the user because nobody is at the machine. */
export type AutoHidden = v.InferOutput<typeof autoHiddenSchema>

/** Checks what is stored of one account. */
export const storedAccountSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
  jid,
  server: serverAddressSchema,
  /** Whether signing in starts hidden. */
  signInInvisible: v.boolean(),
  policy: policySchema,
  /** Only in the file of a Casper that runs, or was killed: by what `policy` hides the user instead of their own. */
  autoHidden: v.optional(v.nullable(autoHiddenSchema), null),
  presence: ownPresenceSchema,
  strategy: strategyChoiceSchema,
  scope: scopeSchema,
  /** The user's own default list while one of Casper's stands in its place; null for none. */
  keptDefault: v.nullable(v.pipe(v.string(), v.maxLength(1023))),
  /** Whether one of Casper's lists is the default list on the server, as far as was last known. */
  holdsDefault: v.optional(v.boolean(), false),
  /** What Casper wrote to the server under names that others may use, too, and did not remove yet. */
  ownLists: v.optional(ownListsSchema, []),
  /** The rooms the user is in whenever signed in, and as whom. */
  rooms: v.optional(
    v.pipe(
      v.array(v.strictObject({ jid, nick: v.pipe(v.string(), v.maxLength(1023)) })),
      v.maxLength(200),
    ),
    [],
  ),
  /** To whom the user writes without being asked, although that shows them that the user is there. */
  revealTo: v.optional(v.pipe(v.array(jid), v.maxLength(1000)), []),
  /** Who is not announced. */
  muted: v.optional(v.pipe(v.array(jid), v.maxLength(1000)), []),
  profiles: v.optional(v.pipe(v.array(profileSchema), v.maxLength(100)), []),
  schedule: v.optional(scheduleSchema, []),
  /** The profile that every sign-in begins with, and the one that was switched to last. */
  signInProfile: v.optional(v.nullable(profileIdSchema), null),
  profile: v.optional(v.nullable(profileIdSchema), null),
  /** Until when the schedule was followed, ms since the epoch: what it asked for before that is past. */
  followed: v.optional(v.pipe(v.number(), v.safeInteger()), 0),
  /** By what is checked what legacy clients log in with (SCRAM, RFC 5802 s.3); null: there is no such password. */
  bridgeKeys: v.optional(v.nullable(bridgeKeysSchema), null),
  /** The privacy lists that old clients believe their server keeps. */
  clientLists: v.optional(storedListsSchema, noLists),
  /** SHA-256 fingerprints of certificates the user trusts although they do not verify. */
  trusted: v.array(v.pipe(v.string(), v.regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/))),
  /** Whether the account was signed in when Casper was last closed. */
  signedIn: v.boolean(),
  /** Whether the password is to be kept. */
  remember: v.boolean(),
})

/** Checks the whole file. */
export const casperFileSchema = v.strictObject({
  version: v.literal(1),
  /** Tells this installation from the user's others, in resource and list names. */
  installation: v.pipe(v.string(), v.regex(/^[a-z0-9]{8}$/)),
  /** Whether Casper changed something and has not come to its end yet; found at a start, it was killed or crashed. */
  running: v.optional(v.boolean(), false),
  settings: settingsSchema,
  accounts: v.pipe(
    v.array(storedAccountSchema),
    v.check((accounts) => isDistinct(accounts.map(({ id }) => id)), 'two accounts with one id'),
    v.check((accounts) => isDistinct(accounts.map((one) => one.jid)), 'one account twice'),
  ),
})

function isDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}

/** What is stored of one account. */
export type StoredAccount = v.InferOutput<typeof storedAccountSchema>
/** The whole file. */
export type CasperFile = v.InferOutput<typeof casperFileSchema>
