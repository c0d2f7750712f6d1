// What the codecs do not take for what it is not, and what they do not write by accident.
import type { Element } from '@xmpp/xml'
import { describe, expect, test } from 'vitest'
import type { BlockingPush } from '../../electron/xmpp/blocking'
import {
  block,
  blockingHandlers,
  isBlockedError,
  readBlocking,
  unblock,
} from '../../electron/xmpp/blocking'
import { getItems } from '../../electron/xmpp/disco'
import type { Iq } from '../../electron/xmpp/iq'
import { createIq } from '../../electron/xmpp/iq'
import { readCloak } from '../../electron/xmpp/invisible-command'
import { readLegacyPresence } from '../../electron/xmpp/legacy-presence'
import { readPrivacyQuery } from '../../electron/xmpp/privacy-codec'
import { setActive, setDefault, setList } from '../../electron/xmpp/privacy-lists'
import { fullJid } from '../../shared/jid'
import { unknownChoice } from '../../shared/privacy/list'
import { ok } from '../../shared/result'
import { parseStanza } from './pairs'

const own = 'alice@example.org/here'
const nobody: Iq = {
  request: () => Promise.reject(new Error('a request left')),
  receive: () => undefined,
  abandon: () => undefined,
}

describe('a privacy query is not understood', () => {
  const list = (item: string) => `<list name='x'>${item}</list>`

  test.each([
    ['an item without an action', list(`<item order='1'/>`)],
    ['an item without an order', list(`<item action='deny'/>`)],
    ['a negative order', list(`<item action='deny' order='-1'/>`)],
    ['another type', list(`<item type='colour' value='red' action='deny' order='1'/>`)],
    ['a type without a value', list(`<item type='jid' action='deny' order='1'/>`)],
    [
      'another subscription',
      list(`<item type='subscription' value='remove' action='deny' order='1'/>`),
    ],
    ['another kind of stanza', list(`<item action='deny' order='1'><presence/></item>`)],
    ['a list without a name', `<list/>`],
    ['two active lists', `<active name='a'/><active/>`],
    ['two default lists', `<default name='a'/><default/>`],
  ])('with %s', (_, content) => {
    const query = parseStanza(`<query xmlns='jabber:iq:privacy'>${content}</query>`)
    expect(readPrivacyQuery(query)).toBeUndefined()
  })

  test('in another namespace', () => {
    expect(readPrivacyQuery(parseStanza(`<query xmlns='jabber:iq:roster'/>`))).toBeUndefined()
  })
})

describe('never leaves', () => {
  test.each([
    ['a list without items, which would remove it', () => setList(nobody, 'x', [])],
    ['an unknown active choice', () => setActive(nobody, unknownChoice)],
    ['an unknown default choice', () => setDefault(nobody, unknownChoice)],
    ['a block of nobody', () => block(nobody, [])],
    ['an unblock of nobody, which would be of everybody', () => unblock(nobody, [])],
  ])('%s', async (_, request) => {
    await expect(request()).rejects.toThrow(RangeError)
  })
})

describe('a blocking push', () => {
  function receive(from: string, payload: string) {
    const pushes: BlockingPush[] = []
    const answers: Element[] = []
    const iq = createIq({
      send: () => Promise.resolve(ok(undefined)),
      reply: (_, answer) => {
        answers.push(answer)
        return Promise.resolve(ok(undefined))
      },
      self: () => fullJid(own) ?? null,
      handlers: blockingHandlers((push) => pushes.push(push)),
      timeout: 1000,
    })
    iq.receive(parseStanza(`<iq type='set' id='p1' to='${own}'${from}>${payload}</iq>`))
    return { pushes, answer: answers[0]?.attrs['type'] }
  }
  const everybody = `<unblock xmlns='urn:xmpp:blocking'/>`

  test.each(['', ` from='alice@example.org'`, ` from='example.org'`])(
    'from the own account (%s) counts',
    (from) => {
      const { pushes, answer } = receive(from, everybody)
      expect(pushes).toEqual([{ kind: 'unblock-all' }])
      expect(answer).toBe('result')
    },
  )

  test.each(['eve@example.org/x', 'example.com'])('from %s does not', (from) => {
    const { pushes, answer } = receive(` from='${from}'`, everybody)
    expect(pushes).toEqual([])
    expect(answer).toBe('error')
  })

  test.each([
    ['an item without an address', `<unblock xmlns='urn:xmpp:blocking'><item/></unblock>`],
    ['an address that is none', `<unblock xmlns='urn:xmpp:blocking'><item jid='@'/></unblock>`],
    ['something else', `<unblock xmlns='urn:xmpp:blocking'><user jid='a@b'/></unblock>`],
    ['a block of nobody', `<block xmlns='urn:xmpp:blocking'/>`],
  ])('with %s is not about everybody', (_, payload) => {
    expect(receive('', payload).pushes).toEqual([])
  })

  test('leaves out what is no address and keeps the rest', () => {
    const items = `<item jid='@'/><item jid='bob@example.org/phone'/><item jid='example.com'/>`
    const list = parseStanza(`<blocklist xmlns='urn:xmpp:blocking'>${items}</blocklist>`)
    expect(readBlocking(list)).toEqual({
      kind: 'blocklist',
      jids: ['bob@example.org/phone', 'example.com'],
    })
  })
})

test('an error that is not the own block’s is not taken for it', () => {
  const condition = `<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>`
  const message = `<message type='error'><error type='cancel'>${condition}<blocked/></error></message>`
  expect(isBlockedError(parseStanza(message))).toBe(false)
})

describe('the invisible command', () => {
  test.each([
    [`<invisible xmlns='urn:xmpp:invisible:1'/>`, { kind: 'invisible', probe: false }],
    [`<invisible xmlns='urn:xmpp:invisible:1' probe='1'/>`, { kind: 'invisible', probe: true }],
    [`<invisible xmlns='urn:xmpp:invisible:0' probe='true'/>`, undefined],
    [`<visible xmlns='urn:xmpp:invisible:0'/>`, undefined],
  ])('%s', (text, command) => {
    expect(readCloak(parseStanza(text))).toEqual(command)
  })
})

describe('legacy presence', () => {
  test.each([
    [`<presence type='invisible' to='room@example.org/nick'/>`, 'room@example.org/nick'],
    [`<presence type='visible' to='BOB@example.org'/>`, 'bob@example.org'],
    [`<presence type='visible'/>`, null],
  ])('%s', (text, to) => {
    expect(readLegacyPresence(parseStanza(text))?.to).toBe(to)
  })

  test.each([
    `<presence type='invisible' to='@'/>`,
    `<presence type='unavailable'/>`,
    `<presence/>`,
    `<message type='invisible'/>`,
  ])('%s is none', (text) => {
    expect(readLegacyPresence(parseStanza(text))).toBeUndefined()
  })
})

test('each discovered item counts once, and what is no address does not', async () => {
  const items = `<item jid='a.example.org'/><item jid='A.example.org' name='Rooms'/><item jid='@'/>`
  const query = `<query xmlns='http://jabber.org/protocol/disco#items'>${items}</query>`
  const server: Iq = {
    ...nobody,
    request: () => Promise.resolve(ok(parseStanza(`<iq type='result'>${query}</iq>`))),
  }
  expect(await getItems(server, 'example.org')).toEqual(ok([{ jid: 'a.example.org', name: '' }]))
})
