// What known servers do differently, as data, in one place. Measured on prosody 0.12.3, ejabberd 23.01 and
// jabberd2 2.7.0; the replies are what each gives for a resource that does not exist.

import type { ActCosts } from '../model'
import type { Habits } from './effects'
import type { Support } from './state'

/** How a server answers a request to a resource that is not there (RFC 6121 s.8.5.3.2.3). */
export interface AbsentReply {
  /** Where the request's payload is repeated beside the error, if at all. */
  readonly echo: 'before' | 'after' | null
  readonly text: string | null
  /** The number of the error in the old style (XEP-0086). */
  readonly code: string | null
}

/** One server's deviations. */
export interface Quirks extends Habits {
  readonly software: string
  readonly absent: AbsentReply
  /** It writes the attributes of a stanza that it passes on in the reverse order. */
  readonly reversesAttributes: boolean
  /** A change of the block list (XEP-0191) also makes the server's own list of the blocked the active one. */
  readonly blockSwitchesList: Support
  /** It takes whomever the default privacy list denies anything for blocked, as long as it keeps no block list. */
  readonly fillsBlocks?: boolean
  /** What certain acts tell a contact who must not see the user. */
  readonly costs: ActCosts
  /** What the server itself gives away whatever a client does, as sentences. */
  readonly leaks: readonly string[]
}

const known: readonly Quirks[] = [
  {
    // A rule against requests would make it give that answer by itself, but to requests for the bare address, too, which
    // it otherwise answers for the account: not used (docs/threat-model.md, servers/iq-rules).
    software: 'prosody',
    keepsUsed: true,
    blocksProbes: true,
    swallowsSubscriptions: true,
    reversesAttributes: false,
    fillsBlocks: true,
    blockSwitchesList: 'no',
    reading: { exactDomains: true, valuesAreAddresses: true },
    absent: { echo: null, text: null, code: null },
    leaks: [
      'If your connection breaks and does not come back in time, this server announces to every contact that you went offline.',
      'Whoever knows the full address of this session can find out whether it is there.',
      'Where this server keeps when you were last active, contacts can learn when a session of yours ended, a hidden one too.',
    ],
    costs: {
      part: null,
      block: 'The server tells them that you went offline when you block them.',
    },
  },
  {
    software: 'ejabberd',
    blocksProbes: false,
    swallowsSubscriptions: false,
    forgetsBlocks: true,
    blockList: 'Blocked contacts',
    quietBlocks: true,
    reading: { exactDomains: true },
    reversesAttributes: false,
    blockSwitchesList: 'no',
    absent: { echo: 'before', text: 'User session not found', code: null },
    leaks: [
      'Contacts who ask this server when you were last active are told “now” while you are signed in.',
      'Contacts who ask this server for your items are told the names of your sessions, hidden ones too.',
      'Where lists hide you, this server itself asks the gateways among your contacts for their presence, and they learn of this session.',
      'If another device of yours deletes the list that hides you, whoever signs in then sees you.',
      'Whoever knows the full address of this session can find out whether it is there.',
    ],
    costs: {
      part: 'The server sends them an unavailable presence with the full address of this session, which shows that you are here.',
      block: null,
    },
  },
  {
    software: 'jabberd2',
    blocksProbes: false,
    swallowsSubscriptions: false,
    forgetsBlocks: true,
    blockList: 'urn:xmpp:blocking',
    silentLists: true,
    reading: { exactDomains: true },
    reversesAttributes: true,
    blockSwitchesList: 'yes',
    absent: { echo: 'after', text: null, code: '503' },
    leaks: [
      'Contacts who ask this server when you were last active are told “now” while you are hidden.',
      'Whoever knows the full address of this session can tell by how fast it answers whether it is there.',
      'Whom you block is told that you went, and whom you unblock that you are here.',
      'Where lists hide you, this server itself asks the gateways among your contacts for their presence, and they learn that you are here.',
      'If another device of yours changes the list that hides you, whoever signs in then sees you.',
    ],
    costs: {
      part: null,
      block:
        'The server tells them that you went offline when you block them, and that you are here when you unblock them.',
    },
  },
  {
    // The embedded server of the demo.
    software: 'casper',
    keepsUsed: true,
    blocksProbes: false,
    swallowsSubscriptions: false,
    reversesAttributes: false,
    blockSwitchesList: 'no',
    absent: { echo: null, text: null, code: null },
    leaks: [],
    costs: { part: null, block: null },
  },
]

const cautious: Quirks = {
  software: '',
  blocksProbes: true,
  swallowsSubscriptions: true,
  reversesAttributes: false,
  blockSwitchesList: 'unknown',
  reading: { exactDomains: true },
  absent: { echo: null, text: null, code: null },
  leaks: [],
  costs: {
    part: 'This server may tell them something by which they learn that you are here.',
    block: 'This server may tell them something by which they learn that you are here.',
  },
}

/** The deviations of a server by the name it gives itself (XEP-0092); cautious ones for an unknown server. */
export function quirksOf(software: string): Quirks {
  const name = software.toLowerCase()
  return known.find((quirks) => name.startsWith(quirks.software)) ?? cautious
}
