// Visibility by the invisible command: XEP-0186. `probe` is always given, so that contacts' presence keeps coming.
import { nextCovered } from './directed'
import { uncloak } from './steps'
import type { Strategy } from './strategy'
import { effect } from './strategy'

/** The strategy. */
export const invisibleCommand: Strategy = {
  id: 'invisible-command',
  supported: ({ server }) => server.command,
  // A session starts visible (s.3.2), so that asking for that changes nothing.
  probe: { kind: 'cloak', on: false },
  next: (state) =>
    nextCovered(state, {
      cover: ({ server }) =>
        server.cloak === 'command' ? null : effect({ kind: 'cloak', on: true }),
      uncover: uncloak,
      seesOthers: true,
    }),
}
