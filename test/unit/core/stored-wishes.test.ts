// What Casper leaves on a server in lists is stored as soon as it changes, and known at the next start.
import { beforeEach, describe, expect, test } from 'vitest'
import * as v from 'valibot'
import { freshAccount } from '../../../electron/core/fresh-account'
import type { StoredAccount } from '../../../electron/core/settings-schema'
import { storedAccountSchema } from '../../../electron/core/settings-schema'
import { listKeeper, wishesOf } from '../../../electron/core/stored-wishes'
import { bareJid } from '../../../shared/jid'
import type { PrivacyItem } from '../../../shared/privacy/list'
import { createEngine } from '../../../shared/visibility/engine'
import type { EngineState } from '../../../shared/visibility/state'

const denyAll: PrivacyItem = {
  action: 'deny',
  order: 1,
  match: { type: 'all' },
  kinds: ['presence-out'],
}
const fresh = freshAccount('one', bareJid('me@example.org')!, { mode: 'auto' })
const slots = ['casper-a', 'casper-b'] as const
let stored: StoredAccount
let writes: number
let keep: (state: EngineState) => void

const engine = (): EngineState => createEngine(wishesOf(stored), slots)

beforeEach(() => {
  stored = fresh
  writes = 0
  keep = listKeeper(stored, (change) => {
    stored = { ...stored, ...change }
    writes += 1
  })
})

describe('lists that Casper wrote', () => {
  test('are stored, and are what the next start begins with', () => {
    const begun = engine()
    keep(begun)
    keep({ ...begun, ownLists: new Map([['invisible', [denyAll]]]) })
    stored = v.parse(storedAccountSchema, JSON.parse(JSON.stringify(stored)))
    expect([...engine().ownLists]).toEqual([['invisible', [denyAll]]])
  })

  test('are stored once for each change', () => {
    const begun = engine()
    for (const state of [begun, { ...begun }, { ...begun, nextId: 2 }]) keep(state)
    expect(writes).toBe(0)
    const changed = { ...begun, ownLists: new Map([['invisible', [denyAll]]]) }
    for (const state of [changed, { ...changed }]) keep(state)
    expect(writes).toBe(1)
  })

  test('are forgotten where the file says something else of them, and the account is not', () => {
    const odd = { ...stored, ownLists: [{ name: 'invisible', items: 'all' }] }
    expect(v.parse(storedAccountSchema, odd)).toEqual(fresh)
  })
})
