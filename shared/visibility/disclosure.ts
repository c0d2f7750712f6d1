// What an outgoing stanza would disclose, and to whom: pass, drop or rewrite, with the reason. Every stanza is judged
// here before it leaves (the outbox asks); nothing that is not listed passes.
import type { Effect } from './effects'

/** The facts of an outgoing stanza that matter. `to` is the bare address; null goes to the own server. */
export type Outgoing =
  | {
      readonly kind: 'presence'
      readonly type: 'available' | 'unavailable' | 'probe' | 'other'
      readonly to: string | null
    }
  | { readonly kind: 'message'; readonly to: string | null; readonly body: boolean }
  | {
      readonly kind: 'iq'
      readonly type: 'get' | 'set' | 'result' | 'error'
      readonly to: string | null
    }

/** What the gate must know of the moment. */
export interface Standing {
  /** The own bare address. */
  readonly self: string
  /** The domain of the own server. */
  readonly domain: string
  /** What the visibility engine has asked for and waits for; nothing else may send presence. */
  readonly asked: Effect | null
  /** Whether the session is being ended and its presence is out. */
  readonly leaving: boolean
  /** Whether the server confirmed that this bare address is shown the user's presence. */
  readonly sees: (jid: string) => boolean
}

/** The judgement. `absent` means: answer as the server does for a resource that is not there. */
export type Verdict =
  | { readonly action: 'pass' }
  | { readonly action: 'drop'; readonly reason: string }
  | { readonly action: 'rewrite'; readonly as: 'absent'; readonly reason: string }

const pass: Verdict = { action: 'pass' }

/** Judges one outgoing stanza. */
export function judge(stanza: Outgoing, standing: Standing): Verdict {
  switch (stanza.kind) {
    case 'presence':
      return judgePresence(stanza, standing)
    case 'message':
      // A message with words is the user's own act, told beside the composer; anything else is automatic.
      if (stanza.body || serves(stanza.to, standing)) return pass
      return drop('an automatic message would show that you are here')
    case 'iq':
      if (serves(stanza.to, standing)) return pass
      if (stanza.type === 'result' || stanza.type === 'error') {
        const reason = 'an answer would show that you are here'
        return { action: 'rewrite', as: 'absent', reason }
      }
      return drop('a request would show that you are here')
  }
}

// That party is dealt with openly: the server, the own devices, people who see the user.
function serves(to: string | null, standing: Standing): boolean {
  return to === null || to === standing.self || to === standing.domain || standing.sees(to)
}

function judgePresence(
  { type, to }: Outgoing & { kind: 'presence' },
  { asked, leaving }: Standing,
): Verdict {
  if (type === 'unavailable' && to === null && leaving) return pass
  switch (asked?.kind) {
    case 'presence':
      if (type === 'available' && to === null) return pass
      break
    case 'unavailable':
      if (type === 'unavailable' && to === null) return pass
      break
    case 'directed':
      if (type === (asked.presence ? 'available' : 'unavailable') && names(asked.to, to))
        return pass
      break
    case 'probe':
      if (type === 'probe' && names(asked.to, to)) return pass
  }
  return drop('presence that the visibility rules did not ask for')
}

function names(people: readonly string[], to: string | null): boolean {
  return to !== null && people.includes(to)
}

function drop(reason: string): Verdict {
  return { action: 'drop', reason }
}
