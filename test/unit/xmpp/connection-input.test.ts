// What a hostile or broken server may send: the attempt or the session ends with a reason, or the stanza is ignored.
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import xml from '@xmpp/xml'
import { admit, binding, mechanisms, open } from '../../support/scripted-steps'
import { connect, serve } from './connection-harness'

const fatal: readonly (readonly [string, string | Uint8Array, string, string])[] = [
  ['a document type', '<!DOCTYPE a>', 'malformed-xml', 'restricted-xml'],
  ['a comment', '<!-- a -->', 'malformed-xml', 'restricted-xml'],
  ['a processing instruction', '<?php ?>', 'malformed-xml', 'restricted-xml'],
  [
    'an unknown entity',
    '<message><body>&boom;</body></message>',
    'malformed-xml',
    'not-well-formed',
  ],
  ['crossed tags', '<message><a></message></a>', 'malformed-xml', 'bad-format'],
  ['an attribute without quotes', '<message id=1/>', 'malformed-xml', 'not-well-formed'],
  ['"<" in an attribute', "<message id='<'/>", 'malformed-xml', 'not-well-formed'],
  ['text between stanzas', 'hello<message/>', 'malformed-xml', 'not-well-formed'],
  ['a control character', '<message>\u0001</message>', 'malformed-xml', 'not-well-formed'],
  [
    'bytes that are no UTF-8',
    Uint8Array.of(0x3c, 0x61, 0x3e, 0xc3, 0x28),
    'malformed-xml',
    'not-well-formed',
  ],
  ['a big element', `<message><body>${'x'.repeat(300_000)}`, 'oversized', 'policy-violation'],
  ['a big tag', `<message id='${'x'.repeat(300_000)}`, 'oversized', 'policy-violation'],
]

for (const [name, text, code, condition] of fatal) {
  test(`${name} ends the session with ${code}, and it is tried again without resumption`, async () => {
    const server = await serve(async (peer) => {
      await admit(peer)
      if (peer.index > 0) return
      await peer.expect('presence')
      peer.send(text)
    })
    const { connection, until } = connect(server.port, { limits: { size: 200_000 } })
    await until('started')
    await connection.write(xml('presence'))
    expect((await until('lost')).error.code).toBe(code)
    expect((await until('started')).session.resumed).toBe(false)
    expect(server.peers[0]?.received()).toContain(`<${condition} `)
    expect(server.peers[0]?.received()).toContain('</stream:stream>')
  })
}

const ignored: readonly (readonly [string, string])[] = [
  ['a sender that is no address', "<message from='@'/>"],
  ['a sender with an empty domain', "<presence from='bob@/x'/>"],
  ['a recipient that is no address', "<message to='' from='bob@localhost'/>"],
  ['an iq without an id', "<iq type='get'><query xmlns='x'/></iq>"],
  ['an iq of no type', "<iq id='1'/>"],
  ['a stanza of another namespace', "<message xmlns='jabber:server' from='bob@localhost'/>"],
]

for (const [name, text] of ignored) {
  test(`${name} is ignored and told`, async () => {
    const server = await serve(async (peer) => {
      await admit(peer)
      peer.send(`${text}<message from='bob@localhost' id='next'/>`)
    })
    const { until, count } = connect(server.port)
    await until('malformed')
    expect((await until('stanza')).stanza.attrs['id']).toBe('next')
    expect(count('lost')).toBe(0)
  })
}

test('what anybody may write ends no session: depth is cut off, attributes may be many', async () => {
  const attributes = Array.from({ length: 60_000 }, (_, n) => `a${n}='1'`).join(' ')
  const deep = `${'<a>t'.repeat(50_000)}<a/><![CDATA[t]]>${'</a>'.repeat(50_000)}`
  const server = await serve(async (peer) => {
    await admit(peer)
    peer.send(`<message from='bob@localhost' id='deep'>${deep}<body>hi</body></message>`)
    peer.send(`<message from='bob@localhost' id='wide' ${attributes}/>`)
  })
  const { until, count } = connect(server.port)
  const { stanza } = await until('stanza')
  expect(stanza.getChildText('body')).toBe('hi')
  expect(stanza.toString().split('<a>')).toHaveLength(100)
  expect((await until('stanza')).stanza.attrs['id']).toBe('wide')
  expect(count('lost')).toBe(0)
})

test('white space, CDATA and references between and in stanzas are read', async () => {
  const server = await serve(async (peer) => {
    await admit(peer)
    peer.send(
      " \n <message from='bob@localhost'><body>a<![CDATA[<b>&]]>&#x63;&lt;</body></message>\n ",
    )
  })
  const { stanza } = await connect(server.port).until('stanza')
  expect(stanza.getChildText('body')).toBe('a<b>&c<')
})

test('a roster of 10,000 contacts passes the default limits', async () => {
  const items = Array.from(
    { length: 10_000 },
    (_, n) =>
      `<item jid='contact-${n}@localhost' name='Contact ${n}' subscription='both'><group>G</group></item>`,
  )
  const server = await serve(async (peer) => {
    await admit(peer)
    peer.send(
      `<iq type='result' id='1'><query xmlns='jabber:iq:roster'>${items.join('')}</query></iq>`,
    )
  })
  const { stanza } = await connect(server.port).until('stanza')
  expect(stanza.getChild('query')?.children).toHaveLength(10_000)
})

const early: readonly (readonly [string, string])[] = [
  ['something that is no XML', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  [
    'a stream of another namespace',
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>",
  ],
  ['another root', "<html xmlns='http://www.w3.org/1999/xhtml'>"],
]

for (const [name, text] of early) {
  test(`${name} instead of a stream fails the attempt`, async () => {
    const server = await serve(async (peer) => {
      await peer.next()
      peer.send(text)
    })
    const { until, count } = connect(server.port)
    expect((await until('lost')).error.code).toBe('malformed-xml')
    await until('waiting')
    expect(count('started')).toBe(0)
  })
}

test('stanzas before signing in are ignored', async () => {
  const server = await serve(async (peer) => {
    await open(peer, mechanisms('PLAIN'), "<message from='bob@localhost'/>")
    await peer.expect('auth')
    peer.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
    await open(peer, binding)
    const iq = await peer.expect('iq')
    peer.send(
      `<iq type='result' id='${iq.attrs['id']}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@localhost/a</jid></bind></iq>`,
    )
  })
  const { until, count } = connect(server.port)
  expect((await until('malformed')).detail).toContain('before signing in')
  await until('started')
  expect(count('stanza')).toBe(0)
})

test('features without a way to bind fail the attempt', async () => {
  const server = await serve(async (peer) => {
    await open(peer, mechanisms('PLAIN'))
    await peer.expect('auth')
    peer.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
    await open(peer, '')
  })
  expect((await connect(server.port).until('lost')).error.detail).toContain('binding')
})

test('features that skip signing in bind nothing', async () => {
  const server = await serve(async (peer) => {
    await open(peer, binding)
    await delay(50)
  })
  expect((await connect(server.port).until('stopped')).error.code).toBe('no-mechanism')
  expect(server.peers[0]?.received()).not.toContain('<iq')
})

test('an address of another domain is not accepted', async () => {
  const server = await serve(async (peer) => {
    await open(peer, mechanisms('PLAIN'))
    await peer.expect('auth')
    peer.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
    await open(peer, binding)
    const iq = await peer.expect('iq')
    peer.send(
      `<iq type='result' id='${iq.attrs['id']}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@elsewhere.example/a</jid></bind></iq>`,
    )
  })
  const { until, count } = connect(server.port)
  await until('lost')
  expect(count('started')).toBe(0)
})
