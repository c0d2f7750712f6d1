// Asking anew who is there, where the server does not say it by itself.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ContactBook } from '../../../electron/core/contact-book'
import { createContactBook } from '../../../electron/core/contact-book'
import type { PresenceRefresh } from '../../../electron/core/presence-refresh'
import { createPresenceRefresh } from '../../../electron/core/presence-refresh'
import { bareJid } from '../../../shared/jid'

const bob = bareJid('bob@localhost')!
const carol = bareJid('carol@localhost')!
const round = 5 * 60_000
const patience = 30_000

let book: ContactBook
let refresh: PresenceRefresh
let blind: boolean
let asked: number
let answering: () => void

beforeEach(() => {
  vi.useFakeTimers()
  book = createContactBook('one', () => undefined)
  const both = { name: '', groups: [], subscription: 'both', ask: false } as const
  book.load(
    [bob, carol].map((jid) => ({ jid, ...both })),
    new Map(),
  )
  blind = true
  asked = 0
  answering = () => undefined
  refresh = createPresenceRefresh({
    book,
    isBlind: () => blind,
    ask: () => {
      asked += 1
      answering()
    },
  })
  refresh.start()
})

afterEach(() => {
  refresh.stop()
  vi.useRealTimers()
})

const appear = (from: typeof bob, resource: string): void =>
  book.presence({
    kind: 'available',
    from,
    resource: { resource, show: null, status: '', priority: 0 },
  })

const resourcesOf = (jid: typeof bob) => book.get(jid)?.resources.map(({ resource }) => resource)

test('who answers stays, who does not is gone', () => {
  for (const resource of ['a', 'b']) appear(bob, resource)
  appear(carol, 'c')
  answering = () => appear(bob, 'b')
  vi.advanceTimersByTime(round)
  expect(resourcesOf(carol)).toEqual(['c'])
  vi.advanceTimersByTime(patience)
  expect([resourcesOf(bob), resourcesOf(carol)]).toEqual([['b'], []])
  vi.advanceTimersByTime(round - patience)
  expect(asked).toBe(2)
})

test('nobody is asked while the server says it by itself', () => {
  appear(bob, 'a')
  blind = false
  vi.advanceTimersByTime(2 * round)
  expect(asked).toBe(0)
  expect(resourcesOf(bob)).toEqual(['a'])
})

test('silence means nothing once the server says it by itself again', () => {
  appear(bob, 'a')
  vi.advanceTimersByTime(round)
  blind = false
  vi.advanceTimersByTime(2 * round)
  expect(resourcesOf(bob)).toEqual(['a'])
})

test('nothing happens once stopped', () => {
  appear(bob, 'a')
  vi.advanceTimersByTime(round)
  refresh.stop()
  vi.advanceTimersByTime(2 * round)
  expect([asked, resourcesOf(bob)]).toEqual([1, ['a']])
})
