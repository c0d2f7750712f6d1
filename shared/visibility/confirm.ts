// What an answered effect means for what the server holds: the only place where that knowledge grows.
import { appError } from '../errors'
import type { PrivacyItem } from '../privacy/list'
import { declined, sameChoice, sameItems } from '../privacy/list'
import { acted } from './acts'
import { perhapsShown, toldOfEnd } from './doubt'
import type { Effect, EffectReply } from './effects'
import {
  answered,
  failed,
  forgetful,
  put,
  withServer,
  without,
  withoutCommand,
} from './known-server'
import { forget, forgetAllBut } from './noted'
import { mayHaveCome, reached, receivers, takenBack } from './reach'
import type { EngineState, ServerState } from './state'
import { inForce, isOut } from './state'
import { isOurs } from './strategies/lists'

/** The state after an effect succeeded. */
export function confirm(state: EngineState, effect: Effect, reply: EffectReply): EngineState {
  const { server } = state
  switch (effect.kind) {
    case 'get-names':
      return reply.kind === 'names' ? named(state, reply) : state
    case 'get-list':
      return reply.kind === 'items' ? read(state, effect.name, reply.items) : state
    case 'set-list': {
      const written = { name: effect.name, items: effect.items }
      return withServer(state, { written, lists: put(server, effect.name, null) })
    }
    case 'remove-list':
      return withServer(forget(state, effect.name), { lists: without(server, effect.name) })
    case 'set-active': {
      const back = withServer(state, toldOfEnd(state, effect.telling ?? []))
      const to = effect.showing?.to ?? []
      const after = withServer(back, {
        shown: back.server.shown.union(new Set<string>(to)),
        active: effect.choice,
        chosen: 'active',
        verified: false,
      })
      const came = mayHaveCome(after, state.roster?.values() ?? [])
      // Who was moved by another device meanwhile may not have got it.
      const isSure = reached(after, to).length === to.length && came.length === 0
      return isSure ? after : withServer(after, perhapsShown(after.server, [...to, ...came]))
    }
    case 'set-default':
      return withServer(state, { default: effect.choice, chosen: 'default', verified: false })
    case 'cloak':
      return effect.on ? covered(state, 'command') : uncovered(state)
    case 'legacy-invisible':
      return covered(state, 'legacy')
    case 'legacy-visible':
      return withServer(state, {
        cloak: 'off',
        broadcast: 'unsure',
        shown: server.shown.union(new Set(receivers(state))),
        verified: false,
      })
    case 'prove-legacy':
      return withServer(state, {
        legacy: reply.kind === 'proof' && reply.honoured ? 'yes' : 'no',
      })
    case 'sync':
      return withServer(state, answered(server))
    case 'probe':
      return withServer(state, { probed: true })
    case 'subscription':
      return withServer(acted(state, effect), { acted: true })
    case 'presence':
      return withServer(state, {
        // Under rules that are not known just now nobody can say whom it reached: it is sent again under known ones.
        broadcast: inForce(server) === null ? 'unsure' : effect.presence,
        told: effect.presence,
        shown: server.shown.union(new Set(receivers(state))),
        verified: false,
      })
    case 'unavailable':
      return withServer(state, {
        broadcast: 'unavailable',
        told: null,
        // A server that perhaps hides the session tells nobody: whoever is shown is told once more, directly.
        ...(isCloakKnown(server) ? takenBack(state, server.shown) : {}),
        shownBefore: server.shown,
        verified: false,
      })
    case 'directed': {
      if (effect.presence === null) {
        return withServer(state, { ...toldOfEnd(state, effect.to), verified: false })
      }
      const sent = inForce(server) === null ? effect.to : reached(state, effect.to)
      const shown = server.shown.union(new Set<string>(sent))
      return withServer(state, { shown, told: effect.presence, verified: false })
    }
  }
}

function named(state: EngineState, reply: EffectReply & { kind: 'names' }): EngineState {
  const { server } = state
  const { active } = reply
  const before = typeof server.lists === 'string' ? new Map<string, null>() : server.lists
  // A list that was removed may still be named as chosen (ejabberd, measured): what is known of it is not so any more.
  const kept = (name: string) => (reply.names.includes(name) ? (before.get(name) ?? null) : null)
  const lists = new Map([...mentioned(reply)].map((name) => [name, kept(name)]))
  const found = isOurs(state, active) ? declined : active
  const restore = server.restore.kind === 'unknown' ? found : server.restore
  const known = withServer(forgetAllBut(state, reply.names), {
    lists,
    restore,
    active,
    default: reply.default,
    refusal: null,
    chosen: null,
    verified: true,
  })
  if (server.chosen === 'default' && !sameChoice(reply.default, server.default)) {
    return { ...known, scopeError: appError('default-refused') }
  }
  // While the choice was not known, whoever might be shown was counted already.
  if (server.active.kind === 'unknown' && isOut(server)) {
    return withServer(known, { broadcast: 'unsure', told: null })
  }
  if (server.active.kind === 'unknown' || sameChoice(active, server.active)) return known
  const surprised = surprise(known)
  return server.chosen === 'active'
    ? failed(forgetful(surprised), 'activation-not-confirmed')
    : surprised
}

// Other rules than believed were in force: presence that is out may have reached whom they let it reach.
function surprise(state: EngineState): EngineState {
  if (!isOut(state.server)) return state
  const shown = state.server.shown.union(new Set(receivers(state)))
  return withServer(state, { shown, broadcast: 'unsure', verified: false })
}

function mentioned(reply: EffectReply & { kind: 'names' }): Set<string> {
  const chosen = [reply.active, reply.default].flatMap((c) => (c.kind === 'named' ? [c.name] : []))
  return new Set([...reply.names, ...chosen])
}

/** The state after a list was read; one that is not there says nothing. */
export function read(state: EngineState, name: string, items: readonly PrivacyItem[]): EngineState {
  const { written } = state.server
  if (written?.name !== name) return withServer(state, { lists: put(state.server, name, items) })
  if (sameItems(written.items, items)) {
    return withServer(state, { lists: put(state.server, name, items), written: null })
  }
  const lists = put(state.server, name, null)
  return failed(withServer(state, { lists, written: null }), 'list-not-kept')
}

// The server tells those to whom presence was broadcast that the session went (XEP-0186 s.3.1, XEP-0018 s.3.3);
// whoever was sent presence directly is told by us.
function covered(state: EngineState, cloak: 'command' | 'legacy'): EngineState {
  const { server } = state
  const command = cloak === 'command' ? 'yes' : server.command
  const told = typeof server.broadcast === 'object' ? reached(state, server.shown) : []
  const shown = server.shown.difference(new Set(told))
  return withServer(state, {
    cloak,
    command,
    broadcast: 'none',
    shown,
    told: null,
    verified: false,
  })
}

function uncovered(state: EngineState): EngineState {
  return withServer(state, { cloak: withoutCommand(state), command: 'yes', verified: false })
}

function isCloakKnown({ cloak }: ServerState): boolean {
  return cloak !== 'unknown' && cloak !== 'any'
}
