// Where presence is let out to whatever the policy: rooms, and room services where nobody is known (XEP-0126 s.3.2). A rule
// for a whole domain is one for everybody there (RFC 3921 s.10.1).
import type { BareJid } from '../../jid'
import { domainOf } from '../../jid'
import { jidFits } from '../../privacy/evaluate'
import { mayReceive } from '../audience'
import type { EngineState } from '../state'
import { personOf } from '../state'
import type { Roster } from './steps'

/** The services and single rooms that lists let presence out to: no contact is shown anything by them. */
export function roomWays({ services, acts }: EngineState, roster: Roster): string[] {
  if (services.length === 0) return []
  const asked = acts.map(({ to }) => to)
  const homes = new Set([...roster.keys(), ...asked].map((jid) => domainOf(jid as BareJid)))
  const isShared = (service: string): boolean => [...homes].some((home) => jidFits(service, home))
  const isSeer = (room: string): boolean =>
    mayReceive(personOf(roster, room)) || asked.some((to) => to === room)
  const whole = services.filter((service) => !service.includes('@') && !isShared(service))
  const single = services.filter((room) => room.includes('@') && !isSeer(room))
  return [...whole, ...single.filter((room) => !whole.some((service) => jidFits(service, room)))]
}
