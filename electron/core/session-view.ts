// What of an account's view its session knows.
import type { AccountView } from '../../shared/model'

/** What of the account's view the session itself knows. */
export type SessionView = Pick<
  AccountView,
  | 'connection'
  | 'certificate'
  | 'serverInfo'
  | 'presence'
  | 'visibility'
  | 'rosterLoaded'
  | 'requests'
  | 'blocked'
  | 'waitingActs'
  | 'roomServices'
  | 'decloaked'
>
