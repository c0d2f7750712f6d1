// The commands about profiles.
import { appError } from '../../shared/errors'
import { err } from '../../shared/result'
import type { CommandHandlers } from './dispatch'

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

/** Builds their handlers. */
export function profileCommands(): ProfileHandlers {
  const refused = () => err(appError('not-found'))
  return {
    'profile.save': refused,
    'profile.remove': refused,
    'profile.switch': refused,
    'profile.plan': refused,
    'profile.export': refused,
    'profile.import': refused,
  }
}
