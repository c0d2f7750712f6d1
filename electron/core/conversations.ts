// One-to-one conversations of one account: what is said is kept first, then sent or shown.
import { randomUUID } from 'node:crypto'
import type { BareJid } from '../../shared/jid'
import type { AccountId, Message } from '../../shared/model'
import type { Leave } from '../../shared/protocol'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import type { History } from '../store/history'
import type { ArchivedMessage } from '../xmpp/mam'
import type { MessageFact } from '../xmpp/message'
import { chatMessage } from '../xmpp/message'
import type { Outbox } from '../xmpp/outbox'
import type { ContactBook } from './contact-book'
import type { Reveal } from './reveal'
import { asksAbout } from './reveal'

/** How many messages a conversation shows when it is opened. */
const shownMessages = 200

/** What conversations need. */
export interface ConversationsOptions {
  readonly account: AccountId
  readonly history: History
  readonly book: ContactBook
  readonly publish: (event: AppEvent) => void
  readonly now: () => number
  readonly reveal: Pick<Reveal, 'give'>
  /** Told that something was said in a conversation. */
  readonly spoke: (peer: BareJid) => void
}

/** What the user says. */
export interface Saying {
  readonly peer: BareJid
  readonly body: string
  /** The user's yes, where sending tells somebody that they are here. */
  readonly leave: Leave | null
}

/** The conversations. */
export interface Conversations {
  open(peer: BareJid): void
  read(peer: BareJid): void
  /**
   * Sends. Errors: `gate-asks` where the user must say yes first; then nothing is kept, either.
   * @param acknowledges whether the server will acknowledge what it took over (XEP-0198)
   */
  send(outbox: Outbox, saying: Saying, acknowledges: boolean): Promise<Result<null>>
  /** Takes a message that arrived. @param archiveId what the archive on the server calls it, where that is known */
  receive(fact: MessageFact, archiveId: string | null): void
  /** Takes messages as the archive has them, oldest first; what is known already is passed over. */
  takeArchived(messages: readonly ArchivedMessage[]): void
  /** Notes what became of a message that was sent. */
  settle(id: string, state: Message['state']): void
}

/** Builds the conversations of an account over its history. */
export function createConversations(options: ConversationsOptions): Conversations {
  const { account, history, book, publish, now, reveal, spoke } = options
  const sent = new Map<string, Message>()
  const opened = new Set<BareJid>()

  const show = (message: Message): void => publish({ type: 'message.changed', account, message })

  const settle = (id: string, state: Message['state']): void => {
    const message = sent.get(id)
    if (!message) return
    history.setState(account, id, state)
    show({ ...message, state })
  }

  const open = (peer: BareJid): void => {
    opened.add(peer)
    book.meet(peer)
    const messages = history.recent(account, peer, shownMessages)
    publish({ type: 'chat.opened', account, peer, messages })
  }

  // Some archives cut times to whole seconds: within such a second, what is said later stays later.
  const keepArchived = (
    { archiveId, id, ...said }: ArchivedMessage,
    before: number,
  ): number | undefined => {
    const { peer, direction } = said
    const own = direction === 'out'
    const noted =
      own && id !== null ? history.noteArchived(account, peer, id, archiveId) : undefined
    if (noted !== undefined) return noted
    const at = Math.max(said.at, Math.min(before, said.at + 999))
    const state = own ? 'sent' : 'received'
    const message = { ...said, id: randomUUID(), at, state } as const
    if (!history.add(account, message, archiveId)) return undefined
    // Whoever answered from another device has read what they answered.
    if (own) history.markRead(account, peer, at)
    return at
  }

  return {
    open,
    read: (peer) => {
      history.markRead(account, peer)
      book.setUnread(peer, 0)
    },
    send: async (outbox, { peer, body, leave }, acknowledges) => {
      const id = randomUUID()
      const stanza = chatMessage(peer, id, body)
      if (leave) reveal.give(peer, id, leave)
      if (outbox.asks(stanza)) return err(asksAbout(book.get(peer)?.name || peer))
      const message: Message = { id, peer, direction: 'out', body, at: now(), state: 'pending' }
      history.add(account, message)
      sent.set(id, message)
      show(message)
      const result = await outbox.send(stanza)
      if (!result.ok) {
        settle(id, 'failed')
        return result
      }
      if (!acknowledges) settle(id, 'sent')
      spoke(peer)
      return ok(null)
    },
    receive: (fact, archiveId) => {
      if (fact.kind === 'error') {
        if (sent.get(fact.id)?.peer === fact.from) settle(fact.id, 'failed')
        return
      }
      const { from: peer, body } = fact
      const at = fact.sentAt ?? now()
      const message: Message = {
        id: randomUUID(),
        peer,
        direction: 'in',
        body,
        at,
        state: 'received',
      }
      if (!history.add(account, message, archiveId)) return
      book.meet(peer)
      show(message)
      spoke(peer)
      book.setUnread(peer, (book.get(peer)?.unread ?? 0) + 1)
    },
    takeArchived: (messages) => {
      const touched = new Map<BareJid, number>()
      for (const message of messages) {
        const at = keepArchived(message, touched.get(message.peer) ?? 0)
        if (at !== undefined) touched.set(message.peer, at)
      }
      const unread = history.unread(account)
      for (const peer of touched.keys()) {
        const count = unread.get(peer) ?? 0
        if (count > 0) book.meet(peer)
        book.setUnread(peer, count)
        if (opened.has(peer)) open(peer)
      }
    },
    settle,
  }
}
