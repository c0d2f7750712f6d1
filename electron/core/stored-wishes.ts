// What is stored of an account's wishes, as the visibility engine takes it and as it changes it.
import { declined, named } from '../../shared/privacy/list'
import type { Wishes } from '../../shared/visibility/engine'
import type { EngineState } from '../../shared/visibility/state'
import { isOurs } from '../../shared/visibility/strategies/lists'
import type { StoredAccount } from './settings-schema'

/** The wishes an engine begins with. */
export function wishesOf(stored: StoredAccount): Wishes {
  const { policy, presence, strategy: choice, scope, keptDefault: kept } = stored
  return { policy, presence, choice, scope, keptDefault: kept === null ? declined : named(kept) }
}

/** Stores which default list is the user's own, and whether one of Casper's stands in its place, when that changes. */
export function defaultKeeper(
  stored: StoredAccount,
  store: (change: Partial<StoredAccount>) => void,
): (state: EngineState) => void {
  let { keptDefault, holdsDefault } = stored
  return (state) => {
    const { keptDefault: choice, server } = state
    const name = choice.kind === 'named' ? choice.name : null
    const holds = server.default.kind === 'unknown' ? holdsDefault : isOurs(state, server.default)
    if (name === keptDefault && holds === holdsDefault) return
    keptDefault = name
    holdsDefault = holds
    store({ keptDefault, holdsDefault })
  }
}
