// What is under way to the server, and when more may come.
import { expect, test } from 'vitest'
import xml from '@xmpp/xml'
import { createBurden } from '../../../electron/xmpp/burden'

function loaded(count: number, size: number) {
  let eased = 0
  const burden = createBurden(() => (eased += 1))
  const stanzas = Array.from({ length: count }, () => xml('message'))
  const asked = stanzas.filter((stanza) => burden.add(stanza, size)).length
  return { burden, stanzas, asked, eased: () => eased }
}

test.each([
  ['many', 1024, 100],
  ['large', 4, 65_536],
])('%s stanzas are enough until half of them have arrived', (_, count, size) => {
  const { burden, stanzas, eased } = loaded(count, size)
  expect(burden.isFull()).toBe(true)
  for (const stanza of stanzas.slice(0, count / 2)) burden.drop(stanza)
  expect(burden.isFull()).toBe(true)
  for (const stanza of stanzas.slice(count / 2, count / 2 + 1)) burden.drop(stanza)
  expect(burden.isFull()).toBe(false)
  expect(eased()).toBe(1)
})

test('on the way there it is asked several times what has arrived', () => {
  expect(loaded(1024, 100).asked).toBe(4)
  expect(loaded(20, 10).asked).toBe(0)
})
