// The proof that a server honours invisible presence (XEP-0018 s.3.3): sent to the user alone, it must arrive as
// unavailable presence of this very session. First this session asks itself, since to open a second one leaves a trace on
// some servers; then a second one, whose address is new and known to nobody, so that nothing else can be the answer.
//
// A broadcast can never be part of it: a server that does not honour it would show that to every contact (jabberd2).
import type { FullJid } from '../../shared/jid'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import { legacyPresence } from '../xmpp/legacy-presence'
import type { Outbox } from '../xmpp/outbox'
import type { Witness, WitnessOptions } from './legacy-witness'
import { openWitness } from './legacy-witness'
import type { PresenceEcho } from './presence-echo'

/** How a stanza is sent. Errors: `offline`, `gate-held`. */
type Send = (stanza: Parameters<Outbox['send']>[0]) => Promise<Result<unknown>>

/** The proof. */
export interface LegacyProof {
  /** Whether the server has proved it. The type handed on as it is, an error, or silence: it has not. */
  prove(self: FullJid, send: Send): Promise<Result<boolean>>
  /** Ends the second session, if there is one just now. */
  stop(): Promise<void>
}

/** What is seen when a server honours it. */
const honoured = 'unavailable'

/** Builds the proof. @param next presence that this session is sent by an own address */
export function createLegacyProof(
  options: WitnessOptions,
  next: PresenceEcho['next'],
): LegacyProof {
  let witness: Witness | null = null

  return {
    stop: async () => witness?.close(),
    prove: async (self, send) => {
      const tried = async (to: FullJid, seen: PresenceEcho['next']): Promise<Result<boolean>> => {
        const answer = seen(self)
        const sent = await send(legacyPresence({ type: 'invisible', to }))
        return sent.ok ? ok((await answer) === honoured) : sent
      }
      const own = await tried(self, next)
      if (!own.ok || !own.value) return own
      const second = openWitness(options)
      witness = second
      const jid = await second.ready
      const proved = jid === null ? ok(false) : await tried(jid, second.next)
      await second.close()
      if (witness === second) witness = null
      return proved
    },
  }
}
