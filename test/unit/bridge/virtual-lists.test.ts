// The lists a client believes in, by the rules of RFC 3921 s.10 for whoever keeps lists.
import xml from '@xmpp/xml'
import type { Element } from '@xmpp/xml'
import { describe, expect, test } from 'vitest'
import { createShelves } from '../../../electron/bridge/list-shelf'
import { createVirtualLists } from '../../../electron/bridge/virtual-lists'
import type { StoredLists } from '../../../electron/core/client-lists-schema'
import { bareJid, type BareJid } from '../../../shared/jid'

const ns = 'jabber:iq:privacy'
const item = (order: string) => xml('item', { action: 'deny', order })
const list = (name: string, ...items: Element[]) => xml('list', { name }, items)

const alice = bareJid('alice@shire.example') as BareJid

/** What is stored of addresses, and the shelves before it, as after a start. */
function store() {
  const stored = new Map<BareJid, StoredLists>()
  const start = () =>
    createShelves({
      read: (jid) => stored.get(jid) ?? null,
      write: (jid, lists) => void stored.set(jid, lists),
    })
  return { start }
}

function served(shelf = store().start()(alice), allows: (deny: boolean) => boolean = () => true) {
  const pushed: string[] = []
  const lists = createVirtualLists({
    shelf,
    allows: (items) => allows(items?.some(({ action }) => action === 'deny') ?? false),
    deliver: (push) => pushed.push(String(push)),
    changed: () => pushed.push('changed'),
  })
  const ask = (type: string, ...inner: Element[]) =>
    lists.serve(xml('iq', { type, id: 'q' }, xml('query', { xmlns: ns }, inner)))
  const answer = (type: string, ...inner: Element[]) => {
    const [first] = ask(type, ...inner)
    const error = first?.getChild('error')?.getChildElements()[0]?.name
    return error ?? first?.attrs['type']
  }
  return { lists, ask, answer, pushed }
}

test('a list is made, pushed, and read in its order (s.10.7, s.10.4)', () => {
  const { ask } = served()
  const [result, push] = ask('set', list('l', item('2'), item('1')))
  expect(result?.attrs['type']).toBe('result')
  expect(push?.toString()).toMatch(/type="set".*<list name="l"\/>/)
  const [read] = ask('get', list('l'))
  expect(read?.toString()).toMatch(/order="1".*order="2"/)
})

test('what is not there cannot be chosen, read or removed (s.10.4 to s.10.8)', () => {
  const { answer } = served()
  const name = { name: 'none' }
  expect(answer('set', xml('active', name))).toBe('item-not-found')
  expect(answer('set', xml('default', name))).toBe('item-not-found')
  expect(answer('get', list('none'))).toBe('item-not-found')
  expect(answer('set', list('none'))).toBe('item-not-found')
})

test('a list in use is not removed, and one that is declined is (s.10.8)', () => {
  const { lists, answer } = served()
  answer('set', list('l', item('1')))
  answer('set', xml('active', { name: 'l' }))
  expect(lists.inForce()).toHaveLength(1)
  expect(answer('set', list('l'))).toBe('conflict')
  expect(answer('set', xml('active'))).toBe('result')
  expect(lists.inForce()).toBeNull()
  expect(answer('set', list('l'))).toBe('result')
})

test('the active list counts before the default one (s.10.2)', () => {
  const { lists, answer } = served()
  answer('set', list('usual', item('1')))
  answer('set', list('now', item('1'), item('2')))
  answer('set', xml('default', { name: 'usual' }))
  expect(lists.inForce()).toHaveLength(1)
  answer('set', xml('active', { name: 'now' }))
  expect(lists.inForce()).toHaveLength(2)
})

test('what says two things, or nothing that makes sense, is refused (s.10.3)', () => {
  const { answer } = served()
  expect(answer('set', list('a', item('1')), list('b', item('1')))).toBe('bad-request')
  expect(answer('set', list('a', item('1'), item('1')))).toBe('bad-request')
  expect(answer('set', list('a', xml('item', { action: 'perhaps', order: '1' })))).toBe(
    'bad-request',
  )
  expect(answer('set')).toBe('bad-request')
  expect(answer('get', list('a'), list('b'))).toBe('bad-request')
})

test('addresses are read in their normal form, and one that is none is refused (s.10.1)', () => {
  const { lists, answer } = served()
  const denied = (value: string) =>
    list('l', xml('item', { action: 'deny', order: '1', type: 'jid', value }))
  expect(answer('set', denied('Bob@Localhost/Phone'))).toBe('result')
  answer('set', xml('active', { name: 'l' }))
  expect(lists.inForce()?.[0]?.match).toEqual({ type: 'jid', value: 'bob@localhost/Phone' })
  expect(answer('set', denied('bob@'))).toBe('jid-malformed')
})

const inForce = ({ lists }: ReturnType<typeof served>): number => lists.inForce()?.length ?? 0

describe('the lists of one address', () => {
  test('are there at the next login, and the default one holds at once; the active one does not', () => {
    const { start } = store()
    const first = served(start()(alice))
    first.answer('set', list('usual', item('1')))
    first.answer('set', list('now', item('1'), item('2')))
    first.answer('set', xml('default', { name: 'usual' }))
    first.answer('set', xml('active', { name: 'now' }))
    expect(inForce(first)).toBe(2)
    first.lists.end()
    const second = served(start()(alice))
    expect(inForce(second)).toBe(1)
    expect(second.answer('set', xml('active', { name: 'now' }))).toBe('result')
  })

  test('are nobody else’s', () => {
    const shelfOf = store().start()
    served(shelfOf(alice)).answer('set', list('l', item('1')))
    const other = served(shelfOf(bareJid('bob@shire.example') as BareJid))
    expect(other.answer('get', list('l'))).toBe('item-not-found')
  })

  test('are the same for all of its sessions, which hear of a change (s.10.11)', () => {
    const shelf = store().start()(alice)
    const [one, other] = [served(shelf), served(shelf)]
    one.answer('set', list('l', item('1')))
    expect(other.pushed).toEqual([expect.stringContaining('<list name="l"/>'), 'changed'])
    expect(one.pushed).toEqual([])
    one.answer('set', xml('default', { name: 'l' }))
    expect(inForce(other)).toBe(1)
    one.answer('set', list('l', item('1'), item('2')))
    expect(inForce(other)).toBe(2)
  })

  test('are neither removed nor declined under another session (s.10.6, s.10.8)', () => {
    const shelf = store().start()(alice)
    const [one, other] = [served(shelf), served(shelf)]
    one.answer('set', list('l', item('1')))
    one.answer('set', list('m', item('1')))
    one.answer('set', xml('default', { name: 'l' }))
    other.answer('set', xml('active', { name: 'm' }))
    expect(one.answer('set', list('m'))).toBe('conflict')
    other.answer('set', xml('active'))
    expect(one.answer('set', xml('default'))).toBe('conflict')
    other.lists.end()
    expect(one.answer('set', xml('default'))).toBe('result')
    expect(one.answer('set', list('m'))).toBe('result')
  })

  test('hold no more than can be stored', () => {
    const { answer } = served()
    const many = Array.from({ length: 3000 }, (_, index) => item(String(index)))
    expect(answer('set', list('a', ...many))).toBe('result')
    expect(answer('set', list('b', ...many))).toBe('not-allowed')
    expect(answer('set', list('x'.repeat(4000), item('1')))).toBe('not-allowed')
    expect(answer('set', list('c', item('9'.repeat(400))))).toBe('not-allowed')
  })
})

test('what may not be in force is not kept, so that the next login is not refused for it', () => {
  const { start } = store()
  const first = served(start()(alice), (denies) => !denies)
  first.answer('set', list('l', item('1')))
  expect(first.ask('set', xml('default', { name: 'l' }))).toEqual([])
  expect(inForce(served(start()(alice)))).toBe(0)
})
