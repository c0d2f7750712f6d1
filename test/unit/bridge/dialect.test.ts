// How the presence of old programs is read.
import xml from '@xmpp/xml'
import { expect, test } from 'vitest'
import { dialectOf, readPresence } from '../../../electron/bridge/dialect'

const caps = (node: string) =>
  xml('presence', {}, xml('c', { xmlns: 'http://jabber.org/protocol/caps', node }))

test.each([
  ['https://psi-im.org', 'clients'],
  ['http://psi-plus.com', 'clients'],
  ['http://pidgin.im/', 'clients'],
  ['http://mcabber.com/caps', 'xep-0018'],
  ['http://profanity-im.github.io', 'xep-0018'],
])('presence of %s while invisible is read as %s do', (node, dialect) => {
  expect(dialectOf(caps(node))).toBe(dialect)
})

test('who does not say what they are means what programs with such a menu mean', () => {
  expect(dialectOf(xml('presence'))).toBe('clients')
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
