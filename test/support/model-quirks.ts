// How servers differ from the specifications and from each other, as far as the model knows it: each a named quirk.

/** One difference, by its name. */
export type ModelQuirk =
  /** The default list may be changed while another resource uses it (ejabberd, jabberd2; RFC 3921 s.10.6 refuses). */
  | 'shares-default'
  /** The end of a session is told to all contacts, those whom the active list denies included (prosody). */
  | 'announces-end'
  /** Contacts who were sent directed presence are not told of the end (all three; RFC 6121 s.4.6.3 tells them). */
  | 'forgets-directed'
  /** The block list is not heeded while a privacy list is active (ejabberd, jabberd2). */
  | 'forgets-blocks'
  /** A list whose change is refused is lost (prosody). */
  | 'loses-refused-list'

/**
 * What a server makes of `type='invisible'` (XEP-0018): refuses it (prosody, ejabberd), hands it on as it is (jabberd2),
 * or honours it. Then either any undirected presence ends it, or none does but `type='visible'` (s.3.2, s.4.1).
 */
export type LegacyConduct =
  'refused' | 'forwarded' | 'honoured-until-presence' | 'honoured-until-visible'
