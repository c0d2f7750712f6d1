// Blocking and unblocking (XEP-0191) so that it shows nobody anything: what goes before, and what the visibility engine
// must know of it at once, since some servers make another list the active one with it, and say nothing (measured).
import { appError } from '../../shared/errors'
import { bareJid } from '../../shared/jid'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { BlockedJid, BlockingPush } from '../xmpp/blocking'
import { block, unblock, unblockAll } from '../xmpp/blocking'
import type { Iq } from '../xmpp/iq'
import type { Requests } from './requests'
import type { Surroundings } from './surroundings'
import type { VisibilityLoop } from './visibility-loop'

/** What they need. */
export interface BlockingActsOptions {
  /** The requests of the session; null while there is none. */
  readonly iq: () => Iq | null
  readonly loop: Pick<VisibilityLoop, 'atRest'>
  readonly requests: Pick<Requests, 'settle'>
  readonly surroundings: Surroundings
}

/** The acts. Each resolves when the server has accepted or refused. */
export interface BlockingActs {
  /** Whoever is shown presence directly is told first that the user went. */
  block(jids: readonly BlockedJid[]): Promise<Result<void>>
  /** Asks the server nothing where nobody of them is blocked: on some that alone would show the user (measured). */
  unblock(jids: readonly BlockedJid[]): Promise<Result<void>>
  unblockAll(): Promise<Result<void>>
}

/** Builds them. */
export function createBlockingActs(options: BlockingActsOptions): BlockingActs {
  const { iq, loop, requests, surroundings } = options

  const act = async (
    happens: BlockingPush,
    ask: (session: Iq) => Promise<Result<void>>,
  ): Promise<Result<void>> => {
    await loop.atRest()
    const session = iq()
    const done = session ? await ask(session) : err(appError('offline'))
    if (done.ok) surroundings.push(happens)
    // Whether it happened is not known: what is in force is asked for, and the list of the blocked stays as it was.
    else if (done.error.code === 'timeout') surroundings.push({ kind: 'unblock', jids: [] })
    else surroundings.recall()
    return done
  }

  return {
    block: async (jids) => {
      const people = jids.flatMap((jid) => bareJid(jid) ?? [])
      for (const jid of people) surroundings.foretell(jid)
      const blocked = await act({ kind: 'block', jids }, (session) => block(session, jids))
      if (blocked.ok) for (const jid of people) requests.settle(jid)
      return blocked
    },
    unblock: async (jids) => {
      const blocked = jids.filter((jid) => {
        const person = bareJid(jid)
        return person !== undefined && surroundings.blockedOf(person).includes(jid)
      })
      if (blocked.length === 0) return ok(undefined)
      return act({ kind: 'unblock', jids: blocked }, (session) => unblock(session, blocked))
    },
    unblockAll: async () => {
      if (surroundings.blocked()?.length === 0) return ok(undefined)
      return act({ kind: 'unblock-all' }, unblockAll)
    },
  }
}
