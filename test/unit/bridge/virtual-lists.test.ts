// The lists a client believes in, by the rules of RFC 3921 s.10 for whoever keeps lists.
import xml from '@xmpp/xml'
import type { Element } from '@xmpp/xml'
import { expect, test } from 'vitest'
import { createVirtualLists } from '../../../electron/bridge/virtual-lists'

const ns = 'jabber:iq:privacy'
const item = (order: string) => xml('item', { action: 'deny', order })
const list = (name: string, ...items: Element[]) => xml('list', { name }, items)

function served() {
  const lists = createVirtualLists()
  const ask = (type: string, ...inner: Element[]) =>
    lists.serve(xml('iq', { type, id: 'q' }, xml('query', { xmlns: ns }, inner)))
  const answer = (type: string, ...inner: Element[]) => {
    const [first] = ask(type, ...inner)
    const error = first?.getChild('error')?.getChildElements()[0]?.name
    return error ?? first?.attrs['type']
  }
  return { lists, ask, answer }
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
