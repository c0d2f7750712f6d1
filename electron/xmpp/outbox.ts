// The one gate to the wire: every stanza leaves through here, after it was judged. There is no second path.
import type { Element } from '@xmpp/xml'
import { appError } from '../../shared/errors'
import type { Result } from '../../shared/result'
import { err } from '../../shared/result'
import type { AbsentForm } from './absent'
import { absentReply } from './absent'
import type { Sign } from './signs'
import { withoutSigns } from './signs'
import type { StanzaFacts } from './stanza'
import { factsOf } from './stanza'

/**
 * What the judge may say. `ask`: not before the user said yes. `absent`: answer as for a resource that is not there.
 * `words`: without these signs.
 */
export type Judgement =
  | { readonly action: 'pass' }
  | { readonly action: 'ask' | 'drop'; readonly reason: string }
  | { readonly action: 'rewrite'; readonly as: 'absent'; readonly reason: string }
  | {
      readonly action: 'rewrite'
      readonly as: 'words'
      readonly without: readonly Sign[]
      readonly reason: string
    }

/** What the outbox needs: a judge, a wire, and someone to tell what was held back. */
export interface OutboxOptions {
  readonly judge: (stanza: StanzaFacts) => Judgement
  readonly write: (stanza: Element) => Promise<Result<void>>
  /** The form of the answer to that for a resource that is not there; null where there is none. */
  readonly absentForm: (asked: Element) => Promise<AbsentForm | null>
  readonly heldBack: (stanza: StanzaFacts, reason: string) => void
  /** Told of every stanza that leaves, and of every one that does not, with the reason. */
  readonly seen: (stanza: Element, held: string | null, answering?: Answering) => void
}

/** What a stanza answers. */
export interface Answering {
  readonly request: Element
  /** Whether the answer of a resource that is not there goes out in the place of ours. */
  readonly absent: boolean
}

/** The gate. */
export interface Outbox {
  /** Sends a stanza if it may leave; `gate-asks` where the user must say yes first, else `gate-held`. */
  send(stanza: Element): Promise<Result<void>>
  /** Whether the user must say yes before this may leave. Nothing is sent, and nobody is told. */
  asks(stanza: Element): boolean
  /** Sends the answer to a request, or what is answered where nobody is there. */
  reply(request: Element, answer: Element): Promise<Result<void>>
  /** Of the last stanzas of a session, those that may leave. */
  lastWords(stanzas: readonly Element[]): Element[]
  /** Whether a stanza from the resumption queue may be sent again (XEP-0198 s.5): only what a person wrote. */
  mayResend(stanza: Element): boolean
}

const unfit: Judgement = {
  action: 'drop',
  reason: 'not a stanza, or to an address that is none',
}

/** Builds the gate in front of a connection. */
export function createOutbox({ judge, write, absentForm, heldBack, seen }: OutboxOptions): Outbox {
  const judged = (stanza: Element): Judgement => {
    const facts = factsOf(stanza)
    return facts ? judge(facts) : unfit
  }

  // What is left of a message is judged again, as if it had been written so.
  const fitted = (stanza: Element): Element => {
    const verdict = judged(stanza)
    const strips = verdict.action === 'rewrite' && verdict.as === 'words'
    return strips ? withoutSigns(stanza, verdict.without) : stanza
  }

  const verdictOn = (stanza: Element, request?: Element): Judgement => {
    const facts = factsOf(stanza)
    const verdict = facts ? judge(facts) : unfit
    if (facts && verdict.action !== 'pass') heldBack(facts, verdict.reason)
    const answering = request && { request, absent: verdict.action === 'rewrite' }
    seen(stanza, verdict.action === 'pass' ? null : verdict.reason, answering)
    return verdict
  }

  const held = (reason: string): Result<void> => err(appError('gate-held', reason))

  return {
    send: async (given) => {
      const stanza = fitted(given)
      const verdict = verdictOn(stanza)
      if (verdict.action === 'ask') return err(appError('gate-asks'))
      return verdict.action === 'pass' ? write(stanza) : held(verdict.reason)
    },
    asks: (stanza) => judged(stanza).action === 'ask',
    reply: async (request, answer) => {
      const verdict = verdictOn(answer, request)
      if (verdict.action === 'pass') return write(answer)
      if (verdict.action !== 'rewrite' || verdict.as !== 'absent') return held(verdict.reason)
      const form = await absentForm(request)
      if (form === null) return held(verdict.reason)
      const absent = absentReply(request, form)
      seen(absent, null, { request, absent: true })
      return write(absent)
    },
    lastWords: (stanzas) => stanzas.filter((stanza) => verdictOn(stanza).action === 'pass'),
    mayResend: (stanza) => stanza.name === 'message' && verdictOn(stanza).action === 'pass',
  }
}
