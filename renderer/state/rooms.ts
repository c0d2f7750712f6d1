// Orders rooms for showing, and finds words for them.
import type { BareJid } from '../../shared/jid'
import { domainOf, localOf } from '../../shared/jid'
import type { Occupant, Room } from '../../shared/model'

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })
const ranks = { moderator: 0, participant: 1, visitor: 2 } as const

/** What a room is called. */
export function roomName({ jid }: Pick<Room, 'jid'>): string {
  return localOf(jid) || jid
}

/** The rooms by name; with words, those whose address contains them. */
export function roomsFor(rooms: Readonly<Record<BareJid, Room>>, words: string): readonly Room[] {
  const wanted = words.trim().toLocaleLowerCase()
  return Object.values(rooms)
    .filter(({ jid }) => jid.includes(wanted))
    .sort((a, b) => collator.compare(a.jid, b.jid))
}

/** Who is in a room: moderators first, visitors last, each by name. */
export function occupantsOf({ occupants }: Room): readonly Occupant[] {
  return [...occupants].sort(
    (a, b) => ranks[a.role] - ranks[b.role] || collator.compare(a.nick, b.nick),
  )
}

/** What somebody is in a room, where that is worth saying. */
export function roleWord({ role, affiliation }: Occupant): string {
  if (affiliation === 'owner') return 'Owner'
  if (role === 'moderator') return 'Moderator'
  return role === 'visitor' ? 'Visitor' : ''
}

/** The address that was typed; a name alone is a room of the given service. */
export function roomAddress(typed: string, service: string | undefined): string {
  const address = typed.trim()
  return address === '' || address.includes('@') || service === undefined
    ? address
    : `${address}@${service}`
}

/** How one is seen in a room, as a sentence. */
export function seenInRoom(nick: string, anonymous: boolean | null): string {
  const beginning = `Everybody in the room sees you as ${nick} while you are in it`
  if (anonymous === false) return `${beginning}, and your address.`
  if (anonymous === true) return `${beginning}; only moderators see your address.`
  return `${beginning}; in a room that is not anonymous also your address.`
}

/** A nickname to begin with. */
export function nickFor(jid: BareJid): string {
  return localOf(jid) || domainOf(jid)
}
