// What is asked of the server at the start of a session: the roster, what software it is, what surrounds the account.
import type { BareJid } from '../../shared/jid'
import { domainOf } from '../../shared/jid'
import type { ServerView } from '../../shared/model'
import { blockedBy } from '../../shared/privacy/surroundings'
import type { Result } from '../../shared/result'
import { quirksOf } from '../../shared/visibility/quirks'
import type { EngineState } from '../../shared/visibility/state'
import type { BlockedJid } from '../xmpp/blocking'
import { getBlocked, unblock } from '../xmpp/blocking'
import { getInfo, getItems } from '../xmpp/disco'
import type { Iq } from '../xmpp/iq'
import { getList, getNames } from '../xmpp/privacy-lists'
import type { RosterItem } from '../xmpp/roster'
import { getRoster } from '../xmpp/roster'
import type { Software } from '../xmpp/software-version'
import { getVersion } from '../xmpp/software-version'
import { within } from './within'

/** A server that has not said what it is. */
export const unknownSoftware: Software = { name: '', version: '' }

/** What was learnt. The roster's failure is the caller's; silence about anything else is not one. */
export interface ServerFacts {
  readonly roster: Result<RosterItem[]>
  readonly software: Software
  /** Blocked addresses (XEP-0191); null where the server has no block list, or did not tell it. */
  readonly blocked: readonly BlockedJid[] | null
  /** The server's own room services (XEP-0045 s.6.1), found by disco. */
  readonly services: readonly string[]
}

/** How long is waited for what hiding does not depend on, in ms. */
const patience = 5000
/** How many of the server's items are asked what they are. */
const askedItems = 20

/** Asks for everything at once. */
export async function askServer(iq: Iq, jid: BareJid): Promise<ServerFacts> {
  const domain = domainOf(jid)
  const [roster, version, blocked, items] = await Promise.all([
    getRoster(iq),
    within(patience, getVersion(iq, domain)),
    within(patience, getBlocked(iq)),
    within(patience, getItems(iq, domain)),
  ])
  const contacts = new Set<string>(roster.ok ? roster.value.map(({ jid: contact }) => contact) : [])
  const below = roster.ok && items?.ok ? items.value.map((item): string => item.jid) : []
  // Only services of the own domain, since an item may point anywhere; and none that is a contact, such as a gateway:
  // a question would tell it that the user is here.
  const asked = below.filter((item) => item.endsWith(`.${domain}`) && !contacts.has(item))
  const services = await within(patience, roomServices(iq, asked.slice(0, askedItems)))
  const software = version?.ok ? version.value : unknownSoftware
  const listed = blocked?.ok ? blocked.value : null
  const { forgetsBlocks, fillsBlocks } = quirksOf(software.name)
  const isInLists = listed !== null && forgetsBlocks === true
  const whole = isInLists ? await within(patience, deniedWholly(iq, listed)) : undefined
  // A change, even of nothing, makes the server keep the list: to unblock oneself tells nobody.
  if (fillsBlocks && listed?.length === 0) await within(patience, unblock(iq, [jid]))
  return {
    roster,
    software,
    // Where a privacy list replaces the block list, that is kept as the default list, on which every list is built:
    // a block list that cannot be had loses nobody (ejabberd, jabberd2, measured).
    blocked: whole ?? listed,
    services: services ?? [],
  }
}

/** The server as the user sees it. */
export function serverView(
  secure: ServerView['secure'],
  { name, version }: Software,
  { lists, refusal }: EngineState['server'],
): ServerView {
  const hasNone = lists === 'unsupported' ? 'no' : 'yes'
  const known = lists === 'unknown' || refusal !== null ? 'unknown' : hasNone
  const { leaks, costs } = quirksOf(name)
  return { software: name, version, secure, privacyLists: known, leaks, costs }
}

// Whoever is denied anything by the default list is on some servers' block list, too: also whom Casper hides from all
// devices there (jabberd2, measured). To be blocked is to be denied everything.
async function deniedWholly(iq: Iq, listed: readonly BlockedJid[]): Promise<readonly BlockedJid[]> {
  const names = await getNames(iq)
  if (!names.ok || names.value.default.kind !== 'named') return listed
  const items = await getList(iq, names.value.default.name)
  if (!items.ok) return listed
  const denied = items.value.map(blockedBy)
  return listed.filter((jid) => denied.includes(jid))
}

async function roomServices(iq: Iq, jids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    jids.map(async (jid) => {
      const info = await getInfo(iq, jid)
      const rooms =
        info.ok && info.value.identities.some(({ category }) => category === 'conference')
      return rooms ? [jid] : []
    }),
  )
  return found.flat()
}
