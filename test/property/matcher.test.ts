// The indexed reading of a list gives what the reference gives, and nobody is left out of a recount.
// SEED=<number> runs one case again.
import { describe, expect, it } from 'vitest'
import type { Entity, Ruling } from '../../shared/privacy/evaluate'
import { evaluate } from '../../shared/privacy/evaluate'
import type { PrivacyItem, PrivacyMatch, StanzaKind, Subscription } from '../../shared/privacy/list'
import { createMatcher } from '../../shared/privacy/matcher'
import { indexRoster, touchedBy } from '../../shared/visibility/recount'
import type { Random } from '../support/random'
import { seeded } from '../support/random'

const cases = 5000
const kinds: readonly StanzaKind[] = ['message', 'iq', 'presence-in', 'presence-out']
const subscriptions: readonly Subscription[] = ['none', 'to', 'from', 'both']
const groups = ['Friends', 'Work', 'work', '', 'ann@shire.example'] as const
const domains = [
  'example',
  'shire.example',
  'west.shire.example',
  'newshire.example',
  '[::1]',
] as const
const locals = ['', 'ann@', 'joann@', 'shire.example@'] as const
const resources = ['', '/garden', '/shire.example', '/ann@shire.example', '/a/b'] as const
/** Nobody has these, but a server may hand out a list that names them. */
const odd = ['', '.example', 'example.', '@', '/', 'ann@@shire.example', 'a@b@example'] as const

function address(random: Random): string {
  if (random.chance(0.05)) return random.pick(odd)
  return random.pick(locals) + random.pick(domains) + random.pick(resources)
}

function match(random: Random): PrivacyMatch {
  switch (random.below(7)) {
    case 0:
      return random.chance(0.5) ? { type: 'all' } : { type: 'jid', value: random.pick(domains) }
    case 1:
      return { type: 'group', value: random.pick(groups) }
    case 2:
      return { type: 'subscription', value: random.pick(subscriptions) }
    default:
      return { type: 'jid', value: address(random) }
  }
}

/** Up to a dozen rules, their orders out of turn and some of them the same. */
function list(random: Random): PrivacyItem[] {
  return Array.from({ length: random.below(13) }, () => ({
    action: random.pick(['allow', 'deny']),
    order: random.below(12),
    match: match(random),
    kinds: random.chance(0.4) ? [] : random.some(kinds),
  }))
}

/** The list after a few rules were added, removed, turned over, moved or put in another order. */
function changed(random: Random, items: readonly PrivacyItem[]): PrivacyItem[] {
  const result = [...items]
  for (let changes = random.below(4); changes > 0; changes -= 1) {
    const [taken] = result.splice(random.below(result.length + 1), random.below(2))
    const [added] = list(random)
    const [at, put] = [random.below(result.length + 1), random.pick([taken, added])]
    if (put !== undefined) result.splice(at, 0, random.chance(0.5) ? turned(put) : put)
  }
  return random.chance(0.3) ? result.map((item, order) => ({ ...item, order })) : result
}

function turned(item: PrivacyItem): PrivacyItem {
  return { ...item, action: item.action === 'allow' ? 'deny' : 'allow' }
}

function person(random: Random): Entity {
  return {
    jid: address(random),
    groups: random.some(groups),
    subscription: random.pick(subscriptions),
  }
}

function crowd(random: Random): Entity[] {
  return Array.from({ length: 12 }, () => person(random))
}

/** What a rule says, whatever number it bears and whatever other stanzas it is about. */
function told({ action, item }: Ruling): unknown {
  return { action, match: item?.match }
}

function forEachSeed(body: (random: Random, seed: string) => void): void {
  const only = process.env['SEED']
  const seeds = only === undefined ? Array.from({ length: cases }, (_, i) => i) : [Number(only)]
  console.log(`seeds ${String(seeds[0])} to ${String(seeds.at(-1))}`)
  for (const seed of seeds) body(seeded(seed), `SEED=${String(seed)}`)
}

describe('a matcher', () => {
  it('rules as the reference does, by the same item', () => {
    let decided = 0
    forEachSeed((random, seed) => {
      const items = list(random)
      const matcher = createMatcher(items)
      for (const who of crowd(random)) {
        for (const kind of kinds) {
          const wanted = evaluate(items, kind, who)
          const given = matcher.ruling(kind, who)
          const same = given.action === wanted.action && given.item === wanted.item
          if (!same) expect(given, `${seed} ${kind} ${JSON.stringify(who)}`).toEqual(wanted)
          expect(same).toBe(true)
          if (wanted.item !== null) decided += 1
        }
      }
    })
    expect(decided).toBeGreaterThan(0)
  })
})

describe('a recount', () => {
  it('takes in everybody whose ruling a change of rules can change', () => {
    let spared = 0
    forEachSeed((random, seed) => {
      const [before, people] = [list(random), crowd(random)]
      const after = changed(random, before)
      const roster = indexRoster(people)
      for (const kind of kinds) {
        const touched = touchedBy(kind, before, after, roster)
        const others = people.filter((who) => !touched.has(who))
        for (const who of others) {
          const said = told(evaluate(after, kind, who))
          const note = `${seed} ${kind} ${JSON.stringify({ who, before, after })}`
          expect(said, note).toEqual(told(evaluate(before, kind, who)))
        }
        if (touched.size > 0) spared += others.length
      }
    })
    expect(spared).toBeGreaterThan(0)
  })
})
