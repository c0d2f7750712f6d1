// Whom the user writes to although they may not see the user: the gate asks first, and what was answered is kept here.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { Leave } from '../../shared/protocol'
import type { AppError } from '../../shared/result'
import type { StoredAccount } from './settings-schema'

/** How many messages that were let go one by one are remembered; the oldest give way. */
const remembered = 200
/** How many people the user writes to without being asked; the oldest give way. */
const kept = 1000

/** The user's answers. */
export interface Reveal {
  /** Whether that message may go to that address. */
  covers(to: string, message: string | null): boolean
  /** The user says yes: to this message, or to every message to that person. */
  give(peer: BareJid, message: string, leave: Leave): void
  /** From now on the user is asked again before a message to that person. */
  revoke(peer: BareJid): void
}

/** Where answers that last are kept. */
export interface RevealOptions {
  readonly stored: () => Pick<StoredAccount, 'revealTo'>
  readonly store: (change: Pick<StoredAccount, 'revealTo'>) => void
}

/** Builds it over what is stored of an account. */
export function createReveal({ stored, store }: RevealOptions): Reveal {
  // Kept by message: one that waits to be sent again after a break of the connection has its leave already.
  const once = new Map<string, BareJid>()
  const without = (peer: BareJid) => stored().revealTo.filter((other) => other !== peer)

  return {
    covers: (to, message) =>
      stored().revealTo.some((peer) => peer === to) ||
      (message !== null && once.get(message) === to),
    give: (peer, message, leave) => {
      if (leave === 'always') store({ revealTo: [...without(peer), peer].slice(-kept) })
      once.set(message, peer)
      const [oldest] = once.keys()
      if (once.size > remembered && oldest !== undefined) once.delete(oldest)
    },
    revoke: (peer) => store({ revealTo: without(peer) }),
  }
}

/** What the user is asked before a message to somebody who may not see them. @param name what they are called */
export function asksAbout(name: string): AppError {
  return { ...appError('gate-asks'), message: `Sending this tells ${name} that you are here.` }
}
