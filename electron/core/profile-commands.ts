// The commands about profiles.
import { appError } from '../../shared/errors'
import { exportProfiles, importProfiles } from '../../shared/profiles/exported'
import type { Profile } from '../../shared/profiles/profile'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Account, Accounts } from './accounts'
import type { CommandHandlers } from './dispatch'
import type { ManagedRules } from './managed-rules'
import type { StoredProfiles } from './profile-changes'
import { withPlan, withProfiles, withoutProfile } from './profile-changes'

/** Their handlers. */
export type ProfileHandlers = Pick<
  CommandHandlers,
  | 'profile.save'
  | 'profile.remove'
  | 'profile.switch'
  | 'profile.plan'
  | 'profile.export'
  | 'profile.import'
>

/** Builds their handlers. Only a switch changes who sees the user. */
export function profileCommands(
  accounts: Pick<Accounts, 'get'>,
  managed: Pick<ManagedRules, 'refusesPolicy'>,
): ProfileHandlers {
  const on = <T>(id: string, act: (account: Account) => Result<T>): Result<T> => {
    const found = accounts.get(id)
    return found.ok ? act(found.value) : found
  }

  const refused = (profiles: readonly Profile[]): AppError | null => {
    for (const { policy } of profiles) {
      const error = managed.refusesPolicy(policy)
      if (error) return error
    }
    return null
  }

  return {
    'profile.save': ({ account: id, profile }) =>
      on(id, (account) => {
        const error = refused([profile])
        if (error) return err(error)
        const changed = withProfiles(account.stored(), [profile])
        return changed.ok ? changeTo(account, changed.value) : changed
      }),
    'profile.remove': ({ account: id, profile }) =>
      on(id, (account) => {
        const stored = account.stored()
        if (!stored.profiles.some((other) => other.id === profile)) {
          return err(appError('not-found'))
        }
        return changeTo(account, withoutProfile(stored, profile))
      }),
    'profile.switch': ({ account: id, profile }) =>
      on(id, ({ profiles }) => profiles.switchTo(profile)),
    'profile.plan': ({ account: id, schedule, signIn }) =>
      on(id, (account) => changeTo(account, withPlan(account.stored(), schedule, signIn))),
    'profile.export': ({ account: id }) =>
      on(id, ({ stored }) => ok({ text: exportProfiles(stored()) })),
    'profile.import': ({ account: id, text }) =>
      on(id, (account) => {
        const read = importProfiles(text)
        if (!read.ok) return read
        const error = refused(read.value.profiles)
        if (error) return err(error)
        const added = withProfiles(account.stored(), read.value.profiles)
        if (!added.ok) return added
        const { schedule } = read.value
        return changeTo(account, withPlan(added.value, schedule, added.value.signInProfile))
      }),
  }
}

function changeTo({ profiles }: Account, changed: StoredProfiles): Result<null> {
  profiles.change(changed)
  return ok(null)
}
