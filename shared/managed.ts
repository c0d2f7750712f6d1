// What an organisation decides for everybody on a machine, in a file that only its administrator may write.
import * as v from 'valibot'
import { serverAddressSchema } from './server-address'
import type { AppError } from './result'
import { strategyChoiceSchema } from './visibility/strategies/names'

/** Checks the file, version 1. What is left out is the user's to choose. */
export const managedSchema = v.strictObject({
  version: v.literal(1),
  /** The name of the organisation, for the sentence "set by ...". */
  organisation: v.exactOptional(v.pipe(v.string(), v.maxLength(128))),
  /** Nobody may be invisible, nor hide from anybody. */
  forbidInvisible: v.exactOptional(v.boolean()),
  /** No connection to a server without encryption, not even on this machine, and no trust in certificates that do not verify. */
  requireTls: v.exactOptional(v.boolean()),
  /** The only domains that accounts may be on. */
  domains: v.exactOptional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(253))), v.maxLength(100))),
  /** How every account reaches its server. */
  server: v.exactOptional(serverAddressSchema),
  /** How Casper hides. */
  strategy: v.exactOptional(strategyChoiceSchema),
  /** No legacy client may log in through Casper. */
  forbidBridge: v.exactOptional(v.boolean()),
  /** Casper does not look for newer versions of itself. */
  forbidUpdates: v.exactOptional(v.boolean()),
})

/** What the organisation decided. */
export type Managed = v.InferOutput<typeof managedSchema>

/** The file as found. */
export interface ManagedView {
  readonly path: string
  readonly policy: Managed
  /** Why it is not in force although it is there: nobody can sign in until it is mended. */
  readonly problem: AppError | null
}

/** Whether the organisation forbids it. A file that cannot be read forbids everything. */
export function forbids(
  managed: ManagedView | null,
  what: 'forbidInvisible' | 'forbidBridge' | 'forbidUpdates',
): boolean {
  return managed !== null && (managed.problem !== null || managed.policy[what] === true)
}

/** Who decides, for a control that is theirs; `managed` null: nobody. */
export function setByWords(managed: ManagedView | null): string {
  return `Set by ${managed?.policy.organisation ?? 'your organisation'}`
}
