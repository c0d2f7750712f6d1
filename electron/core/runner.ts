// Runs the visibility engine's effects on the wire, one at a time, and says what came of each.
import { appError } from '../../shared/errors'
import type { FullJid } from '../../shared/jid'
import { domainOf } from '../../shared/jid'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Effect, EffectReply } from '../../shared/visibility/effects'
import type { Iq } from '../xmpp/iq'
import { setCloak } from '../xmpp/invisible-command'
import { legacyPresence } from '../xmpp/legacy-presence'
import type { Outbox } from '../xmpp/outbox'
import { isAlone } from '../xmpp/own-sessions'
import { ping } from '../xmpp/ping'
import { available, probe, subscription, unavailable } from '../xmpp/presence'
import {
  getList,
  getNames,
  removeList,
  setActive,
  setDefault,
  setList,
} from '../xmpp/privacy-lists'
import type { LegacyProof } from './legacy-proof'

/** Runs one effect. Never rejects; a failure's code is the stanza error's condition, `timeout` or `offline`. */
export type Runner = (effect: Effect) => Promise<Result<EffectReply>>

const done: Result<EffectReply> = ok({ kind: 'done' })

/** What a runner works with. */
export interface RunnerOptions {
  readonly iq: Iq
  readonly outbox: Outbox
  readonly self: FullJid
  /** Lets the server prove that it honours invisible presence (XEP-0018). */
  readonly prove: LegacyProof['prove']
}

/** Builds a runner over one session. */
export function createRunner({ iq, outbox, self, prove }: RunnerOptions): Runner {
  const sendAll = async (stanzas: readonly ReturnType<typeof probe>[]) => {
    const results = await Promise.all(stanzas.map((stanza) => outbox.send(stanza)))
    const failed = results.find((result) => !result.ok)
    if (!failed || failed.ok) return done
    // A write that fails means that the stream is gone; only the gate's own refusal is something else.
    return failed.error.code === 'gate-held'
      ? failed
      : err(appError('offline', failed.error.detail))
  }

  return async (effect) => {
    switch (effect.kind) {
      case 'get-names': {
        const reply = await getNames(iq)
        return reply.ok ? ok({ kind: 'names', ...reply.value }) : reply
      }
      case 'get-list': {
        const reply = await getList(iq, effect.name)
        return reply.ok ? ok({ kind: 'items', items: reply.value }) : reply
      }
      case 'set-list': {
        const reply = await setList(iq, effect.name, effect.items)
        return reply.ok ? done : reply
      }
      case 'set-active': {
        const { choice, telling = [], showing } = effect
        const before = sendAll(telling.map((jid) => unavailable(jid)))
        const chosen = setActive(iq, choice)
        const after = sendAll(showing?.to.map((jid) => available(showing.presence, jid)) ?? [])
        const [told, reply, shown] = await Promise.all([before, chosen, after])
        const failed = [told, reply, shown].find((result) => !result.ok)
        return failed && !failed.ok ? failed : done
      }
      case 'remove-list': {
        if (effect.alone && !(await isAlone(iq, self))) return err(appError('conflict'))
        const reply = await removeList(iq, effect.name)
        return reply.ok ? done : reply
      }
      case 'set-default': {
        const reply = await setDefault(iq, effect.choice)
        return reply.ok ? done : reply
      }
      case 'cloak': {
        const reply = await setCloak(iq, effect.on)
        return reply.ok ? done : reply
      }
      case 'legacy-invisible':
        return sendAll([legacyPresence({ type: 'invisible', to: null })])
      case 'legacy-visible':
        return sendAll([legacyPresence({ type: 'visible', to: null })])
      case 'prove-legacy': {
        const proved = await prove(self, (stanza) => sendAll([stanza]))
        return proved.ok ? ok({ kind: 'proof', honoured: proved.value }) : proved
      }
      case 'sync': {
        const reply = await ping(iq, domainOf(self))
        return reply.ok ? done : reply
      }
      case 'probe':
        return sendAll(effect.to.map((jid) => probe(jid)))
      case 'subscription':
        return sendAll([subscription(effect.act, effect.to)])
      case 'presence':
        return sendAll([available(effect.presence)])
      case 'unavailable':
        return sendAll([unavailable()])
      case 'directed': {
        const { to, presence } = effect
        return sendAll(to.map((jid) => (presence ? available(presence, jid) : unavailable(jid))))
      }
    }
  }
}
