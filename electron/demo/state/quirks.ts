// How servers differ from the specifications and from each other, each by a name: what a server of ours can be made to do.

import type { Reading } from '../../../shared/privacy/evaluate'

/** One difference, by its name. */
export type ServerQuirk =
  /** The default list may be changed while another resource uses it (ejabberd, jabberd2; RFC 3921 s.10.6 refuses). */
  | 'shares-default'
  /** The end of a session is told to all who are to hear of it, those whom the list denies included (prosody). */
  | 'announces-end'
  /**
   * Subscribed contacts who were sent directed presence are not told of the end (all three; RFC 6121 s.4.6.3 tells
   * them); those without a subscription are.
   */
  | 'forgets-directed'
  /** Directed presence that the list in force denied counts as sent, and its end is told (jabberd2). */
  | 'remembers-denied'
  /** An unavailable session that sent directed presence to somebody unsubscribed ends for all contacts (jabberd2). */
  | 'ends-widely'
  /** The block list is not heeded while a privacy list is active (ejabberd, jabberd2). */
  | 'forgets-blocks'
  /** Nobody is told anything when they are blocked or unblocked (ejabberd; XEP-0191 s.3.3 and s.3.4 tell them). */
  | 'quiet-blocks'
  /** Acts about subscriptions are dropped where the list denies presence to that contact (prosody). */
  | 'swallows-subscriptions'
  /** A list whose change is refused is lost (prosody). */
  | 'loses-refused-list'
  /** A rule for a domain covers none of its subdomains (all three; RFC 3921 s.10.1 covers them). */
  | 'exact-domains'
  /** The value of a rule for a group or a subscription is also taken for an address (prosody). */
  | 'values-are-addresses'

/**
 * What a server makes of `type='invisible'` (XEP-0018): refuses it (prosody, ejabberd), hands it on as it is (jabberd2),
 * or honours it. Then either any undirected presence ends it, or none does but `type='visible'` (s.3.2, s.4.1).
 */
export type LegacyConduct =
  'refused' | 'forwarded' | 'honoured-until-presence' | 'honoured-until-visible'

/** How a server with these quirks reads lists. */
export function readingOf(quirks: readonly ServerQuirk[]): Reading {
  return {
    exactDomains: quirks.includes('exact-domains'),
    valuesAreAddresses: quirks.includes('values-are-addresses'),
  }
}

/** What a server does, where servers differ. */
export interface Conduct {
  readonly legacy: LegacyConduct
  readonly quirks: readonly ServerQuirk[]
}
