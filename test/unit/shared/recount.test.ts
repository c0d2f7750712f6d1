// Who has to be judged again after a change of rules: those it is about, and no more.
import { describe, expect, it } from 'vitest'
import { policyItems } from '../../../shared/privacy/compose'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { Policy, Target } from '../../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import { indexRoster, touchedBy } from '../../../shared/visibility/recount'
import { audience, recount, rulesOf } from '../../bench/audience'
import { contacts, policyOf } from '../../bench/crowd'
import { measure } from '../../bench/visibility'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'to' }
const cay: Entity = { jid: 'cay@west.shire.example', groups: ['Work', 'Kin'], subscription: 'both' }
const roster = indexRoster([ann, bob, cay])
const theAnn: Target = { type: 'jid', value: ann.jid }
const theBob: Target = { type: 'jid', value: bob.jid }

function touched(before: Policy, after: Policy): string[] {
  const people = touchedBy('presence-out', policyItems(before), policyItems(after), roster)
  return [...people].map(({ jid }) => jid.slice(0, 3)).sort()
}

describe('a change is about', () => {
  it.each<[Target, string[]]>([
    [theAnn, ['ann']],
    [{ type: 'domain', value: 'west.shire.example' }, ['cay']],
    [{ type: 'domain', value: 'example' }, ['ann', 'bob', 'cay']],
    [{ type: 'group', value: 'Work' }, ['bob', 'cay']],
    [{ type: 'subscription', value: 'to' }, ['bob']],
    [{ type: 'group', value: 'Nobody' }, []],
  ])('whom a new exception names: %o', (target, names) => {
    expect(touched(invisibleToAll, withException(invisibleToAll, target, true))).toEqual(names)
    expect(touched(withException(invisibleToAll, target, true), invisibleToAll)).toEqual(names)
  })

  it('whom an exception names that was turned over, though it moves past others', () => {
    const wish = withException(withException(invisibleToAll, theAnn, true), theBob, true)
    expect(touched(wish, withException(wish, theAnn, false))).toEqual(['ann'])
  })

  it('everybody, where the base is another', () => {
    expect(touched(visibleToAll, invisibleToAll)).toEqual(['ann', 'bob', 'cay'])
  })

  it('nobody, where the rules say the same by other numbers', () => {
    const wish = withException(invisibleToAll, theAnn, true)
    const items = policyItems(wish)
    expect(touchedBy('presence-out', items, rulesOf(wish), roster).size).toBe(0)
  })

  it('nobody, where only rules about other stanzas or below a fall-through differ', () => {
    const items = rulesOf(invisibleToAll)
    const below = { action: 'allow', order: 9, match: theAnn, kinds: [] } as const
    const other = { ...below, order: 0, kinds: ['message'] } as const
    expect(touchedBy('presence-out', items, [...items, below, other], roster).size).toBe(0)
  })
})

describe('a large roster', () => {
  it('is judged for one contact alone when the wish about one changes, with the same end', () => {
    const people = contacts(3000)
    const wish = policyOf(120, people)
    const whom = people.find(({ subscription }) => subscription === 'both')
    const target: Target = { type: 'jid', value: whom?.jid ?? '' }
    const before = new Set(audience(rulesOf(wish), people))
    for (const sees of [true, false]) {
      const changed = withException(wish, target, sees)
      const { judged, seeing } = recount(wish, changed, indexRoster(people))
      expect(judged).toEqual([whom])
      const after = before.difference(new Set(judged)).union(new Set(seeing))
      expect(after).toEqual(new Set(audience(rulesOf(changed), people)))
    }
  })

  it('is measured as large as was asked for', () => {
    const figures = measure({ contacts: 2000, items: 100, sample: 100, runs: 1 })
    expect(figures).toMatchObject({ contacts: 2000, items: 100, incremental: 1 })
  })
})
