// What the gate must know of the moment, gathered from the visibility engine and the contacts.
import type { BareJid } from '../../shared/jid'
import { domainOf } from '../../shared/jid'
import { eyeOf } from '../../shared/visibility/audience'
import type { Standing } from '../../shared/visibility/disclosure'
import { farewell } from '../../shared/visibility/engine'
import type { EngineState } from '../../shared/visibility/state'
import { exposureOf } from '../../shared/visibility/view'
import type { ContactBook } from './contact-book'

/** The standing as of now. @param leaving whether the session is being ended */
export function standingOf(
  self: BareJid,
  engine: EngineState,
  book: ContactBook,
  leaving: boolean,
): Standing {
  return {
    self,
    domain: domainOf(self),
    asked: [
      ...(engine.inFlight ? [engine.inFlight.effect] : []),
      ...(leaving ? farewell(engine) : []),
    ],
    guards: engine.policy.guards,
    knows: (jid) => engine.roster?.has(jid) ?? false,
    sees: (jid) => {
      const contact = book.get(jid as BareJid)
      return contact !== undefined && eyeOf(contact, exposureOf(engine)).state === 'open'
    },
  }
}
