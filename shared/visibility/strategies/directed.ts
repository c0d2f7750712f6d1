// What the strategies without lists have in common: the server shows the session to nobody, and whoever may see the
// user is sent presence directly (RFC 6121 s.4.6). They differ in how the session is covered.
import type { BareJid } from '../../jid'
import { isTrivial } from '../../privacy/compose'
import { allows } from '../policy'
import type { EngineState } from '../state'
import { inForce, isOut, outletOf, samePresence } from '../state'
import { giveBack, learn, verify } from './lists'
import type { Roster } from './steps'
import { hideFrom, showAll, shownBut, subscribers } from './steps'
import type { NextStep } from './strategy'
import { effect } from './strategy'

/** How a strategy covers the session and uncovers it; each is null where nothing is left to do for it. */
export interface Cover {
  readonly cover: (state: EngineState) => NextStep
  readonly uncover: (state: EngineState) => NextStep
  /** Whether the server still sends us the presence of others while covered. */
  readonly seesOthers: boolean
}

/** The next step of a strategy that covers the session so. */
export function nextCovered(state: EngineState, how: Cover): NextStep {
  const { roster, policy, server } = state
  if (roster === null) return null
  const prepared = learn(state) ?? giveBack(state)
  if (prepared !== null) return prepared
  const rules = inForce(server) ?? []
  if (isTrivial(policy)) {
    return how.uncover(state) ?? showAll(state, roster, rules) ?? verify(server)
  }
  return (
    how.cover(state) ??
    probing(state, roster, how) ??
    hiding(state, roster) ??
    showing(state, roster) ??
    verify(server)
  )
}

/** Covers by taking broadcast presence back. */
export function takeBack({ server }: EngineState): NextStep {
  return isOut(server) ? effect({ kind: 'unavailable' }) : null
}

function probing({ server }: EngineState, roster: Roster, { seesOthers }: Cover): NextStep {
  if (seesOthers || server.probed) return null
  const to = [...roster.values()]
    .filter(({ subscription }) => subscription === 'to' || subscription === 'both')
    .map((person) => person.jid as BareJid)
  return to.length === 0 ? null : effect({ kind: 'probe', to })
}

function hiding({ server, policy }: EngineState, roster: Roster): NextStep {
  return hideFrom(
    server,
    shownBut(server, roster, (person) => !allows(policy, person)),
  )
}

function showing({ server, policy, presence }: EngineState, roster: Roster): NextStep {
  const letsOut = outletOf(inForce(server) ?? [])
  const current = server.told !== null && samePresence(presence, server.told)
  const to = subscribers(roster)
    .filter((person) => allows(policy, person) && letsOut(person))
    .filter((person) => !current || !server.shown.has(person.jid))
    .map((person) => person.jid as BareJid)
  return to.length === 0 ? null : effect({ kind: 'directed', to, presence })
}
