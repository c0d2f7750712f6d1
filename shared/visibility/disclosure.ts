// What an outgoing stanza would disclose, and to whom: pass, ask, drop or rewrite, with the reason. Every stanza is judged
// here before it leaves (the outbox asks); nothing that is not listed passes.
import type { Effect } from './effects'
import type { Outgoing, Sign } from './outgoing'
import type { Guards } from './policy'

/**
 * What the user wishes of an address that has to do with rooms. `entering`: is to be told now that the user comes;
 * `service`: keeps a room that the user wishes to be in.
 */
export type RoomStanding = 'entering' | 'inside' | 'leaving' | 'service'

/** What the gate must know of the moment. */
export interface Standing {
  /** The own bare address. */
  readonly self: string
  /** The domain of the own server. */
  readonly domain: string
  /** What the visibility engine has asked for; nothing else may send presence. */
  readonly asked: readonly Effect[]
  /** What people who may not see the user are kept from. */
  readonly guards: Guards
  /** Whether this bare address is on the roster; a gateway there is a contact, not a part of the server. */
  readonly knows: (jid: string) => boolean
  /** Whether the server confirmed that this bare address is shown the user's presence. */
  readonly sees: (jid: string) => boolean
  /** Whether the user said yes to telling that person by this message, or by any they write. */
  readonly talksWith: (jid: string, message: string | null) => boolean
  /** Whether the server confirmed that nobody who may be sent the user's presence is kept from it. */
  readonly seenByAll: () => boolean
  /** What this bare address is to the user as a room or its service; null for everything else. */
  readonly rooms: (jid: string) => RoomStanding | null
}

/**
 * The judgement. `ask`: not before the user said yes. `absent`: answer as the server does for a resource not there.
 * `words`: without these signs.
 */
export type Verdict =
  | { readonly action: 'pass' }
  | { readonly action: 'ask' | 'drop'; readonly reason: string }
  | { readonly action: 'rewrite'; readonly as: 'absent'; readonly reason: string }
  | {
      readonly action: 'rewrite'
      readonly as: 'words'
      readonly without: readonly Sign[]
      readonly reason: string
    }

const pass: Verdict = { action: 'pass' }
const automatic = 'an automatic message would show that you are here'

/** Judges one outgoing stanza. */
export function judge(stanza: Outgoing, standing: Standing): Verdict {
  switch (stanza.kind) {
    case 'presence':
      return judgePresence(stanza, standing)
    case 'message':
      if (stanza.bounce) return judgeBounce(stanza, standing)
      if (serves(stanza.to, standing)) return pass
      // A message with words is the user's own act; anything else is automatic.
      return stanza.body ? judgeWords(stanza, standing) : judgeSigns(stanza, standing)
    case 'iq':
      if (stanza.publishes && !standing.seenByAll()) {
        return drop('your contacts would be told of it, and so that you are here')
      }
      if (serves(stanza.to, standing) && !isOccupant(stanza, standing)) return pass
      if (stanza.type === 'result' || stanza.type === 'error') {
        if (!standing.guards.requests) return pass
        const reason = 'an answer would show that you are here'
        return { action: 'rewrite', as: 'absent', reason }
      }
      // Where nobody is hidden from there is nothing to give away.
      return standing.seenByAll() || isAnsweredByServer(stanza, standing)
        ? pass
        : drop('a request would show that you are here')
  }
}

function judgeWords(
  { to, id, signs }: Outgoing & { kind: 'message' },
  { talksWith, guards }: Standing,
): Verdict {
  if (to === null || !talksWith(to, id)) {
    return { action: 'ask', reason: 'your message would show that you are here' }
  }
  const without = signs.filter((sign) => guards[sign])
  return without.length === 0
    ? pass
    : { action: 'rewrite', as: 'words', without, reason: automatic }
}

// Who let a guard down wishes these people to be told.
function judgeSigns(
  { signs, onlySigns }: Outgoing & { kind: 'message' },
  { guards }: Standing,
): Verdict {
  return onlySigns && !signs.some((sign) => guards[sign]) ? pass : drop(automatic)
}

// A server refuses what is for a room where no such resource is; who sees the user gets no answer at all.
function judgeBounce({ to }: Outgoing & { kind: 'message' }, standing: Standing): Verdict {
  if (serves(to, standing) || !standing.guards.requests) return drop(automatic)
  const reason = 'silence would show that you are here'
  return { action: 'rewrite', as: 'absent', reason }
}

// That party is dealt with openly: the server, the own devices, people who see the user.
function serves(to: string | null, standing: Standing): boolean {
  const { self, domain, knows, sees, rooms } = standing
  if (to === null || to === self || to === domain) return true
  return knows(to) ? sees(to) : isService(to, domain) || rooms(to) !== null
}

// What is asked of a bare address its server answers, and no device hears of it (RFC 6121 s.8.5.2.1.3). Of other servers,
// those of contacts ask and are asked for presence as it is, but a gateway is no server: it is the contact.
function isAnsweredByServer(
  { type, to, toResource }: Outgoing & { kind: 'iq' },
  { domain, knows }: Standing,
): boolean {
  if (type !== 'get' || to === null || toResource || !to.includes('@')) return false
  const asked = to.slice(to.indexOf('@') + 1)
  if (asked === domain) return true
  return knows(to) && !knows(asked) && !isService(asked, domain)
}

// Somebody in a room is a stranger: what the room may be told is not for them.
function isOccupant({ to, toResource }: Outgoing & { kind: 'iq' }, { rooms }: Standing): boolean {
  return to !== null && toResource && rooms(to) !== null
}

// A service of the own server, such as its rooms; nobody's address has such a form.
function isService(to: string, domain: string): boolean {
  return to.endsWith(`.${domain}`) && !to.includes('@')
}

function judgePresence(stanza: Outgoing & { kind: 'presence' }, standing: Standing): Verdict {
  if (isForRoom(stanza, standing)) return pass
  return standing.asked.some((effect) => isAskedBy(effect, stanza, standing.self))
    ? pass
    : drop('presence that the visibility rules did not ask for')
}

// A room is told by the user's wish to be in it; a contact never is, whatever they are taken for. Whoever was told of
// coming before they became a contact is told of going.
function isForRoom(
  { type, to }: Outgoing & { kind: 'presence' },
  { knows, rooms }: Standing,
): boolean {
  const room = to === null ? null : rooms(to)
  if (to === null || room === null) return false
  if (type === 'available') return !knows(to) && (room === 'entering' || room === 'inside')
  return type === 'unavailable' && room !== 'service'
}

function isAskedBy(
  effect: Effect,
  { type, to }: Outgoing & { kind: 'presence' },
  self: string,
): boolean {
  switch (effect.kind) {
    case 'presence':
      return type === 'available' && to === null
    case 'unavailable':
      return type === 'unavailable' && to === null
    case 'directed':
      return type === (effect.presence ? 'available' : 'unavailable') && names(effect.to, to)
    case 'set-active':
      return type === 'unavailable'
        ? names(effect.telling ?? [], to)
        : type === 'available' && names(effect.showing?.to ?? [], to)
    case 'probe':
      return type === 'probe' && names(effect.to, to)
    case 'subscription':
      return type === effect.act && to === effect.to
    case 'legacy-invisible':
      return type === 'invisible' && to === null
    case 'legacy-visible':
      return type === 'visible' && to === null
    case 'prove-legacy':
      return type === 'invisible' && to === self
    default:
      return false
  }
}

function names(people: readonly string[], to: string | null): boolean {
  return to !== null && people.includes(to)
}

function drop(reason: string): Verdict {
  return { action: 'drop', reason }
}
