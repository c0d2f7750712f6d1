// What the servers of the lab give away themselves. Each is believed only after it was seen on a bare stream, without
// Casper, on this very server; anything else that is observed is a leak of Casper's.
import type { StrategyId } from '../../shared/visibility/strategies/names'
import type { RunningServer } from '../support/server'
import type { Act } from './act'
import { stamped } from './acts-others'
import { isBehindGateway } from './cast'
import type { Fault } from './oracle'
import type { Stage } from './proofs'
import { proofs, withStage } from './proofs'

/** A leak of a server, proved on it. */
export interface ProvedLeak {
  readonly id: string
  /** What the server does, as a sentence. */
  readonly words: string
  /** Where it can be met; null for everywhere. */
  readonly strategies: readonly StrategyId[] | null
  /** Whether that fault, seen after those acts, is this leak. */
  explains(fault: Fault, acts: readonly Act[]): boolean
}

interface KnownLeak extends ProvedLeak {
  readonly servers: readonly RunningServer['kind'][]
  /** Does the same on bare streams. @returns whether it was seen there */
  readonly prove: (stage: Stage) => Promise<boolean>
}

const did = (acts: readonly Act[], words: RegExp) => acts.some((one) => words.test(one.words))

const known: readonly KnownLeak[] = [
  {
    id: 'expiry-announced',
    servers: ['prosody'],
    words: 'announces a hidden session’s end to every contact when its connection is lost for good',
    strategies: ['privacy-lists'],
    explains: ({ kind }, acts) =>
      kind === 'announced' && did(acts, /too long|started again|lose|dead line/),
    prove: proofs.lostWhileHidden,
  },
  {
    id: 'block-announced',
    servers: ['prosody', 'jabberd2'],
    words: 'sends unavailable presence to whom a hidden user blocks',
    strategies: null,
    explains: ({ kind, to }, acts) =>
      kind === 'announced' && did(acts, new RegExp(`^block ${to}$`)),
    prove: proofs.blockWhileHidden,
  },
  {
    id: 'unblock-shows',
    servers: ['jabberd2'],
    words: 'shows a hidden user to whom they unblock',
    strategies: null,
    explains: ({ kind, to }, acts) => kind === 'shown' && did(acts, new RegExp(`^unblock ${to}$`)),
    prove: proofs.unblockWhileHidden,
  },
  {
    id: 'directed-not-taken-back',
    servers: ['prosody', 'ejabberd', 'jabberd2'],
    words:
      'does not tell contacts of the end of a session that was shown to them directly, so that they go on seeing it',
    strategies: null,
    // Only of sessions whose line was broken: what is signed out of takes back itself what it told.
    explains: ({ kind }) => kind === 'ghost',
    prove: proofs.lostAfterDirected,
  },
  {
    id: 'answers-stamped',
    servers: ['prosody'],
    words: 'adds the language of the stream to what a device answers, and not to its own answers',
    strategies: null,
    explains: ({ words }) => words.endsWith(stamped),
    prove: proofs.answerOfDevice,
  },
  {
    id: 'answers-to-gateways-stamped',
    servers: ['ejabberd'],
    words:
      'adds the language of the stream to what a device answers a gateway, whose requests have none, and not to its own answers',
    strategies: null,
    explains: ({ words, to }) => words.endsWith(stamped) && isBehindGateway(to),
    prove: proofs.answerToGateway,
  },
  {
    id: 'last-of-resource-tells',
    servers: ['ejabberd'],
    words:
      'answers a stranger who asks a device for its last activity otherwise where the device is there',
    strategies: null,
    explains: ({ words }) => words === 'was answered a request for last',
    prove: proofs.lastOfResource,
  },
  {
    id: 'deletion-untold',
    servers: ['ejabberd', 'jabberd2'],
    words:
      'tells no device that another one deleted the list that hides it, and shows it to whoever comes online then',
    strategies: ['privacy-lists'],
    // What comes of it is not tried: nobody can know to whom it happened.
    explains: () => false,
    prove: proofs.deletedElsewhere,
  },
  {
    id: 'end-of-subscription-announced',
    servers: ['ejabberd'],
    words: 'sends unavailable presence to whom a hidden user takes a subscription from',
    strategies: null,
    explains: ({ kind, to }, acts) =>
      kind === 'announced' && did(acts, new RegExp(`takes ${to}|removes ${to}`)),
    prove: proofs.partWhileHidden,
  },
  // What a client asks carries the language of its stream on the one, and its full address on the other.
  contactsProbed('ejabberd', /^(?![^>]* xml:lang=)/),
  contactsProbed('jabberd2', /^<presence(?=[^>]* from=["'][^"'/]*["'])/),
  {
    id: 'last-tells',
    servers: ['ejabberd', 'jabberd2'],
    words:
      'answers a request for the account’s last activity with “now” while a hidden session is there',
    strategies: null,
    explains: ({ words }) => words.includes('the account’s last activity'),
    prove: proofs.lastOfHidden,
  },
  {
    id: 'items-tell',
    servers: ['ejabberd'],
    words: 'lists a hidden session among the account’s items',
    strategies: null,
    explains: ({ words }) => words.includes('the account’s items'),
    prove: proofs.itemsOfHidden,
  },
]

function contactsProbed(server: RunningServer['kind'], isServers: RegExp): KnownLeak {
  return {
    id: 'contacts-probed',
    servers: [server],
    words:
      'asks every contact for their presence when a session becomes available, even if a list hides it: a gateway is asked itself',
    strategies: ['privacy-lists'],
    explains: ({ words, xml }) => words.includes('presence of type probe') && isServers.test(xml),
    prove: proofs.probeWhileHidden,
  }
}

/** Tries every leak that is known of that server. */
export async function proveLeaks(server: RunningServer): Promise<ProvedLeak[]> {
  const proved: ProvedLeak[] = []
  for (const leak of known.filter(({ servers }) => servers.includes(server.kind))) {
    if (await withStage(server, leak.prove)) proved.push(leak)
  }
  return proved
}

/** Which leak of the server that fault is; null for none, which makes it ours. */
export function explain(
  fault: Fault,
  acts: readonly Act[],
  proved: readonly ProvedLeak[],
): ProvedLeak | null {
  return proved.find((leak) => leak.explains(fault, acts)) ?? null
}
