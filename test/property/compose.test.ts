// Composed lists, read by the reference: a policy alone says what it says, laid over rules it is both of them, and what
// surrounds the account changes nothing else.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlay, policyItems } from '../../shared/privacy/compose'
import type { Entity, Reading } from '../../shared/privacy/evaluate'
import { asSpecified, evaluate, jidFits } from '../../shared/privacy/evaluate'
import type { PrivacyItem, StanzaKind } from '../../shared/privacy/list'
import { around } from '../../shared/privacy/surroundings'
import { mayReceive } from '../../shared/visibility/audience'
import { allows } from '../../shared/visibility/policy'
import { itemsWords, personWords, policyWords } from '../support/visibility-words'
import { holds } from './laws'
import { kinds } from './lists'
import { gateway, people, person, policy, reading, roster, rules } from './world'

const cases = 2000
const subscriptions = ['none', 'to', 'from', 'both'] as const
const rooms = 'conference.shire.example'
/** Addresses that no roster of these tests has. */
const elsewhere = ['eve@mordor.example', 'new@shire.example', 'mordor.example', 'sub.rohan.example']

function action(items: readonly PrivacyItem[], kind: StanzaKind, who: Entity): string {
  return evaluate(items, kind, who).action
}

function sees(items: readonly PrivacyItem[], who: Entity, how = asSpecified): boolean {
  return evaluate(items, 'presence-out', who, how).action === 'allow'
}

/** Every class of people of any address, as they are and as they may come to be. */
const everybody: fc.Arbitrary<Entity[]> = fc
  .tuple(
    ...[...people, ...elsewhere].flatMap((jid) => [
      fc.constant<Entity>({ jid, groups: [], subscription: 'none' }),
      ...subscriptions.map((subscription) =>
        person(jid).map((who): Entity => ({ ...who, subscription })),
      ),
    ]),
  )
  .map((classes) => [...classes])

/** A wish, laid over rules, for a roster; and everybody else, who is not on it. */
const laid = fc
  .record({
    contacts: roster([...people, gateway]),
    wish: policy,
    own: fc.option(rules, { freq: 5, nil: [] }),
    everybody,
    blocked: fc.subarray([...people, 'mordor.example', gateway]),
  })
  .map(({ everybody: all, ...drawn }) => {
    const known = new Set(drawn.contacts.map(({ jid }) => jid))
    return { ...drawn, strangers: all.filter(({ jid }) => !known.has(jid)) }
  })

describe('a policy made into items', () => {
  it('lets in whom it allows and nobody else, whoever that is', () => {
    holds(cases, fc.record({ wish: policy, everybody }), ({ wish, everybody: all }) => {
      const items = policyItems(wish)
      for (const who of all) {
        expect(sees(items, who), `${policyWords(wish)}: ${personWords(who)}`).toBe(
          allows(wish, who),
        )
      }
    })
  })
})

describe('a policy laid over rules', () => {
  it('shows contacts what both allow, however the server reads lists', () => {
    holds(cases, fc.tuple(laid, reading), ([{ contacts, wish, own }, how]) => {
      const items = overlay(wish, own, contacts, how)
      for (const who of contacts.filter(mayReceive)) {
        const both = allows(wish, who) && sees(own, who, how)
        // A gateway that cannot be let in alone stays out.
        if (both && !who.jid.includes('@')) continue
        const words = `${policyWords(wish)} over ${itemsWords(own)}: ${personWords(who)}`
        expect(sees(items, who, how), words).toBe(both)
        expect(sees(items, who), words).toBe(both)
      }
    })
  })

  it('shows no newcomer whom a name of a group fits as an address', () => {
    const how: Reading = { valuesAreAddresses: true }
    holds(cases, laid, ({ contacts, wish, strangers }) => {
      const items = overlay(wish, [], contacts, how)
      for (const who of strangers.filter((other) => sees(items, other, how))) {
        expect(allows(wish, who), `${policyWords(wish)}: ${personWords(who)}`).toBe(true)
      }
    })
  })

  it('shows nobody else more than both allow, whoever joins', () => {
    holds(cases, laid, ({ contacts, wish, own, strangers }) => {
      const items = overlay(wish, own, contacts)
      const others = [...strangers, ...contacts]
      for (const who of others.filter((other) => sees(items, other))) {
        const words = `${policyWords(wish)} over ${itemsWords(own)}: ${personWords(who)}`
        expect(allows(wish, who) && sees(own, who), words).toBe(true)
      }
    })
  })

  it('leaves messages, requests and presence coming in to the rules', () => {
    holds(cases, laid, ({ contacts, wish, own, strangers }) => {
      const items = overlay(wish, own, contacts)
      for (const who of [...contacts, ...strangers]) {
        for (const kind of kinds.filter((other) => other !== 'presence-out')) {
          expect(action(items, kind, who), itemsWords(own)).toBe(action(own, kind, who))
        }
      }
    })
  })

  it('is numbered from 1 in the order it stands, whatever the rules were numbered', () => {
    holds(cases, laid, ({ contacts, wish, own }) => {
      const items = overlay(wish, own, contacts)
      expect(items.map(({ order }) => order)).toEqual(items.map((_, index) => index + 1))
    })
  })
})

describe('the surroundings', () => {
  const occupants = [rooms, `tea@${rooms}`, `tea@${rooms}/ann`]

  it('keep who is blocked blocked for every kind of stanza', () => {
    holds(cases, laid, ({ contacts, wish, own, strangers, blocked }) => {
      const items = around(overlay(wish, own, contacts), blocked, [rooms])
      for (const who of [...contacts, ...strangers]) {
        if (!blocked.some((jid) => jidFits(jid, who.jid))) continue
        for (const kind of kinds) expect(action(items, kind, who)).toBe('deny')
      }
    })
  })

  it('let presence out to rooms, and nothing else to them that the rules deny', () => {
    holds(cases, laid, ({ wish, own, blocked }) => {
      const list = overlay(wish, own, [])
      const items = around(list, blocked, [rooms])
      for (const jid of occupants) {
        const who: Entity = { jid, groups: [], subscription: 'none' }
        for (const kind of kinds) {
          const expected = kind === 'presence-out' ? 'allow' : action(list, kind, who)
          expect(action(items, kind, who)).toBe(expected)
        }
      }
    })
  })

  it('change nothing for anybody else', () => {
    holds(cases, laid, ({ contacts, wish, own, strangers, blocked }) => {
      const list = overlay(wish, own, contacts)
      const items = around(list, blocked, [rooms])
      for (const who of [...contacts, ...strangers]) {
        if (blocked.some((jid) => jidFits(jid, who.jid))) continue
        for (const kind of kinds) expect(action(items, kind, who)).toBe(action(list, kind, who))
      }
    })
  })
})
