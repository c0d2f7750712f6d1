// How the presence of old programs is read.
import xml from '@xmpp/xml'
import { expect, test } from 'vitest'
import { dialectOf, readPresence } from '../../../electron/bridge/dialect'

const caps = (node: string) =>
  xml('presence', {}, xml('c', { xmlns: 'http://jabber.org/protocol/caps', node }))

test.each([
  ['https://psi-im.org', 'clients'],
  ['http://psi-plus.com', 'clients'],
  ['http://pidgin.im/', 'cautious'],
  ['http://coccinella.sourceforge.net/protocol/caps', 'cautious'],
  ['http://psi-im.org.example', 'cautious'],
  ['http://anything.example', 'cautious'],
  ['http://mcabber.com/caps', 'unaware'],
  ['http://profanity-im.github.io', 'unaware'],
])('presence of %s while invisible is read as %s do', (node, dialect) => {
  expect(dialectOf(caps(node))).toBe(dialect)
})

test('presence may not say what its program is', () => {
  expect(dialectOf(xml('presence'))).toBeUndefined()
})

test('a priority below zero would keep messages back: it is none', () => {
  const presence = xml('presence', { type: 'invisible' }, xml('priority', {}, '-1'))
  expect(readPresence(presence)).toMatchObject({ type: 'invisible', to: null, priority: 0 })
})

test.each(['probe', 'error', 'subscribe', 'nonsense'])(
  '%s says nothing of availability',
  (type) => {
    expect(readPresence(xml('presence', { type }))).toBeUndefined()
  },
)
