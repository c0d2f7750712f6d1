// Privacy lists as data: RFC 3921 s.10.1 and XEP-0016 s.2.1 (syntax and semantics).

/** The subscription states a `subscription` item can name (RFC 3921 s.10.1). */
export type Subscription = 'none' | 'to' | 'from' | 'both'

/** The four stanza kinds an item can be limited to. */
export type StanzaKind = 'message' | 'iq' | 'presence-in' | 'presence-out'

/** What an item matches; fall-through matches everybody. */
export type PrivacyMatch =
  | { readonly type: 'jid'; readonly value: string }
  | { readonly type: 'group'; readonly value: string }
  | { readonly type: 'subscription'; readonly value: Subscription }
  | { readonly type: 'all' }

/** One rule. `kinds` is empty for a rule about all stanza kinds. */
export interface PrivacyItem {
  readonly action: 'allow' | 'deny'
  readonly order: number
  readonly match: PrivacyMatch
  readonly kinds: readonly StanzaKind[]
}

/**
 * Which list is in force. `declined` is "none, by choice or because none was ever set";
 * `unknown` is "the server has not told us".
 */
export type ListChoice =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'declined' }
  | { readonly kind: 'unknown' }

/** The choice of no list. */
export const declined: ListChoice = { kind: 'declined' }
/** The choice nobody has told us about. */
export const unknownChoice: ListChoice = { kind: 'unknown' }

/** The choice of a list by its name. */
export function named(name: string): ListChoice {
  return { kind: 'named', name }
}

/** Whether two choices are the same and known. */
export function sameChoice(a: ListChoice, b: ListChoice): boolean {
  if (a.kind === 'named' && b.kind === 'named') return a.name === b.name
  return a.kind === 'declined' && b.kind === 'declined'
}

/**
 * Items in ascending `order`, renumbered 1..n. Always write them so: one server in wide use
 * evaluates items as they stand in the XML and ignores `order` (ejabberd 23.01, measured).
 */
export function renumber(items: readonly PrivacyItem[]): PrivacyItem[] {
  return sorted(items).map((item, index) => ({ ...item, order: index + 1 }))
}

/** Items in ascending `order`, the order in which they are read (RFC 3921 s.10.1). */
export function sorted(items: readonly PrivacyItem[]): PrivacyItem[] {
  return [...items].sort((a, b) => a.order - b.order)
}

/** Whether two lists of items say the same, rule by rule; the numbers themselves do not matter. */
export function sameItems(a: readonly PrivacyItem[], b: readonly PrivacyItem[]): boolean {
  if (a.length !== b.length) return false
  const right = sorted(b).map(itemKey)
  return sorted(a).every((item, index) => itemKey(item) === right[index])
}

function itemKey({ action, match, kinds }: PrivacyItem): string {
  const value = match.type === 'all' ? '' : match.value
  // All four kinds and none say the same, and one server writes the one for the other (jabberd2 2.7.0, measured).
  const only = kinds.length === 4 ? [] : [...kinds].sort()
  return JSON.stringify([action, match.type, value, only])
}
