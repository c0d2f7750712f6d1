// What a change costs on the wire: as much as changes, whatever the size of the roster.
import { describe, expect, it } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { Effect } from '../../../shared/visibility/effects'
import type { Entity } from '../../../shared/privacy/evaluate'
import { step } from '../../../shared/visibility/engine'
import type { Policy } from '../../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import { flow } from './flow'

function crowd(size: number): Entity[] {
  return Array.from({ length: size }, (_, index) => ({
    jid: `p${String(index)}@shire.example`,
    groups: [index % 2 === 0 ? 'Even' : 'Odd'],
    subscription: 'both' as const,
  }))
}

/** How many stanzas, rules and addressees the change of a wish comes to. */
function cost(size: number, before: Policy, after: Policy): number {
  const { signIn, wish, effects } = flow({ people: crowd(size), policy: before })
  signIn()
  const mark = effects.length
  wish(after)
  return effects.slice(mark).reduce((sum, effect) => sum + weight(effect), 0)
}

function weight(effect: Effect): number {
  switch (effect.kind) {
    case 'set-list':
      return 1 + effect.items.length
    case 'set-active':
      return 1 + (effect.telling?.length ?? 0) + (effect.showing?.to.length ?? 0)
    case 'directed':
    case 'probe':
      return effect.to.length
    default:
      return 1
  }
}

const one = { type: 'jid', value: 'p7@shire.example' as BareJid } as const
const three = ['p1', 'p2', 'p3'].reduce(
  (policy, name) =>
    withException(policy, { type: 'jid', value: `${name}@shire.example` as BareJid }, true),
  invisibleToAll,
)

describe('a change of the wish costs the same for 10 contacts and for 10,000', () => {
  it.each<[string, Policy, Policy]>([
    ['hiding from one', visibleToAll, withException(visibleToAll, one, false)],
    ['letting one see', invisibleToAll, withException(invisibleToAll, one, true)],
    ['letting one more see', three, withException(three, one, true)],
    ['hiding from everybody', visibleToAll, invisibleToAll],
  ])('%s', (_, before, after) => {
    expect(cost(10_000, before, after)).toBe(cost(10, before, after))
  })
})

it('a burst of contacts who come online makes the engine compute nothing', () => {
  const people = crowd(2000)
  const { signIn, state } = flow({ people, policy: three })
  signIn()
  const rest = state()
  for (const { jid } of people) {
    const { state: after, effects } = step(rest, { type: 'contact-appeared', jid }, 0)
    expect(after).toBe(rest)
    expect(effects).toEqual([])
  }
})
