// What an error means, by what was asked about privacy lists: RFC 3921 s.10.4-10.8, XEP-0016 s.2. Each condition that is
// named there has an outcome of its own for each request; its sentences are in errors-lists.ts.

/** What can be asked about lists: kinds of effects. */
export type ListRequest =
  'get-names' | 'get-list' | 'set-list' | 'remove-list' | 'set-active' | 'set-default'

/** The conditions of the specification. */
export type ListCondition = 'item-not-found' | 'conflict' | 'bad-request' | 'forbidden'

/** Codes, one for each condition and one for any other; null where the user need not be told. */
type Outcomes = Readonly<Record<ListCondition | 'other', string | null>>

/** What each error of each request means. */
export const listOutcomes: Readonly<Record<ListRequest, Outcomes>> = {
  'get-names': {
    'item-not-found': 'lists-unsupported',
    conflict: 'lists-busy',
    'bad-request': 'lists-misunderstood',
    forbidden: 'lists-forbidden',
    other: 'server-silent',
  },
  'get-list': {
    // The list is gone: it says nothing, and is written anew where it is needed.
    'item-not-found': null,
    conflict: 'lists-busy',
    'bad-request': 'lists-misunderstood',
    forbidden: 'lists-forbidden',
    other: 'server-silent',
  },
  'set-list': {
    'item-not-found': 'list-missing',
    conflict: 'list-in-use',
    'bad-request': 'list-invalid',
    forbidden: 'list-forbidden',
    other: 'list-refused',
  },
  // Only what nobody uses is removed: where it stays, nobody is shown more or less.
  'remove-list': {
    'item-not-found': null,
    conflict: null,
    'bad-request': null,
    forbidden: null,
    other: null,
  },
  'set-active': {
    'item-not-found': 'list-missing',
    conflict: 'list-in-use',
    'bad-request': 'activation-invalid',
    forbidden: 'activation-forbidden',
    other: 'activation-refused',
  },
  'set-default': {
    'item-not-found': 'default-missing',
    conflict: 'list-conflict',
    'bad-request': 'default-invalid',
    forbidden: 'default-forbidden',
    other: 'default-refused',
  },
}

/** How a server says that it has no lists at all. */
const absent: ReadonlySet<string> = new Set([
  'service-unavailable',
  'feature-not-implemented',
  'not-allowed',
])

/** The code under which the user is told that a request about lists failed; null where they need not be. */
export function listOutcome(asked: ListRequest, condition: string): string | null {
  if (asked === 'get-names' && absent.has(condition)) return 'lists-unsupported'
  const outcomes = listOutcomes[asked]
  return isListCondition(condition) ? outcomes[condition] : outcomes.other
}

/** Whether a failure is one of the user's other devices alone, and this session is as it should be. */
export function isElsewhere(code: string): boolean {
  return Object.values(listOutcomes['set-default']).includes(code)
}

function isListCondition(condition: string): condition is ListCondition {
  return Object.hasOwn(listOutcomes['set-list'], condition) && condition !== 'other'
}
