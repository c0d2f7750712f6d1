// The organisation's decisions, in front of the commands: what it forbids is refused before anything happens.
import { bareJid } from '../../shared/jid'
import { forbids } from '../../shared/managed'
import type { AppError, Result } from '../../shared/result'
import { err } from '../../shared/result'
import { understood } from '../../shared/visibility/legacy-stanza'
import { readTyped } from '../xmpp/console-stanza'
import type { Accounts } from './accounts'
import type { CommandHandlers } from './dispatch'
import type { ManagedRules } from './managed-rules'

type Handlers<N extends keyof CommandHandlers> = Pick<CommandHandlers, N>

/** The handlers, behind the organisation's decisions. */
export function guardCommands(
  handlers: CommandHandlers,
  accounts: Pick<Accounts, 'get'>,
  rules: ManagedRules,
): CommandHandlers {
  const { view } = rules
  if (view === null) return handlers
  return {
    ...handlers,
    ...entries(handlers, rules),
    ...hiding(handlers, accounts, rules),
    ...others(handlers, rules),
  }
}

/** How an account comes to be used. */
function entries(
  handlers: CommandHandlers,
  rules: ManagedRules,
): Handlers<'account.add' | 'observer.sign-in' | 'demo.start' | 'account.trust'> {
  const { view } = rules
  const foreign = (jid: string, server: Parameters<ManagedRules['refusesAccount']>[1]) => {
    const bare = bareJid(jid.trim())
    return bare ? rules.refusesAccount(bare, server) : (view?.problem ?? null)
  }
  return {
    'account.add': unless(
      ({ jid, server, signInInvisible }) =>
        foreign(jid, server) ?? (signInInvisible ? invisible(rules) : null),
      handlers['account.add'],
    ),
    'observer.sign-in': unless(
      ({ jid, server }) => foreign(jid, server),
      (payload) =>
        handlers['observer.sign-in']({ ...payload, server: view?.policy.server ?? payload.server }),
    ),
    'demo.start': unless(
      ({ signInInvisible }) =>
        view?.problem ??
        (view?.policy.requireTls ? rules.refusal('managed-tls') : null) ??
        (signInInvisible ? invisible(rules) : null),
      handlers['demo.start'],
    ),
    'account.trust': unless(
      () => (view?.policy.requireTls ? rules.refusal('managed-tls') : null),
      handlers['account.trust'],
    ),
  }
}

/** How somebody comes to be hidden, and how they are seen again. */
function hiding(
  handlers: CommandHandlers,
  accounts: Pick<Accounts, 'get'>,
  rules: ManagedRules,
): Handlers<
  | 'account.sign-in'
  | 'visibility.go-invisible'
  | 'visibility.hide-from'
  | 'visibility.go-visible'
  | 'console.send'
  | 'self-test.run'
> {
  const refused = (): AppError | null => invisible(rules)
  return {
    'account.sign-in': unless(
      ({ signInInvisible }) => (signInInvisible ? refused() : null),
      handlers['account.sign-in'],
    ),
    'visibility.go-invisible': unless(refused, handlers['visibility.go-invisible']),
    'visibility.hide-from': unless(refused, handlers['visibility.hide-from']),
    // It hides, for a moment, to look whether that works.
    'self-test.run': unless(refused, handlers['self-test.run']),
    'console.send': unless(
      ({ xml }) => (saysHide(xml) ? refused() : null),
      handlers['console.send'],
    ),
    'visibility.go-visible': (payload) => {
      const found = accounts.get(payload.account)
      if (!rules.view?.policy.forbidInvisible || !found.ok)
        return handlers['visibility.go-visible'](payload)
      // Where hiding is forbidden, to be seen is to be seen by everybody.
      const { policy } = found.value.stored()
      const exceptions = policy.exceptions.filter(({ sees }) => sees)
      found.value.store({ signInInvisible: false })
      found.value.setPolicy({ ...policy, base: 'visible', exceptions }, 'base')
      return handlers['visibility.go-visible'](payload)
    },
  }
}

/** What else is decided. */
function others(
  handlers: CommandHandlers,
  rules: ManagedRules,
): Handlers<'visibility.choose' | 'settings.set' | 'bridge.password'> {
  const { view } = rules
  const strategy = view?.policy.strategy
  const bridge = (): AppError | null =>
    forbids(view, 'forbidBridge') ? (view?.problem ?? rules.refusal('managed-bridge')) : null
  const updates = (): AppError | null =>
    forbids(view, 'forbidUpdates') ? (view?.problem ?? rules.refusal('managed-updates')) : null
  return {
    'visibility.choose': unless(
      ({ choice }) =>
        strategy !== undefined && choice !== strategy ? rules.refusal('managed-strategy') : null,
      handlers['visibility.choose'],
    ),
    'settings.set': unless(
      ({ bridge: chosen, desktop }) =>
        (chosen?.on ? bridge() : null) ?? (desktop?.updates ? updates() : null),
      handlers['settings.set'],
    ),
    'bridge.password': unless(bridge, handlers['bridge.password']),
  }
}

function unless<P, R>(
  refuse: (payload: P) => AppError | null,
  handler: (payload: P) => R,
): (payload: P) => R | Result<never> {
  return (payload) => {
    const error = refuse(payload)
    return error ? err(error) : handler(payload)
  }
}

function invisible({ view, refusal }: ManagedRules): AppError | null {
  return view?.policy.forbidInvisible ? refusal('managed-visible') : null
}

// Presence that takes the user out of somebody's sight, as an old-style client says it (XEP-0018).
function saysHide(xml: string): boolean {
  const typed = readTyped(xml)
  if (!typed.ok || typed.value.kind !== 'presence') return false
  const { type } = understood(typed.value.presence)
  return type === 'invisible' || type === 'unavailable'
}
