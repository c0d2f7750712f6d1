// What matters of a stanza that is about to leave, as facts: the wire reads them, `disclosure.ts` judges them.
import type { SubscriptionAct } from '../model'
import type { Guards } from './policy'

/** That somebody is typing (XEP-0085, XEP-0022); that a message arrived or was read (XEP-0184, XEP-0333, XEP-0022). */
export type Sign = keyof Pick<Guards, 'typing' | 'receipts'>

/** The facts of an outgoing stanza that matter. `to` is the bare address; null goes to the own server. */
export type Outgoing =
  | {
      readonly kind: 'presence'
      readonly type:
        'available' | 'unavailable' | 'probe' | 'invisible' | 'visible' | SubscriptionAct | 'other'
      readonly to: string | null
    }
  | {
      readonly kind: 'message'
      readonly to: string | null
      readonly body: boolean
      /** What clients say by themselves, as far as it is in it. */
      readonly signs: readonly Sign[]
      /** Whether it is there for those signs alone. */
      readonly onlySigns: boolean
      readonly id: string | null
      /** Whether it says that a message could not be delivered. */
      readonly bounce: boolean
    }
  | {
      readonly kind: 'iq'
      readonly type: 'get' | 'set' | 'result' | 'error'
      readonly to: string | null
      /** Whether one resource of that address is meant, such as an occupant of a room. */
      readonly toResource: boolean
      /** Whether the server tells others of it by itself, as it does of what is published (XEP-0163). */
      readonly publishes: boolean
    }
