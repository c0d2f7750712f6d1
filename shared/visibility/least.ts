// What two policies both allow: safe to come back with, whichever of the two was in force.
import type { Exception, Policy } from './policy'
import { invisibleToAll, sameTarget } from './policy'

/** As many exceptions as a policy may have. */
const most = 10_000

/**
 * A policy that shows the user to nobody whom either of the two hides them from. Where the exceptions differ it may
 * hide more than both: every rule that hides comes before those that both have for showing.
 */
export function leastOf(a: Policy, b: Policy): Policy {
  if (samePolicy(a, b)) return b
  const guards = {
    requests: a.guards.requests || b.guards.requests,
    typing: a.guards.typing || b.guards.typing,
    receipts: a.guards.receipts || b.guards.receipts,
  }
  const base = a.base === 'visible' && b.base === 'visible' ? 'visible' : 'invisible'
  const exceptions = sameExceptions(a, b) ? b.exceptions : hidingFirst(a.exceptions, b.exceptions)
  if (exceptions.length > most) return { ...invisibleToAll, guards }
  return { version: 2, base, exceptions, guards }
}

/** Whether two policies say the same, word by word. */
export function samePolicy(a: Policy, b: Policy): boolean {
  if (a === b) return true
  return (
    a.base === b.base &&
    JSON.stringify(a.guards) === JSON.stringify(b.guards) &&
    sameExceptions(a, b)
  )
}

function sameExceptions({ exceptions: a }: Policy, { exceptions: b }: Policy): boolean {
  return (
    a === b ||
    (a.length === b.length && a.every((one, index) => sameException(one, b[index] ?? null)))
  )
}

function sameException(a: Exception, b: Exception | null): boolean {
  return b !== null && a.sees === b.sees && sameTarget(a.target, b.target)
}

function hidingFirst(a: readonly Exception[], b: readonly Exception[]): readonly Exception[] {
  const [keysOfA, keysOfB] = [a, b].map(
    (list) => new Set(list.filter(({ sees }) => sees).map(keyOf)),
  )
  const hiding = new Map(
    [...a, ...b].flatMap((one) => (one.sees ? [] : [[keyOf(one), one] as const])),
  )
  const showing = b.filter(
    (one) => one.sees && keysOfA?.has(keyOf(one)) && keysOfB?.has(keyOf(one)),
  )
  return [...hiding.values(), ...showing]
}

function keyOf({ target }: Exception): string {
  return JSON.stringify([target.type, target.value])
}
