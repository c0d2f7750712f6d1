// Whom a rule is about, in words.
import type { Target } from '../../shared/visibility/policy'

/** People named by the subscription between them and the user (RFC 3921 s.9.1). */
export const subscriptionWords = {
  both: 'people you share presence with, both ways',
  from: 'people who follow your presence, but do not share theirs',
  to: 'people who share their presence, but do not follow yours',
  none: 'people you share no presence with, strangers included',
} as const

/** Names those whom a rule is about; `names` are what contacts are called, by address. */
export function targetWords({ type, value }: Target, names: ReadonlyMap<string, string>): string {
  switch (type) {
    case 'jid':
      return names.get(value) ?? value
    case 'domain':
      return `everybody at ${value}`
    case 'group':
      return `group ${value}`
    case 'subscription':
      return subscriptionWords[value]
  }
}
