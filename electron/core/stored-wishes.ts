// What is stored of an account's wishes, as the visibility engine takes it and as it changes it.
import type { ListChoice } from '../../shared/privacy/list'
import { declined, named } from '../../shared/privacy/list'
import type { Wishes } from '../../shared/visibility/engine'
import type { StoredAccount } from './settings-schema'

/** The wishes an engine begins with. */
export function wishesOf(stored: StoredAccount): Wishes {
  const { policy, presence, strategy: choice, scope, keptDefault: kept } = stored
  return { policy, presence, choice, scope, keptDefault: kept === null ? declined : named(kept) }
}

/** Stores the user's own default list whenever another one is kept than before. */
export function defaultKeeper(
  stored: StoredAccount,
  store: (change: Partial<StoredAccount>) => void,
): (choice: ListChoice) => void {
  let { keptDefault } = stored
  return (choice) => {
    const name = choice.kind === 'named' ? choice.name : null
    if (name === keptDefault) return
    keptDefault = name
    store({ keptDefault })
  }
}
