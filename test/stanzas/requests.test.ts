// The requests that Casper makes are those of the examples, and their replies are read as what they mean.
import { fileURLToPath } from 'node:url'
import type { Element } from '@xmpp/xml'
import { expect, test } from 'vitest'
import { block, getBlocked, unblock, unblockAll } from '../../electron/xmpp/blocking'
import { getInfo } from '../../electron/xmpp/disco'
import { setCloak } from '../../electron/xmpp/invisible-command'
import type { Iq } from '../../electron/xmpp/iq'
import { createIq } from '../../electron/xmpp/iq'
import {
  getList,
  getNames,
  readListPush,
  removeList,
  setActive,
  setDefault,
  setList,
} from '../../electron/xmpp/privacy-lists'
import { bareJid, fullJid } from '../../shared/jid'
import type { BareJid } from '../../shared/jid'
import type { PrivacyItem } from '../../shared/privacy/list'
import { declined, named } from '../../shared/privacy/list'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import { canonical, parseStanza, readExample } from './pairs'

const root = fileURLToPath(new URL('.', import.meta.url))
const example = (path: string): Element => parseStanza(readExample(root, path))

/** Makes a request to a server that answers by an example. @returns the request, as it left, and what came of it */
async function exchange<T>(
  request: (iq: Iq) => Promise<Result<T>>,
  answer: string,
): Promise<{ sent: Element; result: Result<T> }> {
  const sent: Element[] = []
  const iq = createIq({
    send: (stanza) => {
      sent.push(stanza)
      const reply = example(answer)
      Object.assign(reply.attrs, { id: stanza.attrs['id'] })
      queueMicrotask(() => iq.receive(reply))
      return Promise.resolve(ok(undefined))
    },
    reply: () => Promise.resolve(ok(undefined)),
    self: () => fullJid('romeo@example.net/orchard') ?? null,
    handlers: [],
    timeout: 1000,
  })
  const result = await request(iq)
  const [stanza, ...more] = sent
  if (!stanza || more.length > 0) throw new Error('not exactly one request')
  return { sent: parseStanza(stanza.toString()), result }
}

/** A stanza but for what differs from session to session. */
function withoutAddress(stanza: Element) {
  const { attributes, ...rest } = canonical(stanza)
  return { ...rest, to: attributes['to'], type: attributes['type'] }
}

const hide: PrivacyItem = {
  action: 'deny',
  order: 1,
  match: { type: 'all' },
  kinds: ['presence-out'],
}
const romeo = bareJid('romeo@montague.net') as BareJid

type Request = (iq: Iq) => Promise<Result<unknown>>
const done = undefined

test.each<[example: string, request: Request, answer: string, value: unknown]>([
  [
    'rfc3921-10/10.3-01-ask-for-names',
    (iq) => getNames(iq),
    'rfc3921-10/10.3-02-names-active-and-default',
    { names: ['public', 'private', 'special'], active: named('private'), default: named('public') },
  ],
  [
    'rfc3921-10/10.3-03-ask-for-public',
    (iq) => getList(iq, 'public'),
    'rfc3921-10/10.3-04-public',
    [
      { action: 'deny', order: 1, match: { type: 'jid', value: 'tybalt@example.com' }, kinds: [] },
      { action: 'allow', order: 2, match: { type: 'all' }, kinds: [] },
    ],
  ],
  [
    'rfc3921-10/10.4-01-activate',
    (iq) => setActive(iq, named('special')),
    'rfc3921-10/10.4-02-activated',
    done,
  ],
  [
    'rfc3921-10/10.4-04-decline-active',
    (iq) => setActive(iq, declined),
    'rfc3921-10/10.4-05-declined-active',
    done,
  ],
  [
    'rfc3921-10/10.5-01-set-default',
    (iq) => setDefault(iq, named('special')),
    'rfc3921-10/10.5-02-default-set',
    done,
  ],
  [
    'rfc3921-10/10.5-05-decline-default',
    (iq) => setDefault(iq, declined),
    'rfc3921-10/10.5-06-declined-default',
    done,
  ],
  [
    'rfc3921-10/10.8-01-remove',
    (iq) => removeList(iq, 'private'),
    'rfc3921-10/10.8-02-removed',
    done,
  ],
  [
    'xep-0126/3.1-01a-set-invisible',
    (iq) => setList(iq, 'invisible', [hide]),
    'rfc3921-10/10.6-02-edited',
    done,
  ],
  [
    'xep-0186/3.1-01-invisible-with-probes',
    (iq) => setCloak(iq, true),
    'xep-0186/3.1-03-invisible-done',
    done,
  ],
  ['xep-0186/3.2-04-visible', (iq) => setCloak(iq, false), 'xep-0186/3.2-05-visible-done', done],
  [
    'xep-0191/3.1-01-ask-for-features',
    (iq) => getInfo(iq, 'capulet.com'),
    'xep-0191/3.1-02-features',
    { identities: [], features: ['urn:xmpp:blocking'] },
  ],
  [
    'xep-0191/3.2-03-ask-for-blocklist',
    (iq) => getBlocked(iq),
    'xep-0191/3.2-04-blocklist',
    ['romeo@montague.net', 'iago@shakespeare.lit'],
  ],
  [
    'xep-0191/3.2-03-ask-for-blocklist',
    (iq) => getBlocked(iq),
    'xep-0191/3.2-05-empty-blocklist',
    [],
  ],
  ['xep-0191/3.3-06-block', (iq) => block(iq, [romeo]), 'xep-0191/3.3-07-blocked', done],
  ['xep-0191/3.4-10-unblock', (iq) => unblock(iq, [romeo]), 'xep-0191/3.4-11-unblocked', done],
  [
    'xep-0191/3.5-13-unblock-everybody',
    (iq) => unblockAll(iq),
    'xep-0191/3.5-14-unblocked-everybody',
    done,
  ],
])('%s', async (asked, request, answer, value) => {
  const { sent, result } = await exchange<unknown>(request, answer)
  expect(withoutAddress(sent)).toEqual(withoutAddress(example(asked)))
  expect(result).toEqual(ok(value))
})

test.each<[answer: string, request: Request, code: string]>([
  ['10.3-09-ask-for-missing-list-refused', (iq) => getList(iq, 'The Empty Set'), 'item-not-found'],
  ['10.3-10-ask-for-several-lists-refused', (iq) => getList(iq, 'public'), 'bad-request'],
  [
    '10.4-03-activate-missing-list-refused',
    (iq) => setActive(iq, named('The Empty Set')),
    'item-not-found',
  ],
  ['10.5-03-set-default-in-use-refused', (iq) => setDefault(iq, named('special')), 'conflict'],
  ['10.5-07-decline-default-in-use-refused', (iq) => setDefault(iq, declined), 'conflict'],
  ['10.3-06-private', (iq) => getList(iq, 'public'), 'item-not-found'],
  ['10.4-02-activated', (iq) => getNames(iq), 'undefined-condition'],
])('%s comes back as what it says', async (answer, request, code) => {
  const { result } = await exchange<unknown>(request, `rfc3921-10/${answer}`)
  expect(result).toMatchObject({ ok: false, error: { code } })
})

test('a push says which list changed', () => {
  const query = example('rfc3921-10/10.6-03a-push-to-orchard').getChildElements()[0]
  expect(query && readListPush(query)).toBe('public')
})
