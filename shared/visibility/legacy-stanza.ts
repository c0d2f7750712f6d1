// The presence stanzas of a legacy client as facts, and what each says by itself.
import type { OwnPresence, ProgramNote, Show } from '../model'
import { samePresence } from './state'

/** A presence stanza of a legacy client, as facts. Subscription stanzas and probes are not given. */
export interface LegacyStanza {
  readonly type: 'available' | 'unavailable' | 'invisible' | 'visible'
  /** The address as sent, or null for undirected presence. */
  readonly to: string | null
  /** The text of `<show/>`, whatever it says; null where there is none. */
  readonly show: string | null
  /** Empty where there is none. */
  readonly status: string
  /** 0 where there is none (RFC 6121 s.4.7.2.3). */
  readonly priority: number
  /** What its program says of itself; undefined where it says nothing. */
  readonly program?: ProgramNote | undefined
}

const shows: readonly Show[] = ['chat', 'away', 'xa', 'dnd']

/** What a stanza says: its type, and the presence its children state. Unknown show values are none (RFC 6121 s.4.7.2.1). */
export interface Said {
  readonly type: LegacyStanza['type']
  readonly presence: OwnPresence
}

/**
 * Reads one stanza by itself. Tkabber can be made to send "invisible" as a show value, which a server would broadcast
 * as available: it is taken at its word instead.
 */
export function understood(stanza: LegacyStanza): Said {
  const { status, priority } = stanza
  const invisible = stanza.type === 'available' && stanza.show === 'invisible'
  const show = shows.find((known) => known === stanza.show) ?? null
  return { type: invisible ? 'invisible' : stanza.type, presence: { show, status, priority } }
}

/** The presence, or undefined where there is none: a bare `invisible` or `visible` leaves the last as it was (s.4.1). */
export function stated(presence: OwnPresence): OwnPresence | undefined {
  return samePresence(presence, { show: null, status: '', priority: 0 }) ? undefined : presence
}
