// Waits for presence to come back from one very address of the account: what another device of the user's sends is no answer.
import type { FullJid } from '../../shared/jid'
import { bareJid, parseJid } from '../../shared/jid'
import type { PresenceFact } from '../xmpp/presence'

/** Who waits. */
export interface PresenceEcho {
  /** Presence came. */
  take(fact: PresenceFact): void
  /** The type of the next presence from that address (`available` for none); undefined where none comes in time. */
  next(from: FullJid): Promise<string | undefined>
  /** Nothing comes any more. */
  end(): void
}

/** How long our own server may take to send us back what we sent to ourselves, in ms. */
const patience = 3000

/** Builds who waits, for one answer at a time. */
export function createPresenceEcho(): PresenceEcho {
  let waiting: { readonly from: FullJid; settle(type: string | undefined): void } | null = null

  return {
    take: (fact) => {
      if (waiting && isFrom(fact, waiting.from)) {
        waiting.settle(fact.kind === 'other' ? fact.type : fact.kind)
      }
    },
    next: (from) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => waiting?.settle(undefined), patience)
        const settle = (type: string | undefined): void => {
          clearTimeout(timer)
          waiting = null
          resolve(type)
        }
        waiting = { from, settle }
      }),
    end: () => waiting?.settle(undefined),
  }
}

function isFrom(fact: PresenceFact, jid: FullJid): boolean {
  const resource = fact.kind === 'available' ? fact.resource.resource : fact.resource
  return fact.from === bareJid(jid) && resource === parseJid(jid)?.resource
}
