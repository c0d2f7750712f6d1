// Removes lists that Casper left on the server and nobody uses any more (RFC 3921 s.10.8): those that bear this
// installation's names, and those under the names of XEP-0126, which others may use, too, if they still say exactly what
// Casper wrote. Where a server would take such a list from under another session (ejabberd, jabberd2, measured), that one
// would be shown: there it goes only where the server says that there is none, and stays where it cannot say (jabberd2).
import { sameItems } from '../../privacy/list'
import type { EngineState } from '../state'
import type { NextStep } from './strategy'
import { effect } from './strategy'

/** The next removal, or what must be read before it; null where nothing may be removed. */
export function tidying(state: EngineState): NextStep {
  const { tidy, slots, ownLists, session, server } = state
  const { lists } = server
  if (tidy === 'not-yet' || typeof lists === 'string') return null
  const used = usedNames(state)
  const left = slots.find((name) => lists.has(name) && !used.includes(name))
  if (left !== undefined) return effect({ kind: 'remove-list', name: left })
  if (tidy === 'own') return null
  for (const [name, items] of ownLists) {
    const present = lists.get(name)
    if (present === undefined || used.includes(name)) continue
    if (present === null) return effect({ kind: 'get-list', name, leftover: true })
    if (sameItems(present, items)) {
      return effect({ kind: 'remove-list', name, alone: session?.keepsUsed !== true })
    }
  }
  return null
}

function usedNames({ server, keptDefault }: EngineState): string[] {
  return [server.active, server.default, server.restore, keptDefault].flatMap((choice) =>
    choice.kind === 'named' ? [choice.name] : [],
  )
}
