// The privacy list that a legacy client believes to be in force: whom it hides from is laid upon what else was wished,
// and no list of its own ever reaches the server.
import type { BareJid } from '../../shared/jid'
import type { OwnPresence } from '../../shared/model'
import type { PrivacyItem } from '../../shared/privacy/list'
import { screened } from '../../shared/visibility/legacy-lists'
import type { EngineState } from '../../shared/visibility/state'
import type { Wishing } from './decloak'

/** The lists of one client. */
export interface ClientLists {
  /** The loop, for whoever wishes under the list. */
  readonly under: Wishing
  /** The list in force; null for none. */
  screen(items: readonly PrivacyItem[] | null): void
  /** The engine has moved: contacts whom the list names by a rule may be others now. */
  settle(): void
}

/** Builds them; there is none. */
export function createClientLists(self: BareJid, loop: Wishing): ClientLists {
  let items: readonly PrivacyItem[] | null = null
  let own = loop.state().policy
  let roster: EngineState['roster'] = null

  const wish = (presence?: OwnPresence): void => {
    roster = loop.state().roster
    const people = [...(roster?.values() ?? [])]
    const policy = items ? screened(own, items, self, people) : own
    loop.tell({ type: 'policy-changed', policy, ...(presence && { presence }) })
  }

  return {
    under: {
      state: loop.state,
      tell: (input) => {
        if (input.type !== 'policy-changed') {
          loop.tell(input)
          return
        }
        own = input.policy
        wish(input.presence)
      },
    },
    screen: (list) => {
      if (list === null && items === null) return
      items = list
      wish()
    },
    settle: () => {
      if (items !== null && loop.state().roster !== roster) wish()
    },
  }
}
