// What a client sends, one stanza after the other: presence is translated, privacy lists are answered here, everything
// else goes through the gate as it is. What cannot go yet waits, and with it what comes behind.
import { randomUUID } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import type { BareJid } from '../../shared/jid'
import { bareJid, domainOf } from '../../shared/jid'
import type { PrivacyItem } from '../../shared/privacy/list'
import type { ClientLine } from '../core/legacy-client-line'
import { nsPing, nsPrivacy } from '../xmpp/namespaces'
import { isOnlySigns } from '../xmpp/signs'
import { factsOf } from '../xmpp/stanza'
import { createBacklog } from './backlog'
import { createBlocksOut } from './blocks-out'
import { readCloak } from './cloak'
import type { ListShelf } from './list-shelf'
import type { PresenceOut } from './presence-out'
import { createPresenceOut } from './presence-out'
import type { Requests } from './requests'
import {
  answer,
  blockedBy,
  isRequest,
  isSaid,
  nsBind,
  partedBy,
  readdressed,
  refusal,
} from './stanzas'
import { createVirtualLists } from './virtual-lists'

/** What the way out needs. */
export interface OutboundOptions {
  readonly line: ClientLine
  readonly requests: Requests
  /** The address that the client believes to have. */
  readonly believed: string
  /** The privacy lists of its address. */
  readonly shelf: ListShelf
  readonly deliver: (stanza: Element) => void
  /** Reads nothing more of the client, or reads on. */
  readonly hold: (on: boolean) => void
  /** The client said something that others may hear of. */
  readonly arrive: () => void
  /** The client is about to hide. @returns whether it may */
  readonly hiding: () => boolean
}

/** The way out. */
export interface Outbound {
  take(stanza: Element): void
  /** Something changed: what waits may go now. */
  proceed(): void
  /** What was lost with the connection: a request of the client's goes again, before everything else. */
  lost(stanza: Element): void
  /** Whether nothing of the client's waits. */
  isIdle(): boolean
  /** Nothing goes any more: the client is told of what it wrote and nobody got. @returns how many messages that are */
  close(): number
  /** The client is gone. */
  end(): void
  /** The privacy list that the client believes to be in force; null for none. */
  listInForce(): readonly PrivacyItem[] | null
}

/** Builds it. */
export function createOutbound(options: OutboundOptions): Outbound {
  const { line, requests, believed, deliver, arrive } = options
  const screen = (): void => line.screen(lists.inForce())
  const mayBeInForce = (items: readonly PrivacyItem[] | null): boolean =>
    !items?.some(({ action }) => action === 'deny') || options.hiding()
  const { shelf } = options
  const lists = createVirtualLists({ shelf, allows: mayBeInForce, deliver, changed: screen })
  const presence: PresenceOut = createPresenceOut(options)
  const backlog = createBacklog(options.hold)
  const foretold = new WeakSet<Element>()
  const blocks = createBlocksOut({ line, deliver, done: () => proceed() })
  let busy = false
  // The default list holds before the first presence.
  screen()

  // Of the own server nothing is hidden; for anything else it must be settled who sees the user.
  const mayGo = (stanza: Element): boolean => {
    if (line.connection().state !== 'online' || blocks.busy()) return false
    // The first presence to everybody is what the session begins with; who is who is not known before.
    if (stanza.name === 'presence' && stanza.attrs['to'] === undefined) return !line.busy()
    if (line.full()) return false
    const tells = stanza.name === 'presence' || !isForServer(stanza) || isPublished(stanza)
    if (!tells && !foretells(stanza)) return true
    arrive()
    return line.settled()
  }

  // Whoever was shown presence directly hears nothing from the server when they are parted from: that comes first.
  const foretells = (stanza: Element): boolean => {
    const parted = isRequest(stanza) ? partedBy(stanza) : []
    if (!foretold.has(stanza)) for (const jid of parted) line.part(jid)
    if (parted.length > 0) foretold.add(stanza)
    return parted.length > 0 || blocksSomebody(stanza)
  }

  const blocksSomebody = (stanza: Element): boolean =>
    isForServer(stanza) && isRequest(stanza) && blockedBy(stanza) !== undefined

  const isForServer = ({ attrs }: Element): boolean => {
    const to = bareJid(attrs['to'] ?? '')
    const self = bareJid(believed) as BareJid
    return to === undefined || to === self || to === domainOf(self)
  }

  const carryOut = (stanza: Element): void => {
    const { to } = stanza.attrs
    const own = to === believed ? (line.self() ?? to) : to
    const sent = readdressed(stanza, { from: undefined, to: own })
    if (stanza.name === 'presence') {
      // A default list may be older than the decision that nobody hides.
      if (!mayBeInForce(lists.inForce())) return
      presence.send(sent)
      arrive()
    } else if (stanza.name === 'message') message(sent)
    else if (isRequest(stanza)) request(sent)
    else reply(sent)
  }

  const giveBack = (stanza: Element): void => {
    if (!isSaid(stanza)) return
    deliver(
      refusal(stanza, 'remote-server-timeout', 'The connection was lost: it may not be there.'),
    )
  }

  const message = (stanza: Element): void => {
    const to = bareJid(stanza.attrs['to'] ?? '')
    const words = isSaid(stanza)
    // What the gate lets through by its id must have one.
    if (words) stanza.attrs['id'] ??= randomUUID()
    const sent = to && words ? line.say(to, stanza) : line.send(stanza)
    void sent.then((result) => {
      // A sign of typing that is held back is held back for good; anything else is not lost without a word.
      if (result.ok || isAside(stanza)) return
      const { message: what, action } = result.error
      deliver(refusal(stanza, 'not-allowed', `${what} ${action}`))
    })
  }

  const request = (stanza: Element): void => {
    if (stanza.getChild('query', nsPrivacy)) {
      for (const each of lists.serve(stanza)) deliver(each)
      screen()
      return
    }
    const cloak = readCloak(stanza)
    if (cloak || stanza.getChild('bind', nsBind)) {
      if (cloak) presence.cloak(cloak)
      deliver(cloak ? answer(stanza) : refusal(stanza, 'not-allowed'))
      if (cloak) arrive()
      return
    }
    if (blocksSomebody(stanza)) {
      blocks.take(stanza)
      return
    }
    requests.sent(stanza)
    void line.send(stanza).then((result) => {
      if (result.ok) return
      requests.settled(stanza)
      deliver(refusal(stanza, 'not-allowed', result.error.message))
    })
  }

  const reply = (stanza: Element): void => {
    const asked = requests.answering(stanza)
    if (asked) {
      void line.reply(asked, stanza)
      return
    }
    // Some clients find out in this way whether they are still connected.
    if (bareJid(stanza.attrs['to'] ?? '') !== bareJid(believed)) return
    requests.sent(stanza)
    void line.send(stanza)
  }

  const proceed = (): void => {
    if (busy) return
    busy = true
    for (let next = backlog.first(); next && mayGo(next); next = backlog.first()) {
      backlog.shift()
      carryOut(next)
    }
    busy = false
    backlog.pace()
  }

  return {
    take: (stanza) => {
      // A short break of the connection is none to the client.
      const away = line.connection().state !== 'online'
      if (away && isForServer(stanza) && stanza.getChild('ping', nsPing)) {
        deliver(answer(stanza))
        return
      }
      backlog.add(stanza)
      proceed()
    },
    proceed,
    isIdle: () => backlog.first() === undefined,
    close: () => {
      const unsaid = backlog.clear().filter(isSaid)
      unsaid.forEach(giveBack)
      return unsaid.length
    },
    lost: (stanza) => {
      giveBack(stanza)
      if (!isRequest(stanza) || !requests.waits(stanza)) return
      requests.settled(stanza)
      backlog.addAgain(stanza)
    },
    end: lists.end,
    listInForce: lists.inForce,
  }
}

// The server tells everybody of it who may see the user (XEP-0163).
function isPublished(stanza: Element): boolean {
  const facts = factsOf(stanza)
  return facts?.kind === 'iq' && facts.publishes
}

// What programs say by themselves.
function isAside(message: Element): boolean {
  return message.attrs['type'] === 'error' || isOnlySigns(message)
}
