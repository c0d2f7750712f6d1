// Messages from the archive among those that came by themselves: each once, in order, read or not.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ContactBook } from '../../../electron/core/contact-book'
import { createContactBook } from '../../../electron/core/contact-book'
import type { Conversations } from '../../../electron/core/conversations'
import { createConversations } from '../../../electron/core/conversations'
import type { History } from '../../../electron/store/history'
import { openHistory } from '../../../electron/store/history'
import type { ArchivedMessage } from '../../../electron/xmpp/mam'
import type { Outbox } from '../../../electron/xmpp/outbox'
import { bareJid } from '../../../shared/jid'
import type { Message } from '../../../shared/model'
import { ok } from '../../../shared/result'
import type { AppEvent } from '../../../shared/snapshot'

const bob = bareJid('bob@localhost')!
const noon = Date.parse('2026-11-08T12:00:00Z')

let dir: string
let history: History
let book: ContactBook
let conversations: Conversations
let events: AppEvent[]
let now: number

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'casper-conversations-'))
  history = openHistory(join(dir, 'casper.db'))
  events = []
  now = noon
  const publish = (event: AppEvent) => void events.push(event)
  book = createContactBook('one', publish)
  conversations = createConversations({
    account: 'one',
    history,
    book,
    publish,
    now: () => now,
    reveal: { give: () => undefined },
    spoke: () => undefined,
  })
})

afterEach(() => {
  history.close()
  rmSync(dir, { recursive: true, force: true })
})

function archived(archiveId: string, at: number, change: Partial<ArchivedMessage> = {}) {
  return {
    archiveId,
    id: null,
    peer: bob,
    direction: 'in',
    body: archiveId,
    at,
    ...change,
  } as const
}

function arrives(body: string, archiveId: string | null): void {
  conversations.receive({ kind: 'chat', from: bob, body, sentAt: null }, archiveId)
}

const said = () => history.recent('one', bob, 9).map(({ body }) => body)
const shown = (): readonly Message[] | undefined =>
  events.findLast((event) => event.type === 'chat.opened')?.messages

/** Sends through a wire that takes everything. @returns the message's id */
async function send(body: string): Promise<string> {
  const ids: string[] = []
  const outbox: Outbox = {
    send: (stanza) => {
      ids.push(stanza.attrs['id'] ?? '')
      return Promise.resolve(ok(undefined))
    },
    asks: () => false,
    reply: () => Promise.resolve(ok(undefined)),
    lastWords: () => [],
    mayResend: () => false,
  }
  await conversations.send(outbox, { peer: bob, body, leave: null }, true)
  return ids[0] ?? ''
}

describe('messages from the archive', () => {
  test('are taken once, whether the live copy comes before or after', () => {
    arrives('a', 'a')
    conversations.takeArchived([archived('a', noon), archived('b', noon)])
    arrives('b', 'b')
    expect(said()).toEqual(['a', 'b'])
    expect(book.get(bob)?.unread).toBe(2)
  })

  test('are put where they belong in a conversation that is open', () => {
    conversations.open(bob)
    arrives('live', 'c')
    conversations.takeArchived([archived('a', noon - 2000), archived('b', noon - 1000)])
    expect(shown()?.map(({ body }) => body)).toEqual(['a', 'b', 'live'])
  })

  test('keep the order of the archive where it cuts times to whole seconds', async () => {
    now = noon + 700
    const id = await send('a question')
    conversations.takeArchived([
      archived('q', noon, { direction: 'out', id }),
      archived('an answer', noon),
      archived('a minute before', noon - 60_000),
    ])
    expect(said()).toEqual(['a minute before', 'a question', 'an answer'])
  })

  test('say that what we sent was sent', async () => {
    const id = await send('hello')
    conversations.settle(id, 'unsure')
    conversations.takeArchived([archived('x', noon, { direction: 'out', id, body: 'hello' })])
    expect(history.recent('one', bob, 9)).toMatchObject([{ id, state: 'sent' }])
  })

  test('that the user wrote elsewhere mean that what they answer was read', () => {
    arrives('later', 'z')
    conversations.takeArchived([
      archived('a', noon - 3000),
      archived('b', noon - 2000, { direction: 'out' }),
      archived('c', noon - 1000),
    ])
    expect(said()).toEqual(['a', 'b', 'c', 'later'])
    expect(book.get(bob)?.unread).toBe(2)
  })

  test('that are all known change nothing', () => {
    conversations.takeArchived([archived('a', noon)])
    conversations.read(bob)
    const before = events.length
    conversations.takeArchived([archived('a', noon)])
    expect(events).toHaveLength(before)
    expect(book.get(bob)?.unread).toBe(0)
  })
})
