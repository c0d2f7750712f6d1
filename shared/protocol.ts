// The two verbs between renderer and main process: request(command) -> Result, and event batches back.
// One map of commands, with the schema each payload is checked against, once, in the main process.
import * as v from 'valibot'
import { errandSchema } from './errand'
import type { LedgerPerson, LedgerRow } from './ledger'
import type { AccountId } from './model'
import { ownPresenceSchema } from './own-presence'
import { largestImport } from './profiles/exported'
import { profileIdSchema, profileSchema } from './profiles/profile'
import { scheduleSchema } from './profiles/schedule'
import type { Result } from './result'
import { serverAddressSchema } from './server-address'
import { daysSchema, settingsChangeSchema } from './settings'
import type { AppSnapshot, EventBatch } from './snapshot'
import { guardNames, targetSchema } from './visibility/policy'
import { scopeSchema, strategyChoiceSchema } from './visibility/strategies/names'

const account = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/))
const jid = v.pipe(v.string(), v.minLength(1), v.maxLength(3071))
const password = v.pipe(v.string(), v.minLength(1), v.maxLength(4096))

const rowId = v.pipe(v.number(), v.safeInteger(), v.minValue(1))

const leave = v.picklist(['once', 'always'])
const minutes = v.pipe(v.number(), v.gtValue(0), v.maxValue(1440))

/** How far the user's yes to a message goes: for this one, or for all to that person. */
export type Leave = v.InferOutput<typeof leave>

const ofAccount = v.strictObject({ account })
const ofPeer = v.strictObject({ account, peer: jid })
const ofRoom = v.strictObject({ account, room: jid })
const ofProfile = v.strictObject({ account, profile: profileIdSchema })
const words = v.pipe(v.string(), v.maxLength(1023))
const named = { name: words, groups: v.pipe(v.array(words), v.maxLength(64)) }
const ofTarget = v.strictObject({ account, target: targetSchema })

/** Every command and the schema of its payload. Names are `noun.verb`; each is one whole intent. */
export const commandSchemas = {
  'account.add': v.strictObject({
    jid,
    password,
    signInInvisible: v.boolean(),
    remember: v.boolean(),
    server: serverAddressSchema,
  }),
  'account.remove': ofAccount,
  /** Signs in. A password given here replaces the one that is kept. */
  'account.sign-in': v.strictObject({
    account,
    password: v.optional(password),
    signInInvisible: v.optional(v.boolean()),
  }),
  'account.sign-out': ofAccount,
  /** Accepts the certificate with exactly this SHA-256 fingerprint for this account, then signs in again. */
  'account.trust': v.strictObject({
    account,
    fingerprint: v.pipe(v.string(), v.regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)),
  }),
  'presence.set': v.strictObject({ account, presence: ownPresenceSchema }),
  'visibility.go-invisible': ofAccount,
  'visibility.go-visible': ofAccount,
  'visibility.let-see': ofTarget,
  'visibility.hide-from': ofTarget,
  /** Drops the exception about that target: the base decides again. */
  'visibility.reset': ofTarget,
  'visibility.retry': ofAccount,
  /** Chooses how to hide; the change takes effect at once and shows nobody anything more. */
  'visibility.choose': v.strictObject({
    account,
    choice: strategyChoiceSchema,
    scope: scopeSchema,
  }),
  /** Puts one guard up, or down. */
  'visibility.guard': v.strictObject({ account, guard: v.picklist(guardNames), up: v.boolean() }),
  /** Lets somebody see the user until so many minutes have passed without a word between the two. Never stored. */
  'visibility.decloak': v.strictObject({ account, peer: jid, minutes }),
  'visibility.recloak': ofPeer,
  'chat.open': ofPeer,
  'chat.read': ofPeer,
  /** Whether what that person or room says is announced. */
  'chat.mute': v.strictObject({ account, peer: jid, muted: v.boolean() }),
  /** Which conversation the user has before them; null: none, or the window has not the focus. */
  'chat.look': v.strictObject({ looking: v.nullable(ofPeer) }),
  /** Opens an xmpp: or im: link: shows what it is about, and sends nothing. */
  'link.open': v.strictObject({ url: v.pipe(v.string(), v.maxLength(8192)) }),
  /** Asks the window to show something. */
  'errand.give': errandSchema,
  /** It is shown. */
  'errand.done': v.strictObject({ id: v.pipe(v.number(), v.safeInteger()) }),
  'message.send': v.strictObject({
    account,
    peer: jid,
    body: v.pipe(v.string(), v.minLength(1), v.maxLength(65_536)),
    /** The user's yes where sending tells somebody that they are here; without it that is refused as `gate-asks`. */
    reveal: v.optional(leave),
  }),
  /** Takes back "don't ask again". */
  'reveal.revoke': ofPeer,
  /** Puts a contact on the roster and asks to see them (RFC 3921 s.8.1). */
  'contact.add': v.strictObject({ account, peer: jid, ...named }),
  'contact.edit': v.strictObject({ account, peer: jid, ...named }),
  /** Takes a contact off the roster; neither sees the other any more (s.8.6). */
  'contact.remove': ofPeer,
  /** Answers somebody's request, asks, or ends what was allowed. */
  'contact.subscription': v.strictObject({
    account,
    peer: jid,
    act: v.picklist(['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed']),
  }),
  'contact.block': ofPeer,
  'contact.unblock': ofPeer,
  'room.join': v.strictObject({
    account,
    room: jid,
    nick: v.pipe(words, v.minLength(1)),
    password: v.optional(words),
  }),
  'room.leave': ofRoom,
  /** Begins to show the stanzas of this account; what was said before is not known. */
  'console.open': ofAccount,
  'console.close': ofAccount,
  /** One stanza as XML. Presence is read as old-style clients mean it (XEP-0018) and done in Casper's own way. */
  'console.send': v.strictObject({
    account,
    xml: v.pipe(v.string(), v.minLength(1), v.maxLength(65_536)),
  }),
  /** Starts the embedded server with its cast, and signs in there; nobody else is told. */
  'demo.start': v.strictObject({ signInInvisible: v.boolean() }),
  /** Begins to watch what one of the demo's cast receives; the end of watching forgets it. */
  'observer.watch': ofPeer,
  'observer.unwatch': ofPeer,
  /** Signs in a second account of the user's own, that watches the first. Its password is not kept. */
  'observer.sign-in': v.strictObject({ account, jid, password, server: serverAddressSchema }),
  'self-test.run': ofPeer,
  'self-test.stop': ofAccount,
  /** The newest 200 rows of the ledger that fit, newest first. `before`: only rows with a smaller id. */
  'ledger.search': v.strictObject({
    account,
    peer: v.optional(jid),
    words: v.optional(v.pipe(v.string(), v.maxLength(256))),
    before: v.optional(rowId),
    outcome: v.optional(v.picklist(['shown', 'held-back'])),
  }),
  /** The first 500 people whom a row is about. */
  'ledger.people': v.strictObject({ account, row: rowId }),
  'ledger.export': ofAccount,
  'ledger.retention': v.strictObject({ days: daysSchema }),
  'ledger.clear': ofAccount,
  'notice.dismiss': v.strictObject({ id: v.pipe(v.string(), v.maxLength(128)) }),
  'settings.set': settingsChangeSchema,
  /** Adds a profile, or replaces the one with its id. */
  'profile.save': v.strictObject({ account, profile: profileSchema }),
  /** Removes a profile, and its lines in the schedule. */
  'profile.remove': ofProfile,
  'profile.switch': ofProfile,
  /** The whole schedule, and the profile that every sign-in begins with. */
  'profile.plan': v.strictObject({
    account,
    schedule: scheduleSchema,
    signIn: v.nullable(profileIdSchema),
  }),
  'profile.export': ofAccount,
  /** Adds the profiles of an exported text; those with the same id are replaced, the schedule too. */
  'profile.import': v.strictObject({
    account,
    text: v.pipe(v.string(), v.maxLength(largestImport)),
  }),
  /** What a page knows of the user's absence; for hosts that have no other way to know. */
  'idle.report': v.strictObject({
    seconds: v.pipe(v.number(), v.minValue(0), v.maxValue(31_536_000)),
    locked: v.boolean(),
    /** Whether somebody is there all the same: the browser itself watches for that. Said again each minute. */
    active: v.exactOptional(v.boolean()),
  }),
  /** Makes a password by which legacy clients log in to this account through the bridge; the one before ends. */
  'bridge.password': ofAccount,
} as const

/** The name of a command. */
export type CommandName = keyof typeof commandSchemas
/** The payload of a command. */
export type CommandPayload<N extends CommandName> = v.InferOutput<(typeof commandSchemas)[N]>
/** What a command's success carries; most carry nothing, since the change comes back as an event. */
export type CommandReply<N extends CommandName> = N extends keyof Replies ? Replies[N] : null

interface Replies {
  readonly 'account.add': { readonly account: AccountId }
  readonly 'demo.start': { readonly account: AccountId }
  readonly 'ledger.search': { readonly rows: readonly LedgerRow[] }
  readonly 'ledger.people': { readonly people: readonly LedgerPerson[] }
  /** One row a line, as JSON, oldest first. */
  readonly 'ledger.export': { readonly text: string }
  /** The profiles and the schedule, as JSON. */
  readonly 'profile.export': { readonly text: string }
  /** Shown once; only what checks it is kept. */
  readonly 'bridge.password': { readonly password: string }
}

/** The renderer's only way to the main process; both transports implement it. */
export interface Bridge {
  /** Sends one intent. Resolves when it was accepted or refused; never rejects. */
  request<N extends CommandName>(
    command: N,
    payload: CommandPayload<N>,
  ): Promise<Result<CommandReply<N>>>
  /**
   * Listens. The first call back is a snapshot, then batches without gaps; after a gap or a reconnect of the
   * transport another snapshot comes. `lost` says that the main process cannot be reached at the moment.
   * @returns a function that ends the listening.
   */
  onEvent(listener: (update: Update) => void): () => void
}

/** What an event listener is given. */
export type Update =
  | { readonly kind: 'snapshot'; readonly snapshot: AppSnapshot }
  | { readonly kind: 'batch'; readonly batch: EventBatch }
  | { readonly kind: 'lost' }
