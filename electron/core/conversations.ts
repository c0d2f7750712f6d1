// One-to-one conversations of one account: what is said is kept first, then sent or shown.
import { randomUUID } from 'node:crypto'
import type { BareJid } from '../../shared/jid'
import type { AccountId, Message } from '../../shared/model'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import type { History } from '../store/history'
import type { MessageFact } from '../xmpp/message'
import { chatMessage } from '../xmpp/message'
import type { Outbox } from '../xmpp/outbox'
import type { ContactBook } from './contact-book'

/** How many messages a conversation shows when it is opened. */
const shownMessages = 200

/** What conversations need. */
export interface ConversationsOptions {
  readonly account: AccountId
  readonly history: History
  readonly book: ContactBook
  readonly publish: (event: AppEvent) => void
  readonly now: () => number
}

/** The conversations. */
export interface Conversations {
  open(peer: BareJid): void
  read(peer: BareJid): void
  /** Sends. @param acknowledges whether the server will acknowledge what it took over (XEP-0198) */
  send(outbox: Outbox, peer: BareJid, body: string, acknowledges: boolean): Promise<Result<null>>
  receive(fact: MessageFact): void
  /** Notes what became of a message that was sent. */
  settle(id: string, state: Message['state']): void
}

/** Builds the conversations of an account over its history. */
export function createConversations(options: ConversationsOptions): Conversations {
  const { account, history, book, publish, now } = options
  const sent = new Map<string, Message>()

  const show = (message: Message): void => publish({ type: 'message.changed', account, message })

  const settle = (id: string, state: Message['state']): void => {
    const message = sent.get(id)
    if (!message) return
    history.setState(account, id, state)
    show({ ...message, state })
  }

  return {
    open: (peer) => {
      book.meet(peer)
      const messages = history.recent(account, peer, shownMessages)
      publish({ type: 'chat.opened', account, peer, messages })
    },
    read: (peer) => {
      history.markRead(account, peer)
      book.setUnread(peer, 0)
    },
    send: async (outbox, peer, body, acknowledges) => {
      const id = randomUUID()
      const message: Message = { id, peer, direction: 'out', body, at: now(), state: 'pending' }
      history.add(account, message)
      sent.set(id, message)
      show(message)
      const result = await outbox.send(chatMessage(peer, id, body))
      if (!result.ok) {
        settle(id, 'failed')
        return result
      }
      if (!acknowledges) settle(id, 'sent')
      return ok(null)
    },
    receive: (fact) => {
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
      book.meet(peer)
      history.add(account, message)
      show(message)
      book.setUnread(peer, (book.get(peer)?.unread ?? 0) + 1)
    },
    settle,
  }
}
