// What known servers do differently, as data, in one place. Measured on prosody 0.12.3, ejabberd 23.01 and
// jabberd2 2.7.0; the replies are what each gives for a resource that does not exist.

/** How a server answers a request to a resource that is not there (RFC 6121 s.8.5.3.2.3). */
export interface AbsentReply {
  /** Whether the request's payload is repeated in the error. */
  readonly echo: boolean
  readonly text: string | null
}

/** One server's deviations. */
export interface Quirks {
  readonly software: string
  /** The rule against outgoing presence also stops the server's own probes, so contacts look offline. */
  readonly blocksProbes: boolean
  readonly absent: AbsentReply
  /** What the server itself gives away whatever a client does, as sentences. */
  readonly leaks: readonly string[]
}

const known: readonly Quirks[] = [
  {
    software: 'prosody',
    blocksProbes: true,
    absent: { echo: false, text: null },
    leaks: [
      'If your connection breaks and does not come back in time, this server announces to every contact that you went offline.',
    ],
  },
  {
    software: 'ejabberd',
    blocksProbes: false,
    absent: { echo: true, text: 'User session not found' },
    leaks: [
      'Contacts who ask this server when you were last active are told “now” while you are signed in.',
      'Contacts who ask this server for your items are told the names of your sessions, hidden ones too.',
    ],
  },
  {
    software: 'jabberd2',
    blocksProbes: false,
    absent: { echo: false, text: null },
    leaks: [
      'Contacts who ask this server when you were last active are told “now” while you are hidden.',
    ],
  },
]

const cautious: Quirks = {
  software: '',
  blocksProbes: true,
  absent: { echo: false, text: null },
  leaks: [],
}

/** The deviations of a server by the name it gives itself (XEP-0092); cautious ones for an unknown server. */
export function quirksOf(software: string): Quirks {
  const name = software.toLowerCase()
  return known.find((quirks) => name.startsWith(quirks.software)) ?? cautious
}
