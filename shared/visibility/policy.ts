// What the user wants others to see: a base and ordered exceptions. Says nothing of how a server does it.
import * as v from 'valibot'
import { bareJid } from '../jid'
import { jidFits } from '../privacy/evaluate'
import type { PrivacyMatch } from '../privacy/list'
import { xmlText } from '../xml-text'

/** Whom an exception is about. */
export type Target =
  | { readonly type: 'jid'; readonly value: string }
  /** Everybody of a domain and its subdomains, the domain itself included (RFC 3921 s.10.1). */
  | { readonly type: 'domain'; readonly value: string }
  | { readonly type: 'group'; readonly value: string }
  | { readonly type: 'subscription'; readonly value: 'none' | 'to' | 'from' | 'both' }

/** One exception to the base. */
export interface Exception {
  readonly target: Target
  readonly sees: boolean
}

/** What people who may not see the user are kept from besides presence. */
export interface Guards {
  /** Their requests to this device are answered as if it were not there. */
  readonly requests: boolean
  /** They are not told that the user is typing. */
  readonly typing: boolean
  /** They are not told that a message arrived or was read. */
  readonly receipts: boolean
}

/** Everybody is treated by `base`, except those whom the first fitting exception names. */
export interface Policy {
  readonly version: 2
  readonly base: 'visible' | 'invisible'
  readonly exceptions: readonly Exception[]
  readonly guards: Guards
}

/** What the guards are called. */
export const guardNames = ['requests', 'typing', 'receipts'] as const
/** Every guard up. */
export const guarded: Guards = { requests: true, typing: true, receipts: true }
/** Everybody with a subscription sees the user. */
export const visibleToAll: Policy = {
  version: 2,
  base: 'visible',
  exceptions: [],
  guards: guarded,
}
/** Nobody sees the user. */
export const invisibleToAll: Policy = { ...visibleToAll, base: 'invisible' }

const value = v.pipe(v.string(), v.minLength(1), v.maxLength(3071), xmlText)

/** Checks a target that comes from outside. */
export const targetSchema = v.variant('type', [
  v.strictObject({ type: v.literal('jid'), value }),
  v.strictObject({ type: v.literal('domain'), value }),
  v.strictObject({ type: v.literal('group'), value }),
  v.strictObject({
    type: v.literal('subscription'),
    value: v.picklist(['none', 'to', 'from', 'both']),
  }),
])

const guards = { requests: v.boolean(), typing: v.boolean(), receipts: v.boolean() }
const rules = {
  base: v.picklist(['visible', 'invisible']),
  exceptions: v.pipe(
    v.array(v.strictObject({ target: targetSchema, sees: v.boolean() })),
    v.maxLength(10_000),
    v.readonly(),
  ),
}

// Version 1 could let what others refer to be loaded; nothing ever was.
const firstSchema = v.pipe(
  v.strictObject({
    version: v.literal(1),
    ...rules,
    guards: v.strictObject({ ...guards, remoteMedia: v.boolean() }),
  }),
  v.transform(({ guards: { requests, typing, receipts }, ...policy }) => {
    return { ...policy, version: 2 as const, guards: { requests, typing, receipts } }
  }),
)

/** Checks a policy that comes from outside (a file, the renderer); one of an older version becomes one of this. */
export const policySchema = v.variant('version', [
  v.strictObject({ version: v.literal(2), ...rules, guards: v.strictObject(guards) }),
  firstSchema,
])

/**
 * The policy with one more wish. Exceptions about a person come before those about a group or subscription,
 * so that "let Ann see me" holds although her group is hidden; an exception about the same target is replaced.
 */
export function withException(policy: Policy, target: Target, sees: boolean): Policy {
  const others = withoutException(policy, target).exceptions
  const wish: Exception = { target, sees }
  const people = others.filter((other) => other.target.type === 'jid')
  const sets = others.filter((other) => other.target.type !== 'jid')
  const exceptions = target.type === 'jid' ? [wish, ...people, ...sets] : [...people, wish, ...sets]
  return { ...policy, exceptions }
}

/** The policy without any exception about that target. */
export function withoutException(policy: Policy, target: Target): Policy {
  const exceptions = policy.exceptions.filter((other) => !sameTarget(other.target, target))
  return { ...policy, exceptions }
}

/** The policy with another base; the exceptions stay. */
export function withBase(policy: Policy, base: Policy['base']): Policy {
  return { ...policy, base }
}

/** The policy with one guard up or down. */
export function withGuard(policy: Policy, guard: keyof Guards, up: boolean): Policy {
  return { ...policy, guards: { ...policy.guards, [guard]: up } }
}

/** How a privacy list names the same people. */
export function matchOf(target: Target): PrivacyMatch {
  return target.type === 'domain' ? { type: 'jid', value: target.value } : target
}

/** The target by its address in normal form, as people are known; undefined where that is no address. */
export function normalTarget(target: Target): Target | undefined {
  if (target.type !== 'jid' && target.type !== 'domain') return target
  const value = bareJid(target.value)
  return value && { type: target.type, value }
}

/** Whether two targets name the same people. */
export function sameTarget(a: Target, b: Target): boolean {
  return a.type === b.type && a.value === b.value
}

/** What the engine must know of somebody to judge them. */
export interface Person {
  readonly jid: string
  readonly groups: readonly string[]
  readonly subscription: 'none' | 'to' | 'from' | 'both'
}

/** The first exception that fits that person, or undefined where the base decides. */
export function decidingException(policy: Policy, person: Person): Exception | undefined {
  return policy.exceptions.find(({ target }) => {
    if (target.type === 'jid' || target.type === 'domain') return jidFits(target.value, person.jid)
    if (target.type === 'group') return person.groups.includes(target.value)
    return target.value === person.subscription
  })
}

/** Whether the policy lets that person see the user. */
export function allows(policy: Policy, person: Person): boolean {
  return decidingException(policy, person)?.sees ?? policy.base === 'visible'
}
