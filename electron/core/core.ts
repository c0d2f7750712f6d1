// Wires everything. One core serves any number of attached views (windows or tabs).
import type { Result } from '../../shared/result'
import type { Update } from '../../shared/protocol'

/** A running Casper without a face. */
export interface Core {
  /** Runs one command from a view. Never rejects; a bad name or payload is a failed Result. */
  request(command: unknown, payload: unknown): Promise<Result<unknown>>
  /** Attaches a view: a snapshot at once, then numbered batches. @returns a function that detaches it. */
  attach(listener: (update: Update) => void): () => void
  /** Signs every account out without telling anybody anything new, and closes the files. */
  close(): Promise<void>
}
