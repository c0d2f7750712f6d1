// What surrounds the account and must be in every list of Casper's: who is blocked, where the server's rooms are.
import type { BareJid } from '../../shared/jid'
import { bareJid, domainOf } from '../../shared/jid'
import { jidFits } from '../../shared/privacy/evaluate'
import { mayReceive } from '../../shared/visibility/audience'
import type { EngineState, Support } from '../../shared/visibility/state'
import { isOut } from '../../shared/visibility/state'
import type { BlockedJid, BlockingPush } from '../xmpp/blocking'
import type { VisibilityLoop } from './visibility-loop'

/** What was found at the start of a session. */
export interface Found {
  readonly services: readonly string[]
  /** Null where the server has no block list. */
  readonly blocked: readonly BlockedJid[] | null
  /** Whether a change of the block list makes the server choose another active list. */
  readonly blockSwitchesList: Support
}

/** The surroundings of one account. */
export interface Surroundings {
  load(found: Found): void
  /** The rooms that presence must reach; those of the server's own services are let out to anyhow. */
  setRooms(jids: readonly BareJid[]): void
  /** The roster may have changed. Presence is let out to no subscriber, and to no service where they live. */
  settle(): void
  /** The server's own room services. */
  services(): readonly string[]
  /** The block list changed (XEP-0191 s.3.3-3.5), by an act of ours or by a push. */
  push(happened: BlockingPush): void
  /** Somebody is about to be blocked: whoever is shown presence directly is told first that the user went. */
  foretell(jid: BareJid): void
  /** What was foretold did not happen. */
  recall(): void
  /** Who is blocked, by bare address; null where the server has no block list. */
  blocked(): readonly BareJid[] | null
  /** Every blocked address of somebody: their bare one, or those of single resources. */
  blockedOf(peer: BareJid): readonly BlockedJid[]
  /** Whether that address is blocked, by itself or with its domain. */
  blocks(jid: BareJid): boolean
}

/** Builds them; every change goes to the visibility engine. */
export function createSurroundings(loop: VisibilityLoop): Surroundings {
  let services: readonly string[] = []
  let blocked: ReadonlySet<BlockedJid> | null = null
  let blockSwitchesList: Support = 'unknown'
  let rooms: readonly BareJid[] = []

  let roster: EngineState['roster'] = null
  let told: readonly string[] = []

  const ways = (): readonly string[] => {
    const subscribers = [...(roster?.values() ?? [])].filter(mayReceive)
    const jids = new Set(subscribers.map(({ jid }) => jid as BareJid))
    const homes = new Set([...jids].map(domainOf))
    const whole = services.filter((service) => !homes.has(service))
    const single = rooms.filter((room) => !whole.includes(domainOf(room)) && !jids.has(room))
    return [...whole, ...single]
  }

  const tell = (): void => {
    told = ways()
    loop.tell({ type: 'surroundings-known', services: told, blocked: [...(blocked ?? [])] })
  }

  const tellNews = (): void => {
    const now = ways()
    if (now.length !== told.length || now.some((way) => !told.includes(way))) tell()
  }

  const after = (happened: BlockingPush, before: ReadonlySet<BlockedJid>): Set<BlockedJid> => {
    if (happened.kind === 'unblock-all') return new Set()
    const jids = new Set(happened.jids)
    return happened.kind === 'block' ? before.union(jids) : before.difference(jids)
  }

  return {
    load: (found) => {
      services = found.services
      blocked = found.blocked && new Set(found.blocked)
      blockSwitchesList = found.blockSwitchesList
      tell()
    },
    setRooms: (jids) => {
      rooms = jids
      tellNews()
    },
    settle: () => {
      const known = loop.state().roster
      if (known === roster) return
      roster = known
      tellNews()
    },
    services: () => services,
    push: (happened) => {
      blocked = after(happened, blocked ?? new Set())
      // Under the list that the server chose, whoever is unblocked is sent presence, and whoever is blocked is not.
      const unhides = happened.kind !== 'block' && blockSwitchesList === 'yes'
      if (!unhides) tell()
      if (blockSwitchesList === 'yes') loop.tell({ type: 'lists-doubted' })
      if (blockSwitchesList === 'unknown') loop.tell({ type: 'retry' })
      if (unhides) tell()
    },
    foretell: (jid) => {
      if (isOut(loop.state().server)) return
      loop.tell({ type: 'block-foretold', jid })
    },
    recall: () => tell(),
    blocked: () => blocked && [...new Set([...blocked].flatMap((jid) => bareJid(jid) ?? []))],
    blockedOf: (peer) => [...(blocked ?? [])].filter((jid) => bareJid(jid) === peer),
    blocks: (jid) => [...(blocked ?? [])].some((value) => jidFits(value, jid)),
  }
}
