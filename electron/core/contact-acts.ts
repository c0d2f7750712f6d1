// What the user does about contacts: roster items (RFC 3921 s.7), subscriptions (s.6, s.8) and blocking (XEP-0191).
// Acts about subscriptions are presence, so the visibility engine sends them when that shows nobody anything.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { SubscriptionAct } from '../../shared/model'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { isOut } from '../../shared/visibility/state'
import type { Iq } from '../xmpp/iq'
import { removeItem, setItem } from '../xmpp/roster'
import { createBlockingActs } from './blocking-acts'
import type { ContactBook } from './contact-book'
import type { Requests } from './requests'
import type { Surroundings } from './surroundings'
import type { VisibilityLoop } from './visibility-loop'

/** What a contact is called and where they stand. */
export interface Named {
  readonly name: string
  readonly groups: readonly string[]
}

/** The acts. Each resolves when the server has accepted or refused; what changed comes back as a push. */
export interface ContactActs {
  /** Puts them on the roster and asks to see them (s.8.1). */
  add(peer: BareJid, named: Named): Promise<Result<null>>
  /** Changes name and groups; the subscription stays. */
  edit(peer: BareJid, named: Named): Promise<Result<null>>
  /** Takes them off the roster, which ends the subscriptions in both directions (s.8.6). */
  remove(peer: BareJid): Promise<Result<null>>
  subscribe(peer: BareJid, act: SubscriptionAct): Result<null>
  block(peer: BareJid): Promise<Result<null>>
  /** Does nothing for somebody who is not blocked: on some servers even that would show the user (measured). */
  unblock(peer: BareJid): Promise<Result<null>>
}

/** What the acts need. */
export interface ContactActsOptions {
  readonly self: BareJid
  /** The requests of the session; null while there is none. */
  readonly iq: () => Iq | null
  readonly book: ContactBook
  readonly loop: VisibilityLoop
  readonly requests: Requests
  readonly surroundings: Surroundings
}

/** Builds the acts of one account. */
export function createContactActs(options: ContactActsOptions): ContactActs {
  const { self, iq, book, loop, requests, surroundings } = options
  const blocking = createBlockingActs(options)

  const withOther = async (
    peer: BareJid,
    act: (session: Iq) => Promise<Result<null>>,
  ): Promise<Result<null>> => {
    if (peer === self) return err(appError('contact-self'))
    const session = iq()
    return session ? act(session) : err(appError('offline'))
  }

  const put = async (session: Iq, jid: BareJid, { name, groups }: Named): Promise<Result<null>> =>
    told(await setItem(session, { jid, name: name.trim(), groups: tidied(groups) }), rosterErrors)

  const subscribe = (to: BareJid, act: SubscriptionAct): Result<null> => {
    if (to === self) return err(appError('contact-self'))
    if (!iq()) return err(appError('offline'))
    if (act === 'subscribed' || act === 'unsubscribed') requests.settle(to)
    loop.tell({ type: 'subscription-wanted', act, to })
    return ok(null)
  }

  return {
    add: (peer, named) =>
      withOther(peer, async (session) => {
        const added = await put(session, peer, named)
        const known = book.get(peer)?.subscription
        if (!added.ok || known === 'to' || known === 'both') return added
        return subscribe(peer, 'subscribe')
      }),
    edit: (peer, named) => withOther(peer, (session) => put(session, peer, named)),
    remove: (peer) =>
      withOther(peer, async (session) => {
        const { server } = loop.state()
        // Whoever is shown presence directly is told by us that the user went; the server would not.
        if (!isOut(server) && server.shown.has(peer)) {
          loop.tell({ type: 'subscription-wanted', act: 'unsubscribed', to: peer })
          await loop.atRest()
        }
        return told(await removeItem(session, peer), rosterErrors)
      }),
    subscribe,
    block: (peer) =>
      withOther(peer, async () => told(await blocking.block([peer]), blockingErrors)),
    unblock: (peer) =>
      withOther(peer, async () =>
        told(await blocking.unblock(surroundings.blockedOf(peer)), blockingErrors),
      ),
  }
}

/** What a refusal means here, where its condition alone says too little (RFC 6121 s.2.3.3, XEP-0191 s.3). */
type Meanings = Readonly<Record<string, string>>

const rosterErrors: Meanings = {
  'item-not-found': 'contact-gone',
  'not-acceptable': 'contact-refused',
  'not-allowed': 'contact-refused',
  'bad-request': 'contact-refused',
  'jid-malformed': 'contact-refused',
}

const blockingErrors: Meanings = {
  'service-unavailable': 'blocking-unsupported',
  'feature-not-implemented': 'blocking-unsupported',
  'item-not-found': 'blocking-gone',
  'not-acceptable': 'blocking-refused',
  'not-allowed': 'blocking-refused',
  'jid-malformed': 'blocking-refused',
}

function told(result: Result<void>, meanings: Meanings): Result<null> {
  return result.ok ? ok(null) : err(inWords(result.error, meanings))
}

function inWords(error: AppError, meanings: Meanings): AppError {
  const meaning = Object.hasOwn(meanings, error.code) ? meanings[error.code] : undefined
  return meaning === undefined ? error : appError(meaning, error.detail ?? error.code)
}

function tidied(groups: readonly string[]): string[] {
  return [...new Set(groups.map((group) => group.trim()).filter((group) => group !== ''))]
}
