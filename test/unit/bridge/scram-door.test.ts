// What SCRAM at the bridge tells of whom Casper holds, which is nothing, and where it is offered.
import { expect, test } from 'vitest'
import { createAttempts } from '../../../electron/bridge/attempts'
import { makeBridgePassword } from '../../../electron/bridge/keys'
import { createScramDoor } from '../../../electron/bridge/scram-door'
import { deriveKeys } from '../../../electron/c2s/scram'
import { freshAccount } from '../../../electron/core/fresh-account'
import type { BareJid } from '../../../shared/jid'

const alice = 'alice@shire.example' as BareJid

/** Alice is held; her password is known or not. */
function door({ bridge = false, known = true } = {}) {
  let time = 0
  const now = () => time
  const keys = bridge ? makeBridgePassword().keys : null
  const stored = { ...freshAccount('a', alice, { mode: 'auto' }), bridgeKeys: keys }
  const held = { stored, password: () => Promise.resolve(known ? 'secret' : undefined) }
  const attempts = createAttempts(now)
  const scram = createScramDoor({
    accounts: { held: (jid) => (jid === alice ? held : null) },
    holds: (domain) => domain === 'shire.example',
    attempts,
    now,
  })
  const of = (user: string) => scram.keys(user, 'sha1', 'shire.example')
  const fits = async (password: string) => {
    const keysOfAlice = await of('alice')
    const salt = keysOfAlice[0]?.salt ?? Buffer.alloc(0)
    const { storedKey } = deriveKeys(password, salt, 'sha1')
    return keysOfAlice.some((each) => each.storedKey.equals(storedKey))
  }
  return { ...scram, of, fits, attempts, pass: (ms: number) => (time += ms) }
}

test('a salt is the same at every try, whether somebody is held or not (RFC 5802 s.9)', async () => {
  for (const user of ['alice', 'nobody', 'nobody@else']) {
    const { of } = door()
    const [first] = await of(user)
    const [second] = await of(user)
    expect(second?.salt).toEqual(first?.salt)
    expect(first?.salt).toHaveLength(16)
    expect(first?.iterations).toBe(4096)
  }
})

test('however an address is written, its salt is the same', async () => {
  for (const [one, other] of [
    ['alice', 'ALICE'],
    ['nobody', 'NoBody'],
  ] as const) {
    const { of } = door()
    expect((await of(other))[0]?.salt).toEqual((await of(one))[0]?.salt)
  }
})

test('all keys of one user have one salt', async () => {
  const keys = await door({ bridge: true }).of('alice')
  expect(keys).toHaveLength(2)
  expect(keys[1]?.salt).toEqual(keys[0]?.salt)
})

test('where the password is not known nothing fits it', async () => {
  expect(await door({ known: true }).fits('secret')).toBe(true)
  expect(await door({ known: false }).fits('secret')).toBe(false)
})

test('who guessed twenty times in a minute is right no more until the minute is over', async () => {
  const { failed, fits, pass } = door({ bridge: true })
  for (let n = 0; n < 20; n += 1) failed('alice', 'shire.example')
  expect(await fits('secret')).toBe(false)
  pass(60_001)
  expect(await fits('secret')).toBe(true)
})

test('where no password is known none was wrong: nobody is kept out by it', async () => {
  const unknown = door({ known: false })
  const known = door()
  for (let n = 0; n < 20; n += 1) {
    unknown.failed('alice', 'shire.example')
    known.failed('alice', 'shire.example')
  }
  await known.of('alice')
  expect(unknown.attempts.isBarred(alice)).toBe(false)
  expect(known.attempts.isBarred(alice)).toBe(true)
})

test('it is offered where somebody is held, and not for two minutes after it failed, whoever it was', () => {
  for (const user of ['alice', 'nobody']) {
    const { offers, failed, pass } = door()
    expect(offers('rohan.example')).toBe(false)
    expect(offers('shire.example')).toBe(true)
    failed(user, 'shire.example')
    expect(offers('shire.example')).toBe(false)
    pass(120_000)
    expect(offers('shire.example')).toBe(true)
  }
})

test('where somebody logs in by a password that Casper does not know, it is not offered any more', async () => {
  const { offers, passed } = door()
  await passed(alice, 'shire.example')
  expect(offers('shire.example')).toBe(true)
  await passed('bob@shire.example' as BareJid, 'shire.example')
  expect(offers('shire.example')).toBe(false)
})
