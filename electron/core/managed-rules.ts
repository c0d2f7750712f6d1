// What the organisation's decisions mean for an account: what it uses instead of the user's choice, and why it may not
// sign in. Nobody who was hidden is shown by a decision: they stay signed out until they choose to be seen.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import { bareJid, domainOf } from '../../shared/jid'
import type { ManagedView } from '../../shared/managed'
import type { ServerAddress } from '../../shared/model'
import type { AppError } from '../../shared/result'
import type { Policy } from '../../shared/visibility/policy'
import type { StoredAccount } from './settings-schema'
import { demoAccount } from './settings-schema'

/** What decides whether a session may begin. */
type SigningIn = Pick<StoredAccount, 'id' | 'jid' | 'server' | 'policy'>

/** The organisation's decisions, ready to be asked. */
export interface ManagedRules {
  readonly view: ManagedView | null
  /** What is in use of an account: the organisation's choices in place of the user's, which stay stored. */
  applied(stored: StoredAccount): StoredAccount
  /** Why such an account may not be used at all. */
  refusesAccount(jid: BareJid, server: ServerAddress): AppError | null
  /** Why the account may not sign in as it is. */
  refusesSignIn(account: SigningIn): AppError | null
  /** Why nobody may wish for that. */
  refusesPolicy(policy: Policy): AppError | null
  /** An error that says who decided. */
  refusal(code: string): AppError
}

/** Builds the rules. @param view null where no organisation decides anything */
export function managedRules(view: ManagedView | null): ManagedRules {
  const policy = view?.policy
  const domains = policy?.domains?.map((domain) => bareJid(domain) ?? domain)
  const refusal = (code: string): AppError => appError(code, policy?.organisation)

  const refusesServer = (server: ServerAddress): AppError | null => {
    if (view?.problem) return view.problem
    return policy?.requireTls && !isEncrypted(server) ? refusal('managed-tls') : null
  }
  const refusesAccount: ManagedRules['refusesAccount'] = (jid, server) => {
    const foreign = domains !== undefined && !domains.includes(domainOf(jid))
    return foreign ? refusal('managed-domain') : refusesServer(policy?.server ?? server)
  }
  const hidden = (wished: Policy): boolean => policy?.forbidInvisible === true && hides(wished)

  return {
    view,
    applied: (stored) =>
      policy === undefined
        ? stored
        : {
            ...stored,
            server: stored.id === demoAccount ? stored.server : (policy.server ?? stored.server),
            strategy: policy.strategy ?? stored.strategy,
            trusted: policy.requireTls ? [] : stored.trusted,
          },
    refusesAccount,
    refusesSignIn: ({ id, jid, server, policy: wished }) => {
      // The demo is nobody's account, on a server in this very process.
      const refused = id === demoAccount ? refusesServer(server) : refusesAccount(jid, server)
      return refused ?? (hidden(wished) ? refusal('managed-hidden') : null)
    },
    refusesPolicy: (wished) => (hidden(wished) ? refusal('managed-visible') : null),
    refusal,
  }
}

/** Whether a policy keeps anybody from seeing the user. */
function hides({ base, exceptions }: Policy): boolean {
  return base === 'invisible' || exceptions.some(({ sees }) => !sees)
}

// What is found by itself is never used without encryption.
function isEncrypted(server: ServerAddress): boolean {
  if (server.mode === 'manual') return server.security !== 'plain'
  return server.mode === 'auto' || server.url.startsWith('wss:')
}
