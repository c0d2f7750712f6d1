// The last stanzas of a session, from what the visibility engine says must be taken back.
import type { Effect } from '../../shared/visibility/effects'
import { unavailable } from '../xmpp/presence'

/** The stanzas that take presence back; effects that are not about that have none. */
export function lastStanzas(effects: readonly Effect[]): ReturnType<typeof unavailable>[] {
  return effects.flatMap((effect) => {
    if (effect.kind === 'unavailable') return [unavailable()]
    return effect.kind === 'directed' ? effect.to.map((jid) => unavailable(jid)) : []
  })
}
