// What a program says of itself in presence, read and written.
import xml from '@xmpp/xml'
import { expect, test } from 'vitest'
import { readProgram } from '../../../electron/xmpp/caps'
import { roomPresence } from '../../../electron/xmpp/muc'
import { available } from '../../../electron/xmpp/presence'
import type { FullJid } from '../../../shared/jid'

const plain = { show: null, status: '', priority: 0 } as const
const caps = { hash: 'sha-1', node: 'https://psi-im.org', ver: 'Hdpf5om9MjI+Ffv9JYH9M2qXn+s=' }
const c = (attrs: object) => xml('c', { xmlns: 'http://jabber.org/protocol/caps', ...attrs })
const x = (photo?: string) =>
  xml('x', { xmlns: 'vcard-temp:x:update' }, photo === undefined ? null : xml('photo', {}, photo))

test('XEP-0115 s.4: it goes out as it came', () => {
  const program = readProgram(xml('presence', {}, c(caps)))
  expect(program).toEqual(caps)
  expect(available({ ...plain, ...(program && { program }) }).toString()).toBe(
    '<presence><c xmlns="http://jabber.org/protocol/caps" hash="sha-1" ' +
      'node="https://psi-im.org" ver="Hdpf5om9MjI+Ffv9JYH9M2qXn+s="/></presence>',
  )
})

test('XEP-0115 s.4.1: programs of before have no hash, and name bundles', () => {
  const old = { node: 'http://tkabber.jabber.ru/', ver: '1.1.2', ext: 'voice-v1 camera-v1' }
  expect(readProgram(xml('presence', {}, c(old)))).toEqual(old)
})

test.each([
  ['the hash of a picture', x('sha1'), { photo: 'sha1' }],
  ['that there is none', x(''), { photo: '' }],
  ['that it is not known yet', x(), {}],
])('XEP-0153 s.3: it may say %s', (_, update, expected) => {
  expect(readProgram(xml('presence', {}, c(caps), update))).toEqual({ ...caps, ...expected })
})

test('XEP-0153 s.3: the picture goes out as it came', () => {
  const stanza = available({ ...plain, program: { ...caps, photo: '' } }).toString()
  expect(stanza).toContain('<x xmlns="vcard-temp:x:update"><photo/></x>')
})

test.each([
  ['nothing', undefined],
  ['half of it', { node: 'https://psi-im.org' }],
  ['more than anybody needs', { ...caps, ext: 'x'.repeat(257) }],
])('what says %s of the program is not passed on', (_, attrs) => {
  expect(readProgram(xml('presence', {}, attrs ? c(attrs) : null))).toBeUndefined()
})

test('rooms, where strangers are, are not told', () => {
  const room = 'tea@rooms.shire.example/ann' as FullJid
  expect(roomPresence(room, { ...plain, program: caps }).children).toEqual([])
})
