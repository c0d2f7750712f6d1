// Who is not let guess any more.
import { expect, test } from 'vitest'
import { createAttempts } from '../../../electron/bridge/attempts'
import type { BareJid } from '../../../shared/jid'

const [alice, bob] = ['alice@localhost', 'bob@localhost'] as [BareJid, BareJid]

test('twenty failures in a minute bar an address, and no other', () => {
  let time = 0
  const { failed, isBarred } = createAttempts(() => time)
  for (let n = 0; n < 20; n += 1) {
    expect(isBarred(alice)).toBe(false)
    failed(alice)
    time += 1000
  }
  expect(isBarred(alice)).toBe(true)
  expect(isBarred(bob)).toBe(false)
  time = 60_000
  expect(isBarred(alice)).toBe(false)
})
