// What a client's presence says, as facts, and how its program means it.
import type { Element } from '@xmpp/xml'
import type { SubscriptionAct } from '../../shared/model'
import type { Dialect } from '../../shared/visibility/legacy-policy'
import type { LegacyStanza } from '../../shared/visibility/legacy-stanza'
import { readProgram } from '../xmpp/caps'
import { nsCaps } from '../xmpp/namespaces'

/**
 * Programs with an "Invisible" in their menu that were seen to send nothing while they are invisible and nobody is there:
 * whatever they send next, their user chose.
 */
const aware = /^https?:\/\/(www\.)?psi-(im\.org|plus\.com)(\/|$)/
/**
 * Programs without an "Invisible" of their own: where one sends it, its user typed it, and the program knows nothing of
 * it. What it sends by itself later must not end it; `visible` does (XEP-0018 s.3.2).
 */
const unaware = /mcabber|profanity|poez\.io|poezio|bitlbee|dino\.im|gajim\.org/

/** How the program that sent this presence means it, by what it says it is (XEP-0115); undefined where it does not say. */
export function dialectOf(presence: Element): Dialect | undefined {
  const node = presence.getChild('c', nsCaps)?.attrs['node']
  if (node === undefined) return undefined
  if (aware.test(node)) return 'clients'
  return unaware.test(node) ? 'unaware' : 'cautious'
}

/** Reads presence that says something of availability; undefined for any other. */
export function readPresence(presence: Element): LegacyStanza | undefined {
  const { type = 'available', to = null } = presence.attrs
  const known = availabilities.find((name) => name === type)
  if (known === undefined) return undefined
  const priority = Number.parseInt(presence.getChildText('priority') ?? '0', 10)
  return {
    type: known,
    to,
    show: presence.getChildText('show')?.trim() ?? null,
    status: (presence.getChildText('status') ?? '').slice(0, statusLength),
    // Below zero the server would keep messages back from the only client there is.
    priority: Number.isInteger(priority) ? Math.max(0, Math.min(127, priority)) : 0,
    program: readProgram(presence),
  }
}

/** The act about a subscription that presence is (RFC 3921 s.6); undefined where it is none. */
export function readSubscription({ attrs }: Element): SubscriptionAct | undefined {
  return acts.find((act) => act === attrs['type'])
}

const availabilities = ['available', 'unavailable', 'invisible', 'visible'] as const
const acts = ['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'] as const
/** Characters of a status that are kept. */
const statusLength = 1024
