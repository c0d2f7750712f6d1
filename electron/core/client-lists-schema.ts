// The privacy lists that old clients believe their server keeps for an account (RFC 3921 s.10), as they are stored of it:
// whom they hide from is to stay hidden from at the next login, as it would with a server.
import * as v from 'valibot'
import type { PrivacyItem, PrivacyMatch } from '../../shared/privacy/list'

/** More lists than this are not kept, nor more items in all of them together. */
const most = { lists: 100, items: 5000 }

/** A list by its name. */
interface StoredList {
  readonly name: string
  readonly items: readonly PrivacyItem[]
}

/** The lists of one address. Which of them is active is the business of each session. */
export interface StoredLists {
  readonly lists: readonly StoredList[]
  /** The name of the default list; null for none. */
  readonly standard: string | null
}

/** There are none. */
export const noLists: StoredLists = { lists: [], standard: null }

const text = v.pipe(v.string(), v.maxLength(3071))
const matchSchema: v.GenericSchema<PrivacyMatch> = v.variant('type', [
  v.strictObject({ type: v.literal('all') }),
  v.strictObject({ type: v.literal('jid'), value: text }),
  v.strictObject({ type: v.literal('group'), value: text }),
  v.strictObject({
    type: v.literal('subscription'),
    value: v.picklist(['none', 'to', 'from', 'both']),
  }),
])
const itemSchema: v.GenericSchema<PrivacyItem> = v.strictObject({
  action: v.picklist(['allow', 'deny']),
  order: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  match: matchSchema,
  kinds: v.array(v.picklist(['message', 'iq', 'presence-in', 'presence-out'])),
})

const listSchema: v.GenericSchema<StoredList> = v.strictObject({
  name: text,
  items: v.array(itemSchema),
})

/** Checks lists that Casper wrote; whatever else stands there is worth nothing, and is forgotten. */
export const ownListsSchema = v.fallback(v.array(listSchema), [])

/** Checks them; what it does not take may not be stored. */
export const storedListsSchema: v.GenericSchema<StoredLists> = v.strictObject({
  lists: v.pipe(
    v.array(listSchema),
    v.maxLength(most.lists),
    v.check((lists) => lists.flatMap(({ items }) => items).length <= most.items, 'too many items'),
  ),
  standard: v.nullable(text),
})
