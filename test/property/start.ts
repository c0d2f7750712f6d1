// How a trial begins, and what can be said of that in words.
import type { Habits } from '../../shared/visibility/effects'
import type { Wishes } from '../../shared/visibility/engine'
import type { ModelOptions } from '../support/model-server'
import { itemsWords, personWords, policyWords, presenceWords } from '../support/visibility-words'

/** The two list names that are the engine's own in every trial. */
export const slots = ['casper-a', 'casper-b'] as const

/** How a trial begins. */
export interface Start extends ModelOptions, Omit<Wishes, 'keptDefault'> {
  /** What the server does with stanzas that a rule against outgoing presence has no business with. */
  readonly habits: Habits
  /** Whether the server says that a list changed; not all do. */
  readonly pushes: boolean
}

/** Whether trying again changes nothing about that failure. */
export function isFinal(code: string): boolean {
  return ['lists-unsupported', 'strategy-unsupported', 'list-conflict'].includes(code)
}

/** The start, for the report of what went wrong. */
export function startWords(start: Start): string {
  const { lists = {}, people = [], supportsLists = true, quirks = [] } = start
  const held = Object.entries(lists).map(([name, items]) => `${name}: ${itemsWords(items)}`)
  return [
    `start with ${policyWords(start.policy)}, ${presenceWords(start.presence)}`,
    `by ${start.choice}, for the ${start.scope}`,
    ...people.map((who) => `roster: ${personWords(who)}`),
    ...(supportsLists ? held : ['no lists']),
    `active ${String(start.active)}, default ${String(start.default)}`,
    `${start.pushes ? '' : 'no '}pushes, ${start.supportsCommand ? '' : 'no '}command`,
    `${start.legacy ?? 'refused'}, ${start.otherDevice ? 'another device' : ''} ${quirks.join()}`,
  ].join('\n  ')
}
