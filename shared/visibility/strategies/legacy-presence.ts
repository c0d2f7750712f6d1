// Visibility by invisible presence: XEP-0018. Not compliant, and only by explicit choice: one server in use forwards
// the unknown type to every contact, so that it is used only after the server proved to honour it.
import { nextCovered, takeBack } from './directed'
import { endCommand, uncloak } from './steps'
import type { Strategy } from './strategy'
import { effect } from './strategy'

/** The strategy. */
export const legacyPresence: Strategy = {
  id: 'legacy-presence',
  supported: ({ server }) => server.legacy,
  probe: { kind: 'prove-legacy' },
  next: (state) =>
    nextCovered(state, {
      cover: (covered) =>
        endCommand(covered) ??
        takeBack(covered) ??
        (covered.server.cloak === 'legacy' ? null : effect({ kind: 'legacy-invisible' })),
      uncover: uncloak,
      seesOthers: true,
    }),
}
