// What surrounds the account and must be in every list of Casper's: who is blocked, where the server's rooms are.
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import { jidFits } from '../../shared/privacy/evaluate'
import type { Support } from '../../shared/visibility/state'
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
  /** The rooms that presence must reach, those of the server's own services included. */
  setRooms(jids: readonly BareJid[]): void
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

  const tell = (): void => {
    const ways = [...services, ...rooms]
    loop.tell({ type: 'surroundings-known', services: ways, blocked: [...(blocked ?? [])] })
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
      if (jids.length === rooms.length && jids.every((jid) => rooms.includes(jid))) return
      rooms = jids
      tell()
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
      const { server, session } = loop.state()
      // Whoever is blocked while presence is broadcast is told by the server, where it does that.
      if (isOut(server) && session?.quietBlocks !== true) return
      loop.tell({ type: 'block-foretold', jid })
    },
    recall: () => tell(),
    blocked: () => blocked && [...new Set([...blocked].flatMap((jid) => bareJid(jid) ?? []))],
    blockedOf: (peer) => [...(blocked ?? [])].filter((jid) => bareJid(jid) === peer),
    blocks: (jid) => [...(blocked ?? [])].some((value) => jidFits(value, jid)),
  }
}
