// Links to people and rooms: xmpp: (RFC 5122, query types of XEP-0147) and im: (RFC 3860), from friends and from foes.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLink } from '../../../shared/links'

const to = (peer: string) => ({ kind: 'chat', account: null, peer, body: '' })

describe('an xmpp: link (RFC 5122 s.2.7)', () => {
  test.each([
    ['xmpp:ann@example.org', to('ann@example.org')],
    ['XMPP:Ann@Example.ORG', to('ann@example.org')],
    ['xmpp:ann@example.org/phone', to('ann@example.org')],
    [
      'xmpp:nasty!%23$%25()*+,-.;=%3F%5B%5C%5D%5E_%60%7B%7C%7D~node@example.com',
      to('nasty!#$%()*+,-.;=?[\\]^_`{|}~node@example.com'),
    ],
    ['xmpp:ann@example.org#fragment', to('ann@example.org')],
    ['xmpp:example.org', to('example.org')],
  ])('%s leads to the conversation', (url, expected) => {
    expect(parseLink(url)).toEqual(expected)
  })

  test('may say for which account it is (s.2.3)', () => {
    expect(parseLink('xmpp://me@example.com/ann@example.org?message')).toEqual({
      ...to('ann@example.org'),
      account: 'me@example.com',
    })
  })

  test.each([
    'xmpp:',
    'xmpp://me@example.com',
    'xmpp:///',
    'xmpp:%',
    'xmpp:a%00@b',
    'xmpp:a b@c@d',
  ])('%s names nobody', (url) => {
    expect(parseLink(url)).toBeNull()
  })
})

describe('its query (XEP-0147)', () => {
  test('message: words for the draft', () => {
    const url = 'xmpp:ann@example.org?message;subject=No;body=Hi%0D%0Athere%21;thread=x'
    expect(parseLink(url)).toEqual({ ...to('ann@example.org'), body: 'Hi\nthere!' })
  })

  test('join: a room and its password', () => {
    expect(parseLink('xmpp:garden@rooms.example.org?join;password=a%26b')).toEqual({
      kind: 'join',
      account: null,
      peer: 'garden@rooms.example.org',
      password: 'a&b',
    })
  })

  test.each(['roster', 'subscribe'])('%s: the form, with name and group', (type) => {
    expect(parseLink(`xmpp:ann@example.org?${type};name=Ann%0AO;group=Kin`)).toEqual({
      kind: 'add',
      account: null,
      peer: 'ann@example.org',
      name: 'Ann O',
      group: 'Kin',
    })
  })

  test.each(['remove', 'unsubscribe', 'unregister', 'command;action=execute', 'sendfile', 'x', ''])(
    '%s does nothing but lead to the conversation',
    (type) => {
      expect(parseLink(`xmpp:ann@example.org?${type};body=x`)).toEqual(to('ann@example.org'))
    },
  )
})

describe('an im: link (RFC 3860)', () => {
  test('leads to the conversation, with words for the draft', () => {
    const url = 'im:ann@example.org?body=Hi%20there&x=y'
    expect(parseLink(url)).toEqual({ ...to('ann@example.org'), body: 'Hi there' })
  })

  test('is about a person, not a server', () => {
    expect(parseLink('im:example.org')).toBeNull()
  })
})

describe('a hostile link', () => {
  test.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'xmppx:a@b',
    ' http://a/xmpp:a@b',
    '--xmpp:a@b',
  ])('%s is none of ours', (url) => {
    expect(parseLink(url)).toBeNull()
  })

  test('is short', () => {
    expect(parseLink(`xmpp:ann@example.org?message;body=${'x'.repeat(9000)}`)).toBeNull()
  })

  test('cannot look like something else', () => {
    expect(parseLink('xmpp:ann%E2%80%AEgro.elpmaxe@evil.example')).toBeNull()
    const url = 'xmpp:ann@example.org?message;body=%E2%80%AEevil%00%07%1B%5B2J'
    expect(parseLink(url)).toEqual({ ...to('ann@example.org'), body: 'evil[2J' })
  })

  test('never throws, and what it gives is bounded and without controls', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          'xmpp:',
          'im:',
          '//',
          '/',
          '?',
          ';',
          '&',
          '=',
          '#',
          '%',
          '%00',
          '@',
          'join',
        ),
        fc.constantFrom('message', 'roster', 'body=', 'name=', 'password=', 'a@b', '%E2%80%AE'),
        fc.string({ unit: 'binary' }),
      ),
    )
    fc.assert(
      fc.property(pieces, (all) => {
        const link = parseLink(all.join(''))
        if (!link) return
        for (const text of Object.values(link)) {
          expect(String(text).length).toBeLessThanOrEqual(8192)
          expect(String(text)).not.toMatch(/[\0-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/)
        }
      }),
    )
  })
})
