// What the gate must know of the moment, gathered from the visibility engine and the contacts.
import type { BareJid } from '../../shared/jid'
import { domainOf } from '../../shared/jid'
import { isTrivial } from '../../shared/privacy/compose'
import { eyeOf, mayReceive } from '../../shared/visibility/audience'
import type { RoomStanding, Standing } from '../../shared/visibility/disclosure'
import type { Effect } from '../../shared/visibility/effects'
import { farewell } from '../../shared/visibility/engine'
import type { EngineState } from '../../shared/visibility/state'
import { outletOf } from '../../shared/visibility/state'
import { exposureOf } from '../../shared/visibility/view'
import type { ContactBook } from './contact-book'

/**
 * The standing as of now.
 * @param leaving whether the session is being ended
 * @param rooms what an address is to the user as a room or its service
 * @param passing what a legacy client directs to somebody at this very moment
 * @param talksWith whether the user said yes to telling somebody by a message
 */
export function standingOf(
  self: BareJid,
  engine: EngineState,
  book: ContactBook,
  leaving: boolean,
  rooms: (jid: string) => RoomStanding | null,
  passing: readonly Effect[],
  talksWith: Standing['talksWith'],
): Standing {
  return {
    self,
    domain: domainOf(self),
    asked: [
      ...(engine.inFlight ? [engine.inFlight.effect] : []),
      ...(leaving ? farewell(engine) : []),
      ...passing,
    ],
    guards: engine.policy.guards,
    rooms,
    talksWith,
    knows: (jid) => engine.roster?.has(jid) ?? false,
    seenByAll: () => isSeenByAll(engine),
    sees: (jid) => {
      const contact = book.get(jid as BareJid)
      return contact !== undefined && eyeOf(contact, exposureOf(engine)).state === 'open'
    },
  }
}

function isSeenByAll(engine: EngineState): boolean {
  const { policy, confirmedAt, roster } = engine
  const exposure = exposureOf(engine)
  if (confirmedAt === null || roster === null) return false
  if (!isTrivial(policy) || exposure.kind !== 'available') return false
  const letsOut = outletOf(exposure.items, exposure)
  return [...roster.values()].every((person) => !mayReceive(person) || letsOut(person))
}
