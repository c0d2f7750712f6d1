// What the strategies without lists have in common: the server shows the session to nobody, and whoever may see the
// user is sent presence directly (RFC 6121 s.4.6). They differ in how the session is covered.
import type { BareJid } from '../../jid'
import { isTrivial } from '../../privacy/compose'
import type { Entity } from '../../privacy/evaluate'
import { jidFits } from '../../privacy/evaluate'
import { around } from '../../privacy/surroundings'
import { acting } from '../acts'
import { mayReceive } from '../audience'
import { allows } from '../policy'
import type { EngineState } from '../state'
import { inForce, isOut, outletOf, samePresence } from '../state'
import { giveBack, learn, verify } from './lists'
import type { Roster } from './steps'
import { askable, hideFrom, showAll, shownBut, subscribers } from './steps'
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
    return (
      how.uncover(state) ??
      partingBlocked(state, roster) ??
      acting(state) ??
      showAll(state, roster, around(rules, state.blocked, [])) ??
      verify(server)
    )
  }
  return (
    how.cover(state) ??
    probing(state, roster, how) ??
    hiding(state, roster) ??
    acting(state) ??
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
  const to = askable(roster).map((person) => person.jid as BareJid)
  return to.length === 0 ? null : effect({ kind: 'probe', to })
}

// Whoever is blocked is told by the server that the user went, but not by every server (ejabberd, measured).
function partingBlocked({ server, session, blocked }: EngineState, roster: Roster): NextStep {
  if (session?.quietBlocks !== true) return null
  const open = outletOf(inForce(server) ?? [], server)
  const isBlocked = ({ jid }: Entity): boolean =>
    blocked.some((one) => jidFits(one, jid, server.reading))
  const parted = shownBut(server, roster, (person) => isBlocked(person) && open(person))
  return parted.length === 0
    ? null
    : effect({ kind: 'directed', to: parted as BareJid[], presence: null })
}

// Only those who can be reached: the user's own rules may stand between.
function hiding(state: EngineState, roster: Roster): NextStep {
  const { server, policy, blocked } = state
  const open = outletOf(inForce(server) ?? [], server)
  const isBlocked = ({ jid }: Entity): boolean =>
    blocked.some((one) => jidFits(one, jid, server.reading))
  const due = (person: Entity): boolean =>
    allows(policy, person) && mayReceive(person) && !isBlocked(person)
  const hidden = shownBut(server, roster, (person) => !due(person) && open(person))
  return hideFrom(server, hidden, [])
}

function showing({ server, policy, presence, blocked }: EngineState, roster: Roster): NextStep {
  const open = outletOf(around(inForce(server) ?? [], blocked, []), server)
  const current = server.told !== null && samePresence(presence, server.told)
  const to = subscribers(roster)
    .filter((person) => allows(policy, person) && open(person))
    .filter((person) => !current || !server.shown.has(person.jid))
    .map((person) => person.jid as BareJid)
  return to.length === 0 ? null : effect({ kind: 'directed', to, presence })
}
