// Why a room was not entered (XEP-0045 s.7.2) or was left (s.9, s.10.9, s.15.6), as failures the user can be told.
import { appError } from '../../shared/errors'
import type { AppError } from '../../shared/result'
import type { RoomPresence } from '../xmpp/muc-facts'

const refusals: Readonly<Record<string, string>> = {
  'not-authorized': 'room-password',
  'registration-required': 'room-members-only',
  forbidden: 'room-banned',
  conflict: 'room-nick-taken',
  'item-not-found': 'room-locked',
  'not-allowed': 'room-creation',
  'service-unavailable': 'room-full',
  'not-acceptable': 'room-nick-locked',
  'jid-malformed': 'room-nick-invalid',
  'remote-server-not-found': 'room-unreachable',
  'remote-server-timeout': 'room-unreachable',
}

/**
 * The failure behind an error that came for presence to a room. One server speaks in the room's name when it is our own
 * privacy list that holds the presence back; that is known by its words alone (ejabberd, measured).
 */
export function refusalOf({ code, detail }: AppError): AppError {
  if (code === 'not-acceptable' && /privacy list/i.test(detail ?? '')) {
    return appError('room-own-list', detail)
  }
  return appError(refusals[code] ?? 'room-refused', detail ?? code)
}

/** Whether the room itself refused for good: entering it anew by ourselves would be refused again. */
export function isFinal({ code }: AppError): boolean {
  return ![
    'room-own-list',
    'room-silent',
    'room-unreachable',
    'room-shutdown',
    'room-dropped',
  ].includes(code)
}

/** Why the room says that the user is not in it any more. */
export function departureOf({
  codes,
  destroyed,
  reason,
}: RoomPresence & { kind: 'unavailable' }): AppError {
  const detail = reason === '' ? undefined : reason
  if (destroyed) return appError('room-destroyed', detail)
  if (codes.has(301)) return appError('room-banned', detail)
  if (codes.has(332)) return appError('room-shutdown', detail)
  if (codes.has(321) || codes.has(322)) return appError('room-closed-to-you', detail)
  // 333 says that it was no moderator's doing but an error, or silence, of the connection.
  return appError(codes.has(307) && !codes.has(333) ? 'room-kicked' : 'room-dropped', detail)
}
