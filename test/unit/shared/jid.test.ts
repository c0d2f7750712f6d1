// Addresses after RFC 7622: their parts, their normal form, and what is none.
import { describe, expect, it } from 'vitest'
import type { BareJid, FullJid } from '../../../shared/jid'
import { bareJid, domainOf, fullJid, localOf, parseJid } from '../../../shared/jid'

describe('parseJid', () => {
  it('splits localpart, domainpart and resourcepart (RFC 7622 s.3.1)', () => {
    expect(parseJid('ann@shire.example/garden')).toEqual({
      local: 'ann',
      domain: 'shire.example',
      resource: 'garden',
    })
  })

  it('takes everything behind the first slash as the resourcepart', () => {
    expect(parseJid('shire.example/a@b/c')).toEqual({
      local: '',
      domain: 'shire.example',
      resource: 'a@b/c',
    })
  })

  it('folds the case of local and domain, and keeps that of the resource', () => {
    expect(parseJid('Ann@Shire.Example/Garden')).toEqual({
      local: 'ann',
      domain: 'shire.example',
      resource: 'Garden',
    })
  })

  it('composes characters to their normal form, so that equal addresses are equal text', () => {
    expect(bareJid('re\u0301my@shire.example')).toBe(bareJid('r\u00e9my@shire.example'))
  })

  it('removes the trailing dot of the domain (s.3.2)', () => {
    expect(bareJid('ann@shire.example.')).toBe('ann@shire.example')
  })

  it.each(['[::1]', 'ann@127.0.0.1', 'ann@b\u00fccher.example', 'ann.o-neil@shire.example'])(
    'accepts %s',
    (text) => {
      expect(parseJid(text)).toBeDefined()
    },
  )

  it.each([
    ['nothing', ''],
    ['an empty localpart', '@shire.example'],
    ['an empty domainpart', 'ann@'],
    ['an empty resourcepart', 'ann@shire.example/'],
    ['two at signs', 'ann@bob@shire.example'],
    ['a space in the localpart', 'an n@shire.example'],
    ['a quote in the localpart (s.3.3.1)', 'an"n@shire.example'],
    ['an empty label', 'ann@shire..example'],
    ['a label that begins with a hyphen', 'ann@-shire.example'],
    ['a control character in the resource', 'ann@shire.example/a\u0007b'],
    ['a localpart above 1023 bytes (s.3.3)', `${'\u00e9'.repeat(512)}@shire.example`],
  ])('refuses %s', (_, text) => {
    expect(parseJid(text)).toBeUndefined()
  })
})

describe('bareJid and fullJid', () => {
  it('drop and keep the resource', () => {
    expect(bareJid('Ann@shire.example/garden')).toBe('ann@shire.example')
    expect(fullJid('Ann@shire.example/garden')).toBe('ann@shire.example/garden')
  })

  it('know no full address without a resource', () => {
    expect(fullJid('ann@shire.example')).toBeUndefined()
  })
})

describe('domainOf and localOf', () => {
  it('take a normal address apart', () => {
    expect(domainOf('ann@shire.example/a@b' as FullJid)).toBe('shire.example')
    expect(localOf('ann@shire.example' as BareJid)).toBe('ann')
  })

  it('know a domain without a localpart', () => {
    expect(domainOf('shire.example' as BareJid)).toBe('shire.example')
    expect(localOf('shire.example' as BareJid)).toBe('')
  })

  it('are not misled by an at sign in a resource', () => {
    expect(localOf('shire.example/a@b' as FullJid)).toBe('')
  })
})
