// Watches one life: writes down everything that happens, sees every stanza that contacts are sent, and says at once
// when a law is broken.
import type { Delivery } from '../support/model-presence'
import type { ModelServer } from '../support/model-server'
import { presenceWords } from '../support/visibility-words'
import { deliveryFault } from './checks'
import type { Moment } from './law'

// The law was broken. The message holds everything that happened.
class Broken extends Error {}

/** The witness. */
export interface Witness {
  /** Who was shown the session, or was to be shown it, at any time. */
  readonly acquainted: Set<string>
  /** Contacts who came online and of whom the session was not told. */
  readonly missed: Set<string>
  note(words: string): void
  /** Everything that happened, a line each. */
  report(): string
  /** @throws with everything that happened, unless the fault is null. */
  check(fault: string | null): void
  /** Judges what was delivered since by these moments. @param believed who is taken to see the session */
  judge(moments: readonly Moment[], believed: ReadonlySet<string>): void
  /** Takes note of what was delivered since: what the server does by itself outside of every wish is nobody's fault. */
  overlook(): void
  /** A new session begins, of which nobody knows. */
  forget(): void
}

/** A witness of a life that begins so. */
export function witness(server: ModelServer, beginning: string): Witness {
  const script: string[] = [beginning]
  const acquainted = new Set<string>()
  const missed = new Set<string>()
  let seen = 0

  const check = (fault: string | null): void => {
    if (fault !== null) throw new Broken([fault, ...script].join('\n  '))
  }
  const see = (judged: (delivery: Delivery) => string | null): void => {
    for (const delivery of server.deliveries.slice(seen)) {
      const { to, presence } = delivery
      seen += 1
      script.push(`  ${to} is sent ${presenceWords(presence)}`)
      check(judged(delivery))
      missed.delete(to)
      if (presence) acquainted.add(to)
    }
  }

  return {
    acquainted,
    missed,
    note: (words) => script.push(words),
    report: () => script.join('\n  '),
    check,
    judge: (moments, believed) => see((delivery) => deliveryFault(delivery, moments, believed)),
    overlook: () => see(() => null),
    forget: () => {
      seen = 0
      acquainted.clear()
      missed.clear()
    },
  }
}
