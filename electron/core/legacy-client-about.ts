// Where the user's own wish meets what a legacy client said: the newest word counts, and only about what it is about.
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import { rebaseLegacy } from '../../shared/visibility/legacy'
import type { LegacyState } from '../../shared/visibility/legacy-policy'
import type { Policy, Target } from '../../shared/visibility/policy'

/**
 * What the user's own wish was about: everybody, one target, or neither. What a client said of that is over.
 * `showing`: another set of rules, as by the clock; what a client said for being seen is over, what it hid stays hidden.
 */
export type About = 'base' | 'showing' | Target | null

/** Whether presence to that address, or to nobody in particular, is about the same. */
export function isAbout(about: About, to: string | null): boolean {
  if (about === null || to === null) return about === 'base' && to === null
  return isTarget(about) && about.type === 'jid' && about.value === bareJid(to)
}

/** Whether that is one target. */
export function isTarget(about: About): about is Target {
  return about !== null && about !== 'base' && about !== 'showing'
}

/**
 * The client's words on the user's new policy. What it said of everybody, or of that person, ends.
 * @returns the policy to wish for, and the state from then on; null where no client speaks
 */
export function rebase(
  state: LegacyState | null,
  own: Policy,
  about: About,
): { readonly policy: Policy; readonly rebased: LegacyState | null } {
  if (!state) return { policy: own, rebased: null }
  const { state: rebased, intents } = rebaseLegacy(without(state, about), own)
  const [intent] = intents
  return { policy: intent?.kind === 'policy' ? intent.policy : own, rebased }
}

function without(state: LegacyState, about: About): LegacyState {
  const people = new Map(state.people)
  if (isTarget(about) && about.type === 'jid') people.delete(about.value as BareJid)
  if (about === 'base')
    return { ...state, present: true, left: false, dozing: false, mode: 'own', people }
  if (about !== 'showing') return { ...state, people }
  const hidden = new Map([...people].filter(([, sees]) => !sees))
  return { ...state, mode: state.mode === 'visible' ? 'own' : state.mode, people: hidden }
}
