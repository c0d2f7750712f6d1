// What is stored of an account's wishes, as the visibility engine takes it and as it changes it.
import { declined, named } from '../../shared/privacy/list'
import type { Wishes } from '../../shared/visibility/engine'
import type { EngineState } from '../../shared/visibility/state'
import { isOurs } from '../../shared/visibility/strategies/lists'
import type { StoredAccount } from './settings-schema'

/** The wishes an engine begins with. */
export function wishesOf(stored: StoredAccount): Wishes {
  const { policy, presence, strategy: choice, scope, keptDefault: kept } = stored
  const keptDefault = kept === null ? declined : named(kept)
  const ownLists = new Map(stored.ownLists.map(({ name, items }) => [name, items]))
  return { policy, presence, choice, scope, keptDefault, ownLists }
}

/**
 * Stores, when it changes, which default list is the user's own, whether one of Casper's stands in its place, and what
 * Casper leaves on the server.
 */
export function listKeeper(
  stored: StoredAccount,
  store: (change: Partial<StoredAccount>) => void,
): (state: EngineState) => void {
  let { keptDefault, holdsDefault } = stored
  let left: EngineState['ownLists'] | null = null
  return (state) => {
    const { keptDefault: choice, server, ownLists } = state
    const name = choice.kind === 'named' ? choice.name : null
    const holds = server.default.kind === 'unknown' ? holdsDefault : isOurs(state, server.default)
    // The first state is the stored one.
    left ??= ownLists
    if (name === keptDefault && holds === holdsDefault && ownLists === left) return
    keptDefault = name
    holdsDefault = holds
    left = ownLists
    const lists = [...ownLists].map(([each, items]) => ({ name: each, items }))
    store({ keptDefault, holdsDefault, ownLists: lists })
  }
}
