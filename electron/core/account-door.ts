// How an account comes to be signed in and to another profile, as far as the organisation lets it.
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Policy } from '../../shared/visibility/policy'
import { samePresence } from '../../shared/visibility/state'
import type { Clock } from './clock'
import type { ManagedRules } from './managed-rules'
import type { ProfileKeeper, ProfileKeeperOptions } from './profile-keeper'
import { createProfileKeeper } from './profile-keeper'
import type { Session } from './session'
import type { StoredAccount } from './settings-schema'

/** What a door needs. */
export interface AccountDoorOptions {
  readonly stored: () => StoredAccount
  readonly store: (change: Partial<StoredAccount>) => void
  readonly session: Pick<Session, 'own' | 'signIn' | 'signOut'>
  readonly managed: ManagedRules
  readonly clock: Clock
  readonly changed: () => void
  /** Another profile holds as far as is stored, and is wished next. */
  readonly switching: () => void
  /** Another profile holds, or nobody may hide as it does: the legacy clients of the account are to follow. */
  readonly switched: (next: { readonly policy: Policy; readonly allowed: boolean }) => void
}

/** The door. */
export interface AccountDoor {
  readonly profiles: ProfileKeeper
  /** Signs in, unless the organisation does not let it. */
  signIn(): Result<null>
  /** Why the organisation keeps the account signed out; null where it does not, or not any more. */
  refusal(): AppError | null
}

/** Builds it. */
export function createAccountDoor(options: AccountDoorOptions): AccountDoor {
  const { stored, store, session, managed, clock, changed, switching, switched } = options
  let refused = false

  const begin: ProfileKeeperOptions['begin'] = (
    { id: profile, policy, presence },
    why,
    followed = stored().followed,
  ) => {
    const error = managed.refusesPolicy(policy)
    if (error && why === 'hand') return err(error)
    const chosen = presence && !samePresence(presence, stored().presence) ? { presence } : {}
    store({ policy, profile, ...chosen, followed: why === 'hand' ? clock.now() : followed })
    switching()
    session.own.setPolicy(policy, 'base', chosen.presence)
    switched({ policy, allowed: !error })
    if (!error) return ok(null)
    // To be hidden was the wish: rather nobody sees them at all. Not from within a session that is just beginning.
    refused = true
    queueMicrotask(() => void session.signOut())
    return err(error)
  }

  return {
    profiles: createProfileKeeper({ stored, store, begin, clock, changed }),
    signIn: () => {
      const error = managed.refusesSignIn(stored())
      refused = error !== null
      changed()
      if (error) return err(error)
      session.signIn()
      return ok(null)
    },
    refusal: () => (refused ? managed.refusesSignIn(stored()) : null),
  }
}
