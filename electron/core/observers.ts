// Who is watched from their own side, per account: opens the sessions of observers and tells what their clients show.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { AccountId } from '../../shared/model'
import type { Observer } from '../../shared/observer'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { AppEvent, AppSnapshot } from '../../shared/snapshot'
import type { Person } from '../../shared/visibility/policy'
import { guarded } from '../../shared/visibility/policy'
import type { ObservedFact } from '../xmpp/observed-stanza'
import { readObserved } from '../xmpp/observed-stanza'
import type { Allowance } from './observer-allowance'
import { createAllowance } from './observer-allowance'
import type { Moment } from './observer-judgement'
import { newObserver, received, shows } from './observer-record'
import type { ObserverActs, ObserverSource, OpenSource, SourceListener } from './observer-source'

/** What the observers need. */
export interface ObserversOptions {
  readonly snapshot: () => AppSnapshot
  readonly publish: (event: AppEvent) => void
  /** Whether a full address is, or was, this Casper's own session of that account. */
  readonly isOwn: (account: AccountId, resource: string) => boolean
  readonly now: () => number
}

/** One stanza of the watched user's as it was judged. */
export interface Heard {
  readonly fact: ObservedFact
  readonly moment: Moment
  readonly words: string
}

/** An observer at work. */
export interface LiveObserver {
  view(): Observer
  readonly acts: ObserverActs | null
  /** Tells everything that comes from now on. @returns a function that ends it */
  follow(listener: (heard: Heard) => void): () => void
}

/** The observers. */
export interface Observers {
  /** Takes every event of Casper's own, to know what is allowed at each moment. */
  hear(event: AppEvent): void
  /** Starts to watch; who is watched already stays as they are. Errors: `not-found`, `observer-too-many`. */
  open(account: AccountId, jid: BareJid, kind: Observer['kind'], source: OpenSource): Result<null>
  close(account: AccountId, jid: BareJid): Promise<void>
  get(account: AccountId, jid: BareJid): LiveObserver | undefined
  /** Ends all. */
  end(): Promise<void>
}

/** How many observers an account may have at once. */
const atMost = 12

interface Entry extends LiveObserver {
  close(): Promise<void>
}

/** Nobody is watched yet. */
export function createObservers(options: ObserversOptions): Observers {
  const { snapshot, publish, isOwn, now } = options
  const entries = new Map<AccountId, Map<BareJid, Entry>>()
  const allowances = new Map<AccountId, Allowance>()

  const personOf = (account: AccountId, jid: BareJid): Person => {
    const contact = snapshot().contacts[account]?.[jid]
    return contact ?? { jid, groups: [], subscription: 'none' }
  }

  const momentOf = (account: AccountId, observer: Observer, fact: ObservedFact): Moment => {
    const { allowed, guards } = allowances.get(account)?.of(personOf(account, observer.jid)) ?? {
      allowed: false,
      guards: guarded,
    }
    const own = isOwn(account, fact.resource)
    return { own, shown: shows(observer, fact.resource), allowed, guards }
  }

  const start = (
    account: AccountId,
    watched: BareJid,
    jid: BareJid,
    kind: Observer['kind'],
    source: OpenSource,
  ): Entry => {
    let observer = newObserver(jid, kind)
    let over = false
    const followers = new Set<(heard: Heard) => void>()

    const show = (next: Observer): void => {
      if (over) return
      observer = next
      publish({ type: 'observer.changed', account, observer })
    }

    const listener: SourceListener = {
      stanza: (stanza, at = now()) => {
        const fact = readObserved(stanza)
        if (fact?.from !== watched || over) return
        const moment = momentOf(account, observer, fact)
        show(received(observer, fact, moment, at))
        const words = observer.received.at(-1)?.words ?? ''
        for (const follower of [...followers]) follower({ fact, moment, words })
      },
      state: (state, error) => show({ ...observer, state, error }),
      forgot: () => show({ ...observer, sees: [] }),
    }
    show(observer)
    const opened: ObserverSource = source(listener)
    return {
      view: () => observer,
      acts: opened.acts,
      follow: (follower) => {
        followers.add(follower)
        return () => void followers.delete(follower)
      },
      close: () => {
        over = true
        observer = { ...observer, state: 'offline' }
        return opened.close()
      },
    }
  }

  const close = async (account: AccountId, jid: BareJid): Promise<void> => {
    const entry = entries.get(account)?.get(jid)
    if (!entry) return
    entries.get(account)?.delete(jid)
    publish({ type: 'observer.removed', account, jid })
    await entry.close()
  }

  const closeAll = async (account: AccountId): Promise<void> => {
    const jids = [...(entries.get(account)?.keys() ?? [])]
    await Promise.all(jids.map((jid) => close(account, jid)))
  }

  return {
    hear: (event) => {
      if (event.type === 'account.changed') {
        const { id, visibility } = event.account
        const allowance = allowances.get(id) ?? createAllowance(now)
        allowances.set(id, allowance)
        allowance.note(visibility)
      } else if (event.type === 'account.removed') {
        allowances.delete(event.account)
        void closeAll(event.account)
      }
    },
    open: (account, jid, kind, source) => {
      const watched = snapshot().accounts[account]?.jid
      if (watched === undefined) return err(appError('not-found'))
      const here = entries.get(account) ?? new Map<BareJid, Entry>()
      entries.set(account, here)
      if (here.has(jid)) return ok(null)
      if (here.size >= atMost) return err(appError('observer-too-many'))
      here.set(jid, start(account, watched, jid, kind, source))
      return ok(null)
    },
    close,
    get: (account, jid) => entries.get(account)?.get(jid),
    end: async () => {
      await Promise.all([...entries.keys()].map(closeAll))
    },
  }
}
