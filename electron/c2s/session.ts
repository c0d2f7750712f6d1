// A bound resource: what is sent to it, confirmed by it, and kept for it while its connection is lost (XEP-0198).
import type { Element } from '@xmpp/xml'
import type { FullJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { BareJid } from '../../shared/jid'
import type { Session } from './backend'
import type { C2sLimits } from './limits'

/** The connection under a session. */
export interface Carrier {
  write(text: string): void
  /** Ends the stream with an error. */
  endWith(condition: string): void
  /** Breaks the connection without a word. */
  cut(): void
  /** Stops reading, or reads on. */
  hold(on: boolean): void
}

/** Why a connection is gone: the client closed its stream, or it was lost. */
export type Loss = 'closed' | 'lost'

/** A session as its streams see it. */
export interface SessionControl extends Session {
  /** By what it can be resumed; null where it cannot. */
  resumption: string | null
  /** How many stanzas of the client's were handled. */
  handled: number
  /** Begins to count and keep what is sent. */
  manage(): void
  readonly managed: boolean
  /** The client confirms so many stanzas of all. @returns false where it has not been sent as many */
  acknowledge(count: number): boolean
  /** Takes the session up again on another connection and sends again what was not confirmed. */
  resume(carrier: Carrier, greeting: string): void
  /** The connection is gone; the session waits, or is over. */
  release(carrier: Carrier, loss: Loss): void
}

const nsManagement = 'urn:xmpp:sm:3'
/** After so many stanzas the client is asked to confirm. */
const askEvery = 5

/** @param over told once, when the session is over */
export function createSession(
  jid: FullJid,
  first: Carrier,
  limits: C2sLimits,
  over: (session: SessionControl, undelivered: readonly Element[]) => void,
): SessionControl {
  let carrier: Carrier | null = first
  let kept: { readonly stanza: Element; readonly size: number }[] = []
  let keptSize = 0
  let confirmed = 0
  let unasked = 0
  let managed = false
  let ended = false
  let waiting: NodeJS.Timeout | undefined

  const finish = (): void => {
    if (ended) return
    ended = true
    carrier = null
    clearTimeout(waiting)
    over(
      session,
      kept.map(({ stanza }) => stanza),
    )
    kept = []
  }
  const ask = (): void => {
    unasked = 0
    carrier?.write(`<r xmlns='${nsManagement}'/>`)
  }

  const session: SessionControl = {
    jid,
    bare: bareJid(jid) as BareJid,
    resource: jid.slice(jid.indexOf('/') + 1),
    resumption: null,
    handled: 0,
    get managed() {
      return managed
    },
    manage() {
      managed = true
    },
    send(stanza) {
      if (ended) return
      const text = stanza.toString()
      carrier?.write(text)
      if (!managed) return
      kept.push({ stanza, size: text.length })
      keptSize += text.length
      unasked += 1
      if (unasked >= askEvery) ask()
      if (kept.length > limits.unacknowledged || keptSize > limits.unread) abandon()
    },
    hold: (on) => carrier?.hold(on),
    end(condition) {
      const last = carrier
      finish()
      last?.endWith(condition)
    },
    acknowledge(count) {
      // The numbers begin anew after 2^32 - 1; nobody stays here for so long.
      const news = count - confirmed
      if (news < 0 || news > kept.length) return false
      for (const { size } of kept.splice(0, news)) keptSize -= size
      confirmed = count
      return true
    },
    resume(next, greeting) {
      clearTimeout(waiting)
      const before = carrier
      carrier = next
      before?.endWith('conflict')
      next.write(greeting)
      for (const { stanza } of kept) next.write(stanza.toString())
      if (kept.length > 0) ask()
    },
    release(gone, loss) {
      if (carrier !== gone) return
      carrier = null
      if (loss === 'closed' || session.resumption === null) finish()
      else waiting = setTimeout(finish, limits.hibernationMs)
    },
  }
  return session

  // Not at once: whoever sends may be sending to many.
  function abandon(): void {
    session.resumption = null
    if (carrier) carrier.cut()
    else setImmediate(finish)
  }
}
