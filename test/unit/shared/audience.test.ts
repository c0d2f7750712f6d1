// Who sees the user, and why: what the server confirmed, and what was wished, each with a reason in words.
import { describe, expect, it } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { Exposure } from '../../../shared/model'
import type { PrivacyItem } from '../../../shared/privacy/list'
import type { Entity } from '../../../shared/privacy/evaluate'
import { asSpecified } from '../../../shared/privacy/evaluate'
import type { Eye } from '../../../shared/visibility/audience'
import { eyeOf, groupEye, mayReceive, wishedEye } from '../../../shared/visibility/audience'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import { countAgain, uncounted } from '../../../shared/visibility/seen-count'

const ann = {
  jid: 'ann@shire.example' as BareJid,
  name: 'Ann',
  groups: ['Work'],
  subscription: 'both',
} as const
const nameless = { ...ann, name: '' } as const
const unsubscribed = { ...ann, subscription: 'to' } as const
const denyWork: PrivacyItem = {
  action: 'deny',
  order: 2,
  match: { type: 'group', value: 'Work' },
  kinds: ['presence-out'],
}
const under = (...items: PrivacyItem[]): Exposure => ({
  kind: 'available',
  items,
  reading: asSpecified,
})

describe('the eye of a contact', () => {
  it('is open where no rule hides the user', () => {
    expect(eyeOf(ann, under())).toEqual({
      state: 'open',
      reason: 'Ann sees you: nothing hides you.',
    })
  })

  it('is closed by the rule that fits first, which it names', () => {
    expect(eyeOf(ann, under(denyWork))).toEqual({
      state: 'closed',
      reason: 'Ann does not see you: the rule for the group Work (rule 2).',
    })
  })

  it('is closed by the general rule', () => {
    const { reason } = eyeOf(ann, under({ ...denyWork, match: { type: 'all' } }))
    expect(reason).toBe('Ann does not see you: the general rule (rule 2).')
  })

  it('is closed for somebody who has not subscribed, whatever the rules say', () => {
    const eye = eyeOf(unsubscribed, under())
    expect(eye.state).toBe('closed')
    expect(eye.reason).toContain('has not subscribed')
  })

  it('is closed for everybody where no presence is out', () => {
    expect(eyeOf(ann, { kind: 'nobody' }).state).toBe('closed')
  })

  it('is neither open nor closed where the server has not told', () => {
    expect(eyeOf(ann, { kind: 'unknown' }).state).toBe('unknown')
  })

  it('is not moved by a rule about another kind of stanza', () => {
    expect(eyeOf(ann, under({ ...denyWork, kinds: ['message'] })).state).toBe('open')
  })

  it('calls somebody without a name by their address', () => {
    expect(eyeOf(nameless, under()).reason).toContain('ann@shire.example sees you')
  })
})

describe('the wished eye', () => {
  it('follows the base, and says so', () => {
    expect(wishedEye(ann, invisibleToAll)).toEqual({
      state: 'closed',
      reason: 'You asked that Ann does not see you, by the general rule.',
    })
  })

  it('follows the exception that decides, and names it', () => {
    const policy = withException(invisibleToAll, { type: 'jid', value: ann.jid }, true)
    expect(wishedEye(ann, policy)).toEqual({
      state: 'open',
      reason: 'You asked that Ann sees you, by the rule for this address.',
    })
  })

  it('is closed for somebody who has not subscribed', () => {
    expect(wishedEye(unsubscribed, visibleToAll).state).toBe('closed')
  })
})

describe('one eye for many', () => {
  const eye = (state: Eye['state']): Eye => ({ state, reason: '' })

  it.each([
    ['open', ['open', 'open']],
    ['closed', ['closed', 'closed']],
    ['half', ['open', 'closed']],
    ['unknown', ['open', 'unknown']],
    ['closed', []],
  ] as const)('is %s for %j', (expected, states) => {
    expect(groupEye(states.map(eye))).toBe(expected)
  })
})

describe('the count of those who see the user', () => {
  it('counts open eyes', () => {
    expect(
      seeing([ann, { ...nameless, jid: 'b@c' }, { ...unsubscribed, jid: 'd@e' }], under()),
    ).toBe(2)
    expect(seeing([ann], under(denyWork))).toBe(0)
  })

  it('judges only whom a change of rules can touch', () => {
    const bob = { ...ann, jid: 'bob@shire.example', groups: [] }
    const roster = new Map<string, Entity>([ann, bob].map((who) => [who.jid, who]))
    const before = countAgain(uncounted, under(), roster)
    expect(countAgain(before, under(denyWork), roster)).toMatchObject({ count: 1, judged: 1 })
  })

  it('counts nobody where the server has not told', () => {
    expect(seeing([ann], { kind: 'unknown' })).toBe(0)
  })
})

describe('RFC 3921 s.5.1.2', () => {
  it.each([
    ['none', false],
    ['to', false],
    ['from', true],
    ['both', true],
  ] as const)('a contact with subscription "%s" is sent presence: %s', (subscription, expected) => {
    expect(mayReceive({ subscription })).toBe(expected)
  })
})

function seeing(people: readonly Entity[], exposure: Exposure): number {
  return countAgain(uncounted, exposure, new Map(people.map((who) => [who.jid, who]))).count
}
