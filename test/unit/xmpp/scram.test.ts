// SCRAM against the examples of its specifications, and SASLprep against those of RFC 4013.
import { describe, expect, test } from 'vitest'
import { createScram, saslPrep } from '../../../electron/xmpp/scram'
import type { ScramOptions } from '../../../electron/xmpp/scram'

const base = { username: 'user', password: 'pencil', binding: { flag: 'n' } } as const

const vectors = [
  {
    name: 'RFC 5802 s.5, SCRAM-SHA-1',
    options: { ...base, hash: 'sha1', nonce: 'fyko+d2lbbFgONRv9qkxdawL' },
    first: 'n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL',
    challenge: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
    final: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    signature: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  },
  {
    name: 'RFC 7677 s.3, SCRAM-SHA-256',
    options: { ...base, hash: 'sha256', nonce: 'rOprNGfwEbeRWgbNEkqO' },
    first: 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
    challenge:
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    final:
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    signature: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  },
] as const

for (const { name, options, first, challenge, final, signature } of vectors) {
  test(name, async () => {
    const scram = createScram(options satisfies ScramOptions)
    expect(scram.first()).toEqual({ ok: true, value: first })
    expect(await scram.final(challenge)).toEqual({ ok: true, value: final })
    expect(scram.verify(signature).ok).toBe(true)
    for (const wrong of ['', 'e=other-error', 'v=', 'v=AAAA', signature.replace(/.=$/, 'A=')]) {
      expect(scram.verify(wrong).ok).toBe(false)
    }
  })
}

test('no signature is right before the exchange', () => {
  expect(createScram({ ...base, hash: 'sha1', nonce: 'n' }).verify('v=').ok).toBe(false)
})

test('names are escaped, and the binding is part of the proof', async () => {
  const data = Buffer.from('material')
  const binding = { flag: 'p', name: 'tls-exporter', data } as const
  const scram = createScram({ ...base, username: 'a=b,c', hash: 'sha256', nonce: 'n', binding })
  expect(scram.first()).toEqual({ ok: true, value: 'p=tls-exporter,,n=a=3Db=2Cc,r=n' })
  const final = await scram.final('r=nx,s=AAAA,i=4096')
  const bound = Buffer.concat([Buffer.from('p=tls-exporter,,'), data]).toString('base64')
  expect(final.ok && final.value.startsWith(`c=${bound},r=nx,p=`)).toBe(true)
})

describe('a challenge is refused', () => {
  for (const challenge of [
    '',
    'r=n,s=AAAA,i=4096',
    'r=other,s=AAAA,i=4096',
    'r=nx,s=,i=4096',
    'r=nx,s=AAAA,i=4095',
    'r=nx,s=AAAA,i=1000001',
    'r=nx,s=AAAA,i=1e5',
    'm=ext,r=nx,s=AAAA,i=4096',
  ]) {
    test(challenge || 'an empty one', async () => {
      const scram = createScram({ ...base, hash: 'sha1', nonce: 'n' })
      scram.first()
      expect((await scram.final(challenge)).ok).toBe(false)
    })
  }
})

describe('SASLprep', () => {
  for (const [text, prepared] of [
    ['I\u00ADX', 'IX'],
    ['user', 'user'],
    ['USER', 'USER'],
    ['\u00AA', 'a'],
    ['\u2168', 'IX'],
    ['a\u00A0b', 'a b'],
  ]) {
    test(JSON.stringify(text), () => {
      expect(saslPrep(text ?? '')).toEqual({ ok: true, value: prepared })
    })
  }
  for (const text of ['\u0007', '', '\u202Ea', '\uE000']) {
    test(`${JSON.stringify(text)} is refused`, () => expect(saslPrep(text).ok).toBe(false))
  }
})
