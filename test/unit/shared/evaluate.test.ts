// How a list is read: RFC 3921 s.10.1 (matching) and s.10.2 (business rules 5 to 7).
import { describe, expect, it } from 'vitest'
import type { Entity, Reading } from '../../../shared/privacy/evaluate'
import { evaluate } from '../../../shared/privacy/evaluate'
import type { PrivacyItem, PrivacyMatch, StanzaKind } from '../../../shared/privacy/list'

const ann: Entity = {
  jid: 'ann@shire.example',
  groups: ['Friends', 'Work'],
  subscription: 'both',
}

function deny(match: PrivacyMatch, kinds: readonly StanzaKind[] = [], order = 1): PrivacyItem {
  return { action: 'deny', order, match, kinds }
}

function allow(match: PrivacyMatch, order: number): PrivacyItem {
  return { action: 'allow', order, match, kinds: [] }
}

const jid = (value: string): PrivacyMatch => ({ type: 'jid', value })
const group = (value: string): PrivacyMatch => ({ type: 'group', value })
const all: PrivacyMatch = { type: 'all' }

function denies(item: PrivacyItem, who: string | Entity): boolean {
  const entity = typeof who === 'string' ? { ...ann, jid: who } : who
  return evaluate([item], 'presence-out', entity).action === 'deny'
}

describe('s.10.1, type "jid"', () => {
  it('<user@domain/resource>: only that resource matches', () => {
    const item = deny(jid('ann@shire.example/garden'))
    expect(denies(item, 'ann@shire.example/garden')).toBe(true)
    expect(denies(item, 'ann@shire.example/kitchen')).toBe(false)
    expect(denies(item, 'ann@shire.example')).toBe(false)
  })

  it('<user@domain>: any resource matches', () => {
    const item = deny(jid('ann@shire.example'))
    expect(denies(item, 'ann@shire.example')).toBe(true)
    expect(denies(item, 'ann@shire.example/garden')).toBe(true)
    expect(denies(item, 'joann@shire.example')).toBe(false)
  })

  it('<domain/resource>: only that resource matches', () => {
    const item = deny(jid('shire.example/gate'))
    expect(denies(item, 'shire.example/gate')).toBe(true)
    expect(denies(item, 'shire.example/door')).toBe(false)
    expect(denies(item, 'ann@shire.example/gate')).toBe(false)
  })

  it('<domain>: the domain itself matches', () => {
    expect(denies(deny(jid('shire.example')), 'shire.example')).toBe(true)
  })

  it('<domain>: any user@domain matches', () => {
    expect(denies(deny(jid('shire.example')), 'ann@shire.example/garden')).toBe(true)
  })

  it('<domain>: any domain/resource matches', () => {
    expect(denies(deny(jid('shire.example')), 'shire.example/gate')).toBe(true)
  })

  it('<domain>: an address containing a subdomain matches', () => {
    expect(denies(deny(jid('shire.example')), 'ann@west.shire.example')).toBe(true)
    expect(denies(deny(jid('shire.example')), 'ann@newshire.example')).toBe(false)
  })

  it('<domain>: the parent domain does not match', () => {
    expect(denies(deny(jid('west.shire.example')), 'ann@shire.example')).toBe(false)
  })
})

describe('s.10.1, type "group"', () => {
  it('matches any of the groups of a roster item', () => {
    expect(denies(deny(group('Work')), ann)).toBe(true)
    expect(denies(deny(group('Kin')), ann)).toBe(false)
  })

  it('compares names as they are written', () => {
    expect(denies(deny(group('work')), ann)).toBe(false)
  })

  it('matches nobody who is not on the roster', () => {
    expect(denies(deny(group('Work')), { ...ann, groups: [] })).toBe(false)
  })
})

describe('s.10.1, type "subscription"', () => {
  it.each(['none', 'to', 'from', 'both'] as const)('"%s" matches that state alone', (value) => {
    const item = deny({ type: 'subscription', value })
    for (const subscription of ['none', 'to', 'from', 'both'] as const) {
      expect(denies(item, { ...ann, subscription })).toBe(subscription === value)
    }
  })

  it('"none" includes entities that are totally unknown', () => {
    const unknown: Entity = { jid: 'eve@mordor.example', groups: [], subscription: 'none' }
    expect(denies(deny({ type: 'subscription', value: 'none' }), unknown)).toBe(true)
  })
})

describe('a server that reads it otherwise', () => {
  const outcome = (item: PrivacyItem, to: Entity, reading: Reading) =>
    evaluate([item], 'presence-out', to, reading).action

  it('takes a domain for that domain alone (all three, measured)', () => {
    const reading: Reading = { exactDomains: true }
    const item = deny(jid('shire.example'))
    expect(outcome(item, ann, reading)).toBe('deny')
    expect(outcome(item, { ...ann, jid: 'sam@bag.shire.example' }, reading)).toBe('allow')
  })

  it('takes the name of a group for an address, too (prosody, measured)', () => {
    const reading: Reading = { valuesAreAddresses: true }
    const item = deny(group('shire.example'))
    expect(outcome(item, { ...ann, groups: [] }, reading)).toBe('deny')
    expect(outcome(deny(group('mordor.example')), { ...ann, groups: [] }, reading)).toBe('allow')
  })
})

describe('s.10.1, no type', () => {
  it('is the fall-through: everybody matches', () => {
    expect(denies(deny(all), ann)).toBe(true)
    expect(denies(deny(all), 'mordor.example')).toBe(true)
  })
})

describe('s.10.1, kinds of stanza', () => {
  const kinds: readonly StanzaKind[] = ['message', 'iq', 'presence-in', 'presence-out']

  it.each(kinds)('<%s/> limits the item to that kind', (kind) => {
    for (const stanza of kinds) {
      const { action } = evaluate([deny(all, [kind])], stanza, ann)
      expect(action).toBe(stanza === kind ? 'deny' : 'allow')
    }
  })

  it('without a child the item is about every kind', () => {
    for (const kind of kinds) expect(evaluate([deny(all)], kind, ann).action).toBe('deny')
  })

  it('with several children it is about each of them', () => {
    const item = deny(all, ['message', 'presence-out'])
    expect(evaluate([item], 'message', ann).action).toBe('deny')
    expect(evaluate([item], 'presence-out', ann).action).toBe('deny')
    expect(evaluate([item], 'iq', ann).action).toBe('allow')
  })
})

describe('s.10.2, business rules', () => {
  it('rule 5: items are processed in ascending order, not as they are written', () => {
    const list = [deny(all, [], 9), allow(jid(ann.jid), 3)]
    expect(evaluate(list, 'presence-out', ann).action).toBe('allow')
  })

  it('rule 6: the first match decides and processing ceases', () => {
    const list = [deny(group('Work'), [], 1), allow(jid(ann.jid), 2)]
    expect(evaluate(list, 'presence-out', ann)).toEqual({ action: 'deny', item: list[0] })
  })

  it('rule 6: an item about another kind of stanza is no match', () => {
    const list = [deny(all, ['message'], 1), allow(all, 2)]
    expect(evaluate(list, 'presence-out', ann).item).toBe(list[1])
  })

  it('rule 7: without a fall-through item the rest is allowed', () => {
    expect(evaluate([deny(group('Kin'))], 'presence-out', ann)).toEqual({
      action: 'allow',
      item: null,
    })
  })

  it('an empty list allows everything', () => {
    expect(evaluate([], 'presence-out', ann)).toEqual({ action: 'allow', item: null })
  })
})
