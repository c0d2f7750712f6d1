// What the contacts of the model server are shown, as they are shown it.
import type { OwnPresence } from '../../shared/model'

/** One presence stanza as a contact received it; null is unavailable. */
export interface Delivery {
  readonly to: string
  readonly presence: OwnPresence | null
  /** What the contact was shown before. */
  readonly before: OwnPresence | null
}
