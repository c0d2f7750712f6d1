// A profile says who sees the user, and as what: both change in one go, in every strategy, from any profile to any other.
import { describe, expect, it } from 'vitest'
import type { OwnPresence } from '../../../shared/model'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { Policy } from '../../../shared/visibility/policy'
import {
  allows,
  invisibleToAll,
  visibleToAll,
  withException,
} from '../../../shared/visibility/policy'
import { flow, here } from './flow'

const people: readonly Entity[] = ['Kin', 'Work', 'Work'].map((group, n) => ({
  jid: `${'abc'.charAt(n)}@shire.example`,
  groups: [group],
  subscription: 'both',
}))
const kin = { type: 'group', value: 'Kin' } as const
const policies: readonly (readonly [string, Policy])[] = [
  ['seen by all', visibleToAll],
  ['seen by all but kin', withException(visibleToAll, kin, false)],
  ['seen by kin alone', withException(invisibleToAll, kin, true)],
  ['seen by nobody', invisibleToAll],
]
const switches = policies.flatMap(([from, old]) =>
  policies.map(([to, policy]) => [from, to, old, policy] as const),
)
const reading: OwnPresence = { show: 'dnd', status: 'a novel', priority: 0 }

describe.each([
  'privacy-lists',
  'invisible-command',
  'directed-presence',
  'legacy-presence',
] as const)('by %s', (choice) => {
  describe.each(switches)('from "%s" to "%s"', (_from, _to, old, policy) => {
    const switched = (presence?: OwnPresence) => {
      const began = flow({
        people,
        supportsCommand: true,
        legacy: 'honoured-until-visible',
        policy: old,
        choice,
      })
      began.signIn()
      const before = began.server.deliveries.length
      began.tell({ type: 'policy-changed', policy, ...(presence && { presence }) })
      expect(began.phase()).toBe('confirmed')
      const told = began.server.deliveries.slice(before)
      return (who: Entity) =>
        told.filter(({ to }) => to === who.jid).map(({ presence: shown }) => shown)
    }

    it('everybody is shown the new availability, or nothing', () => {
      const told = switched(reading)
      for (const who of people) {
        const shown = told(who).filter((presence) => presence !== null)
        expect(new Set(shown)).toEqual(new Set(allows(policy, who) ? [reading] : []))
        expect(told(who).at(-1)).toEqual(
          allows(policy, who) ? reading : allows(old, who) ? null : undefined,
        )
      }
    })

    it.runIf(choice === 'privacy-lists')('whoever sees no change is told nothing', () => {
      const told = switched()
      for (const who of people) {
        const change = allows(policy, who) ? [here] : [null]
        expect(told(who)).toEqual(allows(policy, who) === allows(old, who) ? [] : change)
      }
    })
  })
})
