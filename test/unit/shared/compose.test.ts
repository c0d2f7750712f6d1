// The overlay of XEP-0126 (implementation notes): the wish and the user's own rules, both, in one list.
import { describe, expect, it } from 'vitest'
import { isTrivial, overlay, policyItems } from '../../../shared/privacy/compose'
import type { Entity } from '../../../shared/privacy/evaluate'
import { evaluate } from '../../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../../shared/privacy/list'
import type { Policy, Target } from '../../../shared/visibility/policy'
import { invisibleToAll, visibleToAll } from '../../../shared/visibility/policy'
import { itemsWords } from '../../support/visibility-words'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'both' }
const work: Target = { type: 'group', value: 'Work' }
const theAnn: Target = { type: 'jid', value: ann.jid }
const theBob: Target = { type: 'jid', value: bob.jid }

function policy(base: Policy['base'], ...exceptions: [Target, boolean][]): Policy {
  return {
    ...visibleToAll,
    base,
    exceptions: exceptions.map(([target, sees]) => ({ target, sees })),
  }
}

function item(
  action: PrivacyItem['action'],
  match: PrivacyItem['match'],
  order: number,
  kinds: PrivacyItem['kinds'] = [],
): PrivacyItem {
  return { action, match, order, kinds }
}

function sees(items: readonly PrivacyItem[], who: Entity): boolean {
  return evaluate(items, 'presence-out', who).action === 'allow'
}

describe('the items of a wish', () => {
  it('are about presence going out alone', () => {
    const items = policyItems(policy('invisible', [theAnn, true]))
    expect(items.every(({ kinds }) => kinds.join() === 'presence-out')).toBe(true)
  })

  it('are the exceptions in order, then the base', () => {
    const items = policyItems(policy('invisible', [theAnn, true], [work, false]))
    expect(itemsWords(items)).toBe('[allow jid ann@shire.example; deny group Work; deny all]')
  })

  it('leave out an exception that says what the base says', () => {
    const items = policyItems(policy('visible', [work, false], [theAnn, true]))
    expect(itemsWords(items)).toBe('[deny group Work]')
  })
})

describe('a trivial wish', () => {
  it('needs no list: everybody may see the user', () => {
    expect(isTrivial(visibleToAll)).toBe(true)
    expect(isTrivial(policy('visible', [theAnn, true]))).toBe(true)
  })

  it('is not one that hides anybody', () => {
    expect(isTrivial(invisibleToAll)).toBe(false)
    expect(isTrivial(policy('visible', [work, false]))).toBe(false)
  })
})

describe('the overlay', () => {
  it('is numbered from 1, ascending, in the order it stands', () => {
    const items = overlay(policy('visible', [work, false]), [item('deny', theAnn, 70)], [ann, bob])
    expect(items.map(({ order }) => order)).toEqual(items.map((_, index) => index + 1))
  })

  it('keeps the user’s own rules, in effect and in their order', () => {
    const own = [item('allow', theBob, 9), item('deny', work, 3, ['message'])]
    const items = overlay(invisibleToAll, own, [ann, bob])
    expect(itemsWords(items)).toBe(
      '[deny all; deny group Work (message); allow jid bob@shire.example (any)]',
    )
  })

  it.each(['message', 'iq', 'presence-in'] as const)('changes nothing about %s', (kind) => {
    const own = [item('deny', work, 1), item('allow', { type: 'all' }, 2)]
    const items = overlay(policy('invisible', [theBob, true]), own, [ann, bob])
    for (const who of [ann, bob]) {
      expect(evaluate(items, kind, who).action).toBe(evaluate(own, kind, who).action)
    }
  })

  it('hides whom the wish hides, although the user’s own rules let them in', () => {
    const own = [item('allow', theBob, 1)]
    expect(sees(overlay(policy('visible', [work, false]), own, [ann, bob]), bob)).toBe(false)
  })

  it('hides whom the user’s own rules hide, although the wish lets them in', () => {
    const own = [item('deny', theAnn, 1)]
    expect(sees(overlay(policy('invisible', [theAnn, true]), own, [ann, bob]), ann)).toBe(false)
  })

  it('does so for people who are not on the roster yet', () => {
    const own = [item('deny', theAnn, 1)]
    const wish = policy('invisible', [{ type: 'subscription', value: 'both' }, true])
    expect(sees(overlay(wish, own, []), ann)).toBe(false)
  })

  it('lets in by name whom both let in and one list cannot say', () => {
    const own = [item('allow', theBob, 1), item('deny', { type: 'all' }, 2)]
    const wish = policy('invisible', [work, true])
    expect(sees(overlay(wish, own, [ann, bob]), bob)).toBe(true)
    expect(sees(overlay(wish, own, [ann, bob]), ann)).toBe(false)
  })

  it('names nobody who is not subscribed: they would be shown the moment they are', () => {
    const to: Target = { type: 'subscription', value: 'to' }
    const both: Target = { type: 'subscription', value: 'both' }
    const own = [item('deny', both, 1), item('allow', { type: 'all' }, 2), item('deny', to, 3)]
    const wish = policy('visible', [{ type: 'group', value: 'Kin' }, true], [work, false])
    const before: Entity = { ...ann, subscription: 'to' }
    expect(sees(overlay(wish, own, [before]), ann)).toBe(false)
  })

  it('lets in a gateway without the people of its domain (RFC 3921 s.10.1: a domain matches its users)', () => {
    const gateway: Entity = { jid: 'shire.example', groups: ['Work'], subscription: 'both' }
    const own = [item('allow', work, 1), item('deny', { type: 'all' }, 2)]
    const items = overlay(policy('invisible', [work, true]), own, [gateway, ann])
    expect(sees(items, ann)).toBe(false)
    expect(sees(items, { ...ann, jid: 'new@shire.example' })).toBe(false)
  })

  it('hides from whoever comes to a known subdomain of a domain, where the server reads domains exactly', () => {
    const reading = { exactDomains: true }
    const known: Entity = { jid: 'cay@edoras.rohan.example', groups: [], subscription: 'none' }
    const wish = policy('visible', [{ type: 'domain', value: 'rohan.example' }, false])
    const items = overlay(wish, [], [known], reading)
    for (const name of ['cay', 'new']) {
      const who: Entity = { ...known, jid: `${name}@edoras.rohan.example`, subscription: 'both' }
      expect(evaluate(items, 'presence-out', who, reading).action).toBe('deny')
    }
  })

  it('leaves the given rules as they were', () => {
    const own = Object.freeze([Object.freeze(item('deny', work, 9))])
    overlay(invisibleToAll, own, [ann, bob])
    expect(own[0]?.order).toBe(9)
  })
})
