// Stream management with resumption (XEP-0198) by the library, with its counting and its queue put right.
import type { Client } from '@xmpp/client-core'
import type { Middleware } from '@xmpp/middleware'
import streamManagement from '@xmpp/stream-management'
import type { StreamFeatures } from '@xmpp/stream-features'
import type { Element } from '@xmpp/xml'
import { StreamFailure, failure } from './connection-failure'

/** The namespace of stream management. */
export const nsStreamManagement = 'urn:xmpp:sm:3'

/** What must outlive a lost stream for the session to be taken up again. */
export interface Resumption {
  readonly id: string
  readonly jid: string
  readonly inbound: number
  readonly outbound: number
  readonly queue: readonly { stanza: Element; stamp: string }[]
}

/** Times in ms. */
export interface ManagementTiming {
  /** Between questions on a quiet stream. */
  readonly ackInterval: number
  /** How long the server may be silent after one. */
  readonly ackTimeout: number
  /** From a stanza to the question whether it arrived. */
  readonly ackDelay: number
}

/** The client's side of stream management on one stream. */
export interface Management {
  readonly enabled: () => boolean
  /** Whether the session from before was taken up again. */
  readonly resumed: () => boolean
  /** Whether a session is waiting to be taken up again. */
  readonly resumable: () => boolean
  /** Must see every element, before the library does. */
  readonly observe: (element: Element) => void
  /** No session is taken up again, and no late answer to `<enable/>` counts. */
  readonly giveUp: () => void
  /** How many stanzas were received, for the last `<a/>`. */
  readonly received: () => number
  /** What is to be kept when the stream is gone; undefined where the session cannot be taken up again. */
  readonly keep: () => Resumption | undefined
  /** Reports everything that was not acknowledged, and forgets it. */
  readonly abandon: () => void
}

/** What becomes of stanzas. */
export interface ManagementHandlers {
  /** Asked before anything is sent again. */
  mayResend(stanza: Element): boolean
  acknowledged(stanza: Element): void
  unacknowledged(stanza: Element): void
}

/** Adds stream management to a client; `kept` is the session to take up again. */
export function manageStream(
  parts: { entity: Client; middleware: Middleware; streamFeatures: StreamFeatures },
  timing: ManagementTiming,
  kept: Resumption | undefined,
  handlers: ManagementHandlers,
): Management {
  const sm = streamManagement(parts)
  let inbound = kept?.inbound ?? 0
  let resumable = kept !== undefined
  let resumed = false
  // Trap: the library sets its count to zero some time after <enabled/>, and does not see stanzas that are ignored.
  Object.defineProperty(sm, 'inbound', { get: () => inbound, set: () => undefined })
  sm.timeout = timing.ackTimeout
  sm.requestAckInterval = timing.ackInterval
  sm.requestAckDebounce = timing.ackDelay
  if (kept) {
    sm.id = kept.id
    sm.outbound = kept.outbound
    sm.outbound_q = [...kept.queue]
    parts.entity._jid(kept.jid)
  }
  sm.on('resumed', () => (resumed = true))
  sm.on('ack', (stanza: Element) => handlers.acknowledged(stanza))
  sm.on('fail', (stanza: Element) => handlers.unacknowledged(stanza))

  /** Trap: the library believes any number, and fails in the middle of it. */
  function checkHandled(element: Element): void {
    const text = element.attrs['h']
    if (text === undefined && element.name === 'failed') return
    const handled = /^\d{1,10}$/.test(text ?? '') ? Number(text) : NaN
    const plausible = handled >= sm.outbound && handled <= sm.outbound + sm.outbound_q.length
    if (!plausible) {
      resumable = false
      const detail = 'an acknowledgement of what was never sent'
      throw new StreamFailure(failure('malformed-xml', detail, 'undefined-condition'))
    }
    if (element.name === 'failed') acknowledge(handled - sm.outbound)
    if (element.name === 'resumed') sift(handled - sm.outbound)
  }

  /** Trap: the library sends everything again. What did not arrive and may not be sent any more is taken out. */
  function sift(arrived: number): void {
    for (const item of sm.outbound_q.splice(arrived)) {
      if (handlers.mayResend(item.stanza)) sm.outbound_q.push(item)
      else handlers.unacknowledged(item.stanza)
    }
  }

  /** Trap: the library ignores what a failed resumption acknowledges. */
  function acknowledge(count: number): void {
    for (const { stanza } of sm.outbound_q.splice(0, count)) {
      sm.outbound += 1
      handlers.acknowledged(stanza)
    }
  }

  function abandon(): void {
    for (const { stanza } of sm.outbound_q.splice(0)) handlers.unacknowledged(stanza)
    sm.outbound = 0
    sm.id = ''
    resumable = false
  }

  return {
    enabled: () => sm.enabled,
    resumed: () => resumed,
    resumable: () => resumable,
    observe(element) {
      if (parts.entity.isStanza(element)) inbound += 1
      if (element.getNS() !== nsStreamManagement) return
      if (['a', 'resumed', 'failed'].includes(element.name)) checkHandled(element)
      if (element.name === 'failed') resumable = false
      if (element.name === 'enabled') {
        inbound = 0
        resumable = isTrue(element.attrs['resume']) && (element.attrs['id'] ?? '') !== ''
      }
    },
    giveUp() {
      abandon()
      sm.enabled = false
      sm.enableSent = false
      parts.entity.removeAllListeners('nonza')
    },
    received: () => inbound,
    keep: () =>
      resumable && sm.id !== '' && parts.entity.jid
        ? {
            id: sm.id,
            jid: parts.entity.jid.toString(),
            inbound,
            outbound: sm.outbound,
            queue: [...sm.outbound_q],
          }
        : undefined,
    abandon,
  }
}

function isTrue(text: string | undefined): boolean {
  return text === 'true' || text === '1'
}
