// Whom the user writes to although they may not see the user: the gate asks first, and what was answered is kept here.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { Leave } from '../../shared/protocol'
import type { AppError } from '../../shared/result'
import type { StoredAccount } from './settings-schema'

/** How many messages that were let go one by one are remembered: more than are ever under way. The oldest give way. */
const remembered = 5000
/** How many people the user writes to without being asked; the oldest give way. */
const kept = 1000

/** The user's answers. */
export interface Reveal {
  /** Whether that message may go to that address. */
  covers(to: string, message: string | null): boolean
  /** The user says yes: to this message, or to every message to that person. */
  give(peer: BareJid, message: string, leave: Leave): void
  /** The server has that message, or it will not be sent again: its leave is over. */
  settle(to: string, message: string): void
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
  // Kept by message: one that waits to be sent again after a break of the connection has its leave already. Ids are
  // those of programs, some of which give the same twice.
  const once = new Map<string, number>()
  const keyOf = (peer: string, message: string): string => `${peer} ${message}`
  const without = (peer: BareJid) => stored().revealTo.filter((other) => other !== peer)

  return {
    covers: (to, message) =>
      stored().revealTo.some((peer) => peer === to) ||
      (message !== null && once.has(keyOf(to, message))),
    give: (peer, message, leave) => {
      if (leave === 'always') store({ revealTo: [...without(peer), peer].slice(-kept) })
      const key = keyOf(peer, message)
      once.set(key, (once.get(key) ?? 0) + 1)
      const [oldest] = once.keys()
      if (once.size > remembered && oldest !== undefined) once.delete(oldest)
    },
    settle: (to, message) => {
      const key = keyOf(to, message)
      const others = (once.get(key) ?? 0) - 1
      if (others > 0) once.set(key, others)
      else once.delete(key)
    },
    revoke: (peer) => store({ revealTo: without(peer) }),
  }
}

/** What the user is asked before a message to somebody who may not see them. @param name what they are called */
export function asksAbout(name: string): AppError {
  return { ...appError('gate-asks'), message: `Sending this tells ${name} that you are here.` }
}
