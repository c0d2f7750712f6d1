// The two ways an operation ends. Expected failures are values (Result); only bugs throw.

/**
 * A failure a person can be told about.
 * `code` is an RFC 6120 defined condition (s.4.9.3, s.8.3.3) or one of Casper's own (shared/errors.ts).
 * The three sentences say what happened, what it means for the user's visibility, and what they can do.
 */
export interface AppError {
  readonly code: string
  readonly message: string
  readonly visibility: string
  readonly action: string
  /** The protocol's own words, for the details view; never a secret. */
  readonly detail?: string
}

/** Either a value or a failure; never both. */
export type Result<T, E = AppError> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/** Wraps a success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

/** Wraps a failure. */
export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error }
}
