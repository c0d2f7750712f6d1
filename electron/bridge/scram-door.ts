// SCRAM at the bridge: for accounts that Casper holds, by their own password or by a bridge password (RFC 5802). Nobody can
// tell by it who is held: an address that is not takes the same way, with a salt that stays the same (s.9).
import { createHmac, randomBytes } from 'node:crypto'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { ScramHash, ScramKeys } from '../c2s/backend'
import { deriveKeys } from '../c2s/scram'
import type { Accounts } from '../core/accounts'
import type { Attempts } from './attempts'
import { scramKeysOf } from './keys'

/** What it needs. */
export interface ScramDoorOptions {
  readonly accounts: Pick<Accounts, 'held'>
  /** Whether an account at that domain is held. */
  readonly holds: (domain: string) => boolean
  readonly attempts: Attempts
  /** ms since the epoch */
  readonly now: () => number
}

/** The door. */
export interface ScramDoor {
  /**
   * Whether SCRAM is offered at a domain. Many programs try nothing else where it is: it is left out for a while after it
   * failed there, and for good once somebody logged in there for whom it cannot work.
   */
  offers(domain: string): boolean
  /** What the proof may fit, all with one salt; never nothing. */
  keys(user: string, hash: ScramHash, domain: string): Promise<readonly ScramKeys[]>
  /** The proof fitted nothing. */
  failed(user: string, domain: string): void
  /** Somebody was let in by a password that they said. */
  passed(jid: BareJid, domain: string): Promise<void>
}

/** So long after a failure SCRAM is not offered, in ms: enough to try again. */
const pause = 120_000

/** Builds it. */
export function createScramDoor(options: ScramDoorOptions): ScramDoor {
  const { accounts, holds, attempts, now } = options
  const secret = randomBytes(32)
  const failures = new Map<string, number>()
  const without = new Set<string>()

  const saltOf = (address: string): Buffer =>
    createHmac('sha256', secret).update(address).digest().subarray(0, 16)

  // Where nothing could have fitted, no password was looked at.
  const count = async (jid: BareJid): Promise<void> => {
    const held = accounts.held(jid)
    if (!held || attempts.isBarred(jid)) return
    const fittable = held.stored.bridgeKeys !== null || (await held.password()) !== undefined
    if (fittable) attempts.failed(jid)
  }

  return {
    offers: (domain) => {
      const failure = failures.get(domain) ?? -Infinity
      return holds(domain) && !without.has(domain) && now() >= failure + pause
    },
    keys: async (user, hash, domain) => {
      const jid = bareJid(`${user}@${domain}`)
      const held = (jid && accounts.held(jid)) ?? null
      const bridgeKeys = held?.stored.bridgeKeys ?? null
      const salt = bridgeKeys ? Buffer.from(bridgeKeys.salt, 'base64') : saltOf(jid ?? user)
      const isOpen = jid !== undefined && !attempts.isBarred(jid)
      const password = isOpen ? await held?.password() : undefined
      // Nothing fits what nobody knows; it takes as long to derive.
      const own = deriveKeys(password ?? randomBytes(32).toString('hex'), salt, hash)
      return isOpen && bridgeKeys ? [own, scramKeysOf(bridgeKeys, hash)] : [own]
    },
    failed: (user, domain) => {
      const jid = bareJid(`${user}@${domain}`)
      if (jid) void count(jid)
      if (holds(domain)) failures.set(domain, now())
    },
    passed: async (jid, domain) => {
      const password = await accounts.held(jid)?.password()
      if (password === undefined && holds(domain)) without.add(domain)
    },
  }
}
