// The commands about observers and the self-test: who may be watched, and by what.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { AccountId } from '../../shared/model'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { AppSnapshot } from '../../shared/snapshot'
import { mayReceive } from '../../shared/visibility/audience'
import type { Accounts } from './accounts'
import type { CommandHandlers } from './dispatch'
import type { Log } from './log'
import { observerSession } from './observer-session'
import type { OpenSource } from './observer-source'
import type { Observers } from './observers'
import type { SelfTests } from './self-test'

/** What these commands work with. */
export interface ObserverCommandsOptions {
  readonly accounts: Accounts
  readonly observers: Observers
  readonly selfTests: SelfTests
  readonly snapshot: () => AppSnapshot
  /** The session of one of the demo's cast; undefined for everybody else. */
  readonly cast: (jid: BareJid) => OpenSource | undefined
  readonly log: Log
  /** ms */
  readonly replyTimeout: number
}

type Names = 'observer.watch' | 'observer.unwatch' | 'observer.sign-in'
/** Their handlers. */
export type ObserverHandlers = Pick<CommandHandlers, Names | 'self-test.run' | 'self-test.stop'>

/** Builds their handlers. */
export function observerCommands(options: ObserverCommandsOptions): ObserverHandlers {
  const { accounts, observers, selfTests, snapshot, cast, log, replyTimeout } = options

  // Only who is to be shown the user's presence can tell whether they are.
  const mayWatch = (account: AccountId, peer: BareJid): Result<null> => {
    const contact = snapshot().contacts[account]?.[peer]
    return contact && mayReceive(contact) ? ok(null) : err(appError('observer-not-contact'))
  }

  return {
    'observer.watch': ({ account, peer: text }) => {
      const peer = bareJid(text)
      if (!peer) return err(appError('invalid-jid', text))
      const source = snapshot().accounts[account]?.demo ? cast(peer) : undefined
      return source
        ? observers.open(account, peer, 'cast', source)
        : err(appError('observer-unknown'))
    },
    'observer.unwatch': async ({ account, peer: text }) => {
      const peer = bareJid(text)
      if (!peer) return err(appError('invalid-jid', text))
      await observers.close(account, peer)
      return ok(null)
    },
    'observer.sign-in': async ({ account: id, jid: text, password, server }) => {
      const jid = bareJid(text.trim())
      if (!jid) return err(appError('invalid-jid', text))
      const found = accounts.get(id)
      if (!found.ok) return found
      const { jid: watched, trusted } = found.value.stored()
      if (jid === watched) return err(appError('observer-self'))
      const may = mayWatch(id, jid)
      if (!may.ok) return may
      // An earlier attempt, perhaps with another password, is over.
      await observers.close(id, jid)
      const options = { jid, password, server, watched, log, replyTimeout }
      return observers.open(id, jid, 'own', observerSession({ ...options, trusted: () => trusted }))
    },
    'self-test.run': ({ account, peer: text }) => {
      const peer = bareJid(text)
      if (!peer) return err(appError('invalid-jid', text))
      const may = mayWatch(account, peer)
      return may.ok ? selfTests.run(account, peer) : may
    },
    'self-test.stop': async ({ account }) => {
      await selfTests.stop(account)
      return ok(null)
    },
  }
}
