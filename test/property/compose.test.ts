// Composed lists, read by the reference: a policy alone says what it says, laid over rules it is both of them, and what
// surrounds the account changes nothing else.
import { describe, expect, it } from 'vitest'
import { overlay, policyItems } from '../../shared/privacy/compose'
import type { Entity } from '../../shared/privacy/evaluate'
import { evaluate, jidFits } from '../../shared/privacy/evaluate'
import type { PrivacyItem, StanzaKind, Subscription } from '../../shared/privacy/list'
import { around } from '../../shared/privacy/surroundings'
import { mayReceive } from '../../shared/visibility/audience'
import { allows } from '../../shared/visibility/policy'
import type { Random } from '../support/random'
import { itemsWords, personWords, policyWords } from '../support/visibility-words'
import { forEachSeed, seedWords } from './seeds'
import { gateway, people, person, policy, roster, rules } from './world'

const cases = 2000
const kinds: readonly StanzaKind[] = ['message', 'iq', 'presence-in', 'presence-out']
const subscriptions: readonly Subscription[] = ['none', 'to', 'from', 'both']
const rooms = 'conference.shire.example'
/** Addresses that no roster of these tests has. */
const elsewhere = ['eve@mordor.example', 'new@shire.example', 'mordor.example', 'sub.rohan.example']

function action(items: readonly PrivacyItem[], kind: StanzaKind, who: Entity): string {
  return evaluate(items, kind, who).action
}

function sees(items: readonly PrivacyItem[], who: Entity): boolean {
  return action(items, 'presence-out', who) === 'allow'
}

/** Every class of people who are not on the roster: of any address, as they are and as they may come to be. */
function strangers(random: Random, known: readonly Entity[]): Entity[] {
  const unknown = [...people, ...elsewhere].filter((jid) => known.every((who) => who.jid !== jid))
  return unknown.flatMap((jid) => [
    { jid, groups: [], subscription: 'none' as const },
    ...subscriptions.map((subscription) => ({ ...person(random, jid), subscription })),
  ])
}

function ownRules(random: Random): PrivacyItem[] {
  return random.chance(0.2) ? [] : rules(random)
}

function each(check: (random: Random) => void): void {
  forEachSeed(cases, check)
}

describe(`a policy made into items (${seedWords(cases)})`, () => {
  it('lets in whom it allows and nobody else, whoever that is', () => {
    each((random) => {
      const wish = policy(random)
      const items = policyItems(wish)
      for (const who of strangers(random, [])) {
        expect(sees(items, who), `${policyWords(wish)}: ${personWords(who)}`).toBe(
          allows(wish, who),
        )
      }
    })
  })
})

describe(`a policy laid over rules (${seedWords(cases)})`, () => {
  it('shows contacts what both allow', () => {
    each((random) => {
      const contacts = roster(random, [...people, gateway])
      const wish = policy(random)
      const own = ownRules(random)
      const items = overlay(wish, own, contacts)
      for (const who of contacts.filter(mayReceive)) {
        const both = allows(wish, who) && sees(own, who)
        // A gateway that cannot be let in alone stays out.
        if (both && !who.jid.includes('@')) continue
        const words = `${policyWords(wish)} over ${itemsWords(own)}: ${personWords(who)}`
        expect(sees(items, who), words).toBe(both)
      }
    })
  })

  it('shows nobody else more than both allow, whoever joins', () => {
    each((random) => {
      const contacts = roster(random, [...people, gateway])
      const wish = policy(random)
      const own = ownRules(random)
      const items = overlay(wish, own, contacts)
      const others = [...strangers(random, contacts), ...contacts]
      for (const who of others.filter((other) => sees(items, other))) {
        const words = `${policyWords(wish)} over ${itemsWords(own)}: ${personWords(who)}`
        expect(allows(wish, who) && sees(own, who), words).toBe(true)
      }
    })
  })

  it('leaves messages, requests and presence coming in to the rules', () => {
    each((random) => {
      const contacts = roster(random, people)
      const own = ownRules(random)
      const items = overlay(policy(random), own, contacts)
      for (const who of [...contacts, ...strangers(random, contacts)]) {
        for (const kind of kinds.filter((other) => other !== 'presence-out')) {
          expect(action(items, kind, who), itemsWords(own)).toBe(action(own, kind, who))
        }
      }
    })
  })

  it('is numbered from 1 in the order it stands, whatever the rules were numbered', () => {
    each((random) => {
      const items = overlay(policy(random), ownRules(random), roster(random, people))
      expect(items.map(({ order }) => order)).toEqual(items.map((_, index) => index + 1))
    })
  })
})

describe(`the surroundings (${seedWords(cases)})`, () => {
  const blockable = [...people, 'mordor.example', gateway]
  const occupants = [rooms, `tea@${rooms}`, `tea@${rooms}/ann`]

  it('keep who is blocked blocked for every kind of stanza', () => {
    each((random) => {
      const contacts = roster(random, people)
      const blocked = random.some(blockable)
      const items = around(overlay(policy(random), ownRules(random), contacts), blocked, [rooms])
      for (const who of [...contacts, ...strangers(random, contacts)]) {
        if (!blocked.some((jid) => jidFits(jid, who.jid))) continue
        for (const kind of kinds) expect(action(items, kind, who)).toBe('deny')
      }
    })
  })

  it('let presence out to rooms, and nothing else to them that the rules deny', () => {
    each((random) => {
      const list = overlay(policy(random), ownRules(random), [])
      const items = around(list, random.some(people), [rooms])
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
    each((random) => {
      const contacts = roster(random, people)
      const list = overlay(policy(random), ownRules(random), contacts)
      const blocked = random.some(blockable)
      const items = around(list, blocked, [rooms])
      for (const who of [...contacts, ...strangers(random, contacts)]) {
        if (blocked.some((jid) => jidFits(jid, who.jid))) continue
        for (const kind of kinds) expect(action(items, kind, who)).toBe(action(list, kind, who))
      }
    })
  })
})
