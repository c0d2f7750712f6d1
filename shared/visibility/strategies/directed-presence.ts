// Visibility by directed presence alone: RFC 6121 s.4.6, "Playing Casper in Openfire 3.5.0". The session is never
// available to the server; whoever may see the user is sent presence directly.
import { nextCovered, takeBack } from './directed'
import { endCommand, uncloak } from './steps'
import type { Strategy } from './strategy'

/** The strategy. Any server will do. */
export const directedPresence: Strategy = {
  id: 'directed-presence',
  supported: () => 'yes',
  probe: { kind: 'sync' },
  next: (state) =>
    nextCovered(state, {
      // A session that is hidden by invisible presence already stays so: ending that would show it.
      cover: (state) => endCommand(state) ?? takeBack(state),
      uncover: uncloak,
      seesOthers: false,
    }),
}
