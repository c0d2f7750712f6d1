// One test for each way in which the library, used as it comes, would have failed.
import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import xml from '@xmpp/xml'
import {
  admit,
  binding,
  mechanisms,
  open,
  plain,
  readmit,
  refuse,
  management,
} from '../../support/scripted-steps'
import { defaultLimits } from '../../../electron/xmpp/connection-timing'
import { StreamClient } from '../../../electron/xmpp/library'
import type { Peer } from '../../support/scripted-server'
import { connect, serve } from './connection-harness'

const forever = () => new Promise<never>(() => undefined)

test('a character cut by the end of a chunk arrives whole', async () => {
  const server = await serve(async (peer) => {
    await admit(peer)
    const stanza = Buffer.from(
      "<message from='bob@localhost'><body>Žluťoučký 🐴 配</body></message>",
    )
    for (const byte of stanza) {
      peer.send(Uint8Array.of(byte))
      await delay(1)
    }
  })
  const { until } = connect(server.port)
  const { stanza } = await until('stanza')
  expect(stanza.getChildText('body')).toBe('Žluťoučký 🐴 配')
})

test('an answer of a stranger to the binding request is not believed', async () => {
  const server = await serve(async (peer) => {
    await open(peer, mechanisms('PLAIN'))
    await plain(peer)
    await open(peer, binding)
    const iq = await peer.expect('iq')
    const nsBind = 'urn:ietf:params:xml:ns:xmpp-bind'
    const answer = (from: string, resource: string) =>
      `<iq type='result' id='${iq.attrs['id']}' from='${from}'><bind xmlns='${nsBind}'><jid>alice@localhost/${resource}</jid></bind></iq>`
    peer.send(answer('eve@localhost', 'evil') + answer('localhost', 'good'))
  })
  const { until } = connect(server.port)
  expect((await until('malformed')).detail).toContain('not from the server')
  expect((await until('started')).session.jid).toBe('alice@localhost/good')
})

test('replies are handed on with their sender, and none is swallowed by its id', async () => {
  const server = await serve(async (peer) => {
    await admit(peer)
    await peer.expect('iq')
    peer.send("<iq type='result' id='q1' from='eve@localhost/x'/><iq type='result' id='q1'/>")
  })
  const { connection, until } = connect(server.port)
  await until('started')
  await connection.write(xml('iq', { type: 'get', id: 'q1' }, xml('query', { xmlns: 'x' })))
  expect((await until('stanza')).stanza.attrs['from']).toBe('eve@localhost/x')
  expect((await until('stanza')).stanza.attrs['from']).toBeUndefined()
})

test('nothing is answered by itself: neither a ping nor an unknown request', async () => {
  let before = ''
  const server = await serve(async (peer) => {
    await admit(peer, binding)
    before = peer.received()
    peer.send(
      "<iq type='get' id='p' from='eve@localhost/x'><ping xmlns='urn:xmpp:ping'/></iq><iq type='set' id='u' from='eve@localhost/x'><query xmlns='jabber:iq:roster'/></iq>",
    )
  })
  const { until } = connect(server.port)
  await until('stanza')
  await until('stanza')
  await delay(50)
  expect(server.peers[0]?.received()).toBe(before)
})

test('an acknowledgement that is there before the write was confirmed counts', async () => {
  const server = await serve(async (peer) => {
    await admit(peer)
    for (let h = 1; h <= 20; h += 1) {
      await peer.expect('message')
      peer.send(`<a xmlns='urn:xmpp:sm:3' h='${h}'/>`)
    }
  })
  const { connection, until, count } = connect(server.port, { timing: { ackDelay: 5_000 } })
  await until('started')
  for (let n = 0; n < 20; n += 1) await connection.write(xml('message', { to: 'bob@localhost' }))
  for (let n = 0; n < 20; n += 1) await until('acknowledged')
  expect(count('lost')).toBe(0)
})

test('stream management hears of a stanza before it is written, not after', async () => {
  const order: string[] = []
  const write = (_text: string, done?: () => void) => {
    order.push('written')
    done?.()
  }
  const socket = Object.assign(new EventEmitter(), { secure: false, write, end: () => undefined })
  const client = new StreamClient('localhost', 1_000, defaultLimits, () => undefined)
  client.adopt(socket, false)
  client.on('send', () => order.push('told'))
  await client.send(xml('message'))
  await client.sendMany([xml('message'), xml('message')])
  expect(order).toEqual(['told', 'written', 'told', 'told', 'written'])
})

test('stanzas in the same packet as <enabled/> are counted', async () => {
  const server = await serve(async (peer) => {
    await open(peer, mechanisms('PLAIN'))
    await plain(peer)
    await open(peer, binding + management)
    const iq = await peer.expect('iq')
    peer.send(
      `<iq type='result' id='${iq.attrs['id']}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@localhost/a</jid></bind></iq>`,
    )
    await peer.expect('enable')
    peer.send(
      "<enabled xmlns='urn:xmpp:sm:3' id='1'/><message from='bob@localhost'/><message from='@'/>",
    )
    peer.send("<r xmlns='urn:xmpp:sm:3'/>")
    handled = (await peer.expect('a')).attrs['h']
  })
  let handled: string | undefined
  const { until, told } = connect(server.port)
  await until('stanza')
  await expect.poll(() => handled).toBe('2')
  expect(told.map((one) => one.event)).toContain('malformed')
  expect(told.findIndex((one) => one.event === 'started')).toBeLessThan(
    told.findIndex((one) => one.event === 'stanza'),
  )
})

test('resumption is told, once, and after it the kept address is the session’s', async () => {
  const server = await serve(async (peer) => {
    if (peer.index === 0) {
      await admit(peer)
      peer.destroy()
      return
    }
    await readmit(peer)
    peer.send("<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='0'/><message from='bob@localhost'/>")
  })
  const { until, count } = connect(server.port)
  const fresh = await until('started')
  const resumed = await until('started')
  expect(fresh.session.resumed).toBe(false)
  expect(resumed.session).toEqual({ ...fresh.session, resumed: true })
  await until('stanza')
  expect(count('started')).toBe(2)
})

test('what may not be sent any more is not sent again on resumption', async () => {
  const server = await serve(async (peer) => {
    if (peer.index === 0) {
      await admit(peer)
      await peer.expect('presence')
      await peer.expect('message')
      await peer.expect('message')
      peer.destroy()
      return
    }
    await readmit(peer)
    peer.send("<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='0'/>")
    again.push((await peer.expect('message')).attrs['id'])
    again.push((await peer.expect('message')).attrs['id'])
    peer.send("<a xmlns='urn:xmpp:sm:3' h='2'/>")
  })
  const again: (string | undefined)[] = []
  const { connection, until, count } = connect(server.port, {
    mayResend: (stanza) => stanza.name !== 'presence',
    timing: { ackDelay: 5_000 },
  })
  await until('started')
  await connection.write(xml('presence'))
  await connection.write(xml('message', { to: 'bob@localhost', id: 'm1' }))
  await connection.write(xml('message', { to: 'bob@localhost', id: 'm2' }))
  expect((await until('unacknowledged')).stanza.name).toBe('presence')
  await until('acknowledged')
  await until('acknowledged')
  expect(again).toEqual(['m1', 'm2'])
  expect(server.peers[1]?.received()).not.toContain('<presence')
  expect(count('unacknowledged')).toBe(1)
})

test('a wrong password is not tried again', async () => {
  const server = await serve(async (peer) => {
    await open(peer, mechanisms('PLAIN'))
    await refuse(peer, 'not-authorized')
  })
  const { until, count } = connect(server.port)
  expect((await until('stopped')).error.code).toBe('not-authorized')
  await delay(100)
  expect(count('waiting')).toBe(0)
  expect(server.peers).toHaveLength(1)
})

test('attempts come with growing pauses, not every second for ever', async () => {
  const server = await serve(async (peer) => peer.destroy())
  const backOff = { first: 10, max: 80, jitter: () => 1 }
  const { until } = connect(server.port, { timing: { backOff } })
  const waits = []
  for (let n = 0; n < 4; n += 1) waits.push((await until('waiting')).wait)
  const expected = [20, 40, 80, 80]
  waits.forEach((wait, index) => {
    expect(wait).toBeGreaterThan((expected[index] ?? 0) - 10)
    expect(wait).toBeLessThanOrEqual(expected[index] ?? 0)
  })
})

test('a slow server gets more than two seconds', async () => {
  const server = await serve(async (peer: Peer) => {
    await delay(2_300)
    await admit(peer)
  })
  const { until } = connect(server.port, { timing: { negotiationTimeout: 10_000 } })
  await until('started')
})

test('an empty answer to the binding request fails the attempt and nothing else', async () => {
  const server = await serve(async (peer) => {
    await open(peer, mechanisms('PLAIN'))
    await plain(peer)
    await open(peer, binding)
    const iq = await peer.expect('iq')
    peer.send(`<iq type='result' id='${iq.attrs['id']}'/>`)
  })
  const { until, count } = connect(server.port)
  await until('waiting')
  expect(count('started')).toBe(0)
})

test('an unanswered <enable/> does not hold the session up', async () => {
  const server = await serve(async (peer) => {
    await admit(peer, binding)
  })
  const silent = await serve(async (peer) => {
    await open(peer, mechanisms('PLAIN'))
    await plain(peer)
    await open(peer, binding + management)
    const iq = await peer.expect('iq')
    peer.send(
      `<iq type='result' id='${iq.attrs['id']}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@localhost/a</jid></bind></iq>`,
    )
    await peer.expect('enable')
    await forever()
  })
  for (const { port } of [server, silent]) {
    const { session } = await connect(port).until('started')
    expect(session.features.streamManagement).toBe(false)
  }
  expect(server.peers[0]?.received()).not.toContain('enable')
})

test('secrets and stanzas are not printed', async () => {
  const server = await serve(async (peer) => void (await admit(peer)))
  const printed: unknown[] = []
  const { stdout, stderr } = process
  const writes = [stdout.write, stderr.write] as const
  const record = (text: unknown) => printed.push(text) > 0
  stdout.write = record
  stderr.write = record
  try {
    await connect(server.port).until('started')
  } finally {
    stdout.write = writes[0]
    stderr.write = writes[1]
  }
  expect(printed).toEqual([])
})
