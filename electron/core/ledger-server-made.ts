// What the server itself told contacts of the user, found by comparing what the visibility engine holds for confirmed
// before and after: nothing of ours was on the wire for it.
import type { BareJid } from '../../shared/jid'
import { mayReceive } from '../../shared/visibility/audience'
import { isOut, personOf, type EngineState } from '../../shared/visibility/state'
import type { Audience } from '../store/ledger-audience'
import { presenceWords } from '../xmpp/deed'
import { broadcastTo, theseAlone } from './ledger-why'

/** One thing that the server told. */
export interface ServerMade {
  readonly to: BareJid | Audience
  readonly what: string
  readonly why: string
}

/** What the server told between two states that follow each other. */
export function serverMade(before: EngineState, after: EngineState): ServerMade[] {
  const [was, is] = [before.server.shown, after.server.shown]
  if (was === is) return []
  if (before.session === null || after.session === null) {
    const isLost = before.session === null && was.size > 0 && is.size === 0
    return isLost
      ? [{ to: theseAlone(was), what: 'went offline', why: 'the connection was lost' }]
      : []
  }
  const effect = after.inFlight === before.inFlight ? undefined : before.inFlight?.effect
  if (effect?.kind === 'cloak' || effect?.kind === 'legacy-invisible') {
    const to = theseAlone(was.difference(is))
    return [{ to, what: 'went offline', why: 'the server hides you' }]
  }
  // What any other effect changes was told by stanzas of ours, but for people whom this one says nothing of.
  if (effect && effect.kind !== 'legacy-visible') return []
  return [...left(before, after), ...joined(before, after)]
}

// Whoever is no contact any more, or may not see the user any more, is told so by the server (RFC 3921 s.8.4-8.6).
function left(before: EngineState, after: EngineState): ServerMade[] {
  const { roster } = after
  if (!isOut(before.server) || roster === null) return []
  const gone = [...before.server.shown.difference(after.server.shown)]
  return gone
    .filter((jid) => !mayReceive(personOf(roster, jid)))
    .map((jid) => ({ to: jid as BareJid, what: 'went offline', why: 'they may no longer see you' }))
}

// A new subscriber, or somebody who was unblocked, is sent the presence that is out (s.5.1.1).
function joined(before: EngineState, after: EngineState): ServerMade[] {
  const { broadcast, shown } = after.server
  if (typeof broadcast !== 'object' || !isOut(before.server)) return []
  return [...shown.difference(before.server.shown)].map((jid) => {
    const { why } = broadcastTo(after, personOf(after.roster ?? new Map(), jid))
    return { to: jid as BareJid, what: presenceWords(broadcast), why }
  })
}
