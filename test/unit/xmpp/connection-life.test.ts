// Losing, resuming, retrying, ending: the life of a connection beyond its first session.
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import xml from '@xmpp/xml'
import {
  admit,
  binding,
  mechanisms,
  open,
  plain,
  bind,
  enable,
  readmit,
} from '../../support/scripted-steps'
import { connect, serve } from './connection-harness'

const message = (id: string) => xml('message', { to: 'bob@localhost', id })

test('a failed resumption acknowledges what it says, reports the rest, and a fresh session follows', async () => {
  const server = await serve(async (peer) => {
    if (peer.index === 0) {
      await admit(peer)
      for (let n = 0; n < 3; n += 1) await peer.expect('message')
      peer.destroy()
      return
    }
    const resume = await readmit(peer)
    expect(resume.attrs).toMatchObject({ previd: 'sm-1', h: '0' })
    peer.send(
      "<failed xmlns='urn:xmpp:sm:3' h='1'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>",
    )
    await bind(peer)
    await enable(peer, 'sm-2')
  })
  const { connection, until, told } = connect(server.port, { timing: { ackDelay: 5_000 } })
  const first = await until('started')
  for (const id of ['m1', 'm2', 'm3']) await connection.write(message(id))
  const second = await until('started')
  expect(second.session.resumed).toBe(false)
  expect(second.session.jid).not.toBe(first.session.jid)
  const fates = told.flatMap((one) =>
    one.event === 'acknowledged' || one.event === 'unacknowledged'
      ? [[one.event, one.stanza.attrs['id']]]
      : [],
  )
  expect(fates).toEqual([
    ['acknowledged', 'm1'],
    ['unacknowledged', 'm2'],
    ['unacknowledged', 'm3'],
  ])
})

test('a resumption that breaks off does not send anything twice in the next one', async () => {
  const server = await serve(async (peer) => {
    if (peer.index === 0) {
      await admit(peer)
      await peer.expect('message')
      peer.destroy()
    } else if (peer.index === 1) {
      await readmit(peer)
      peer.destroy()
    } else {
      await readmit(peer)
      peer.send("<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='0'/>")
      await peer.expect('message')
      await delay(50)
    }
  })
  const { connection, until } = connect(server.port, { timing: { ackDelay: 5_000 } })
  await until('started')
  await connection.write(message('m1'))
  await until('started')
  await delay(80)
  expect(server.peers[2]?.received().match(/<message/g)).toHaveLength(1)
})

test('without stream management what was written is gone with the session, and a new one begins', async () => {
  const server = await serve(async (peer) => {
    await admit(peer, binding)
    if (peer.index === 0) {
      await peer.expect('message')
      peer.destroy()
    }
  })
  const { connection, until } = connect(server.port)
  await until('started')
  expect(await connection.write(message('m1'))).toEqual({ ok: true, value: undefined })
  expect((await until('lost')).error.code).toBe('connection-lost')
  const offline = await connection.write(message('m2'))
  expect(offline.ok ? '' : offline.error.code).toBe('offline')
  expect((await until('started')).session.jid).toBe('alice@localhost/resource-2')
})

test('a server that stops to offer stream management: unacknowledged stanzas are reported before `started`', async () => {
  const server = await serve(async (peer) => {
    if (peer.index > 0) return void (await admit(peer, binding))
    await admit(peer)
    await peer.expect('message')
    peer.destroy()
  })
  const { connection, until, told } = connect(server.port, { timing: { ackDelay: 5_000 } })
  await until('started')
  await connection.write(message('m1'))
  await until('started')
  const events = told.map((one) => one.event)
  expect(events.lastIndexOf('started')).toBeGreaterThan(events.indexOf('unacknowledged'))
})

test('a peer that is gone without a word is noticed, and the session resumed', async () => {
  const server = await serve(async (peer) => {
    if (peer.index === 0) {
      await admit(peer)
      peer.freeze()
      return
    }
    await readmit(peer)
    peer.send("<resumed xmlns='urn:xmpp:sm:3' previd='sm-1' h='0'/>")
  })
  const { until } = connect(server.port, { timing: { ackInterval: 50, ackTimeout: 100 } })
  await until('started')
  expect((await until('lost')).error.code).toBe('connection-timeout')
  expect((await until('started')).session.resumed).toBe(true)
})

for (const h of ['7', '-1', 'many']) {
  test(`an acknowledgement of ${h} stanzas, when one was sent, ends the session`, async () => {
    const server = await serve(async (peer) => {
      await admit(peer)
      if (peer.index > 0) return
      await peer.expect('presence')
      peer.send(`<a xmlns='urn:xmpp:sm:3' h='${h}'/>`)
    })
    const { connection, until } = connect(server.port)
    await until('started')
    await connection.write(xml('presence'))
    expect((await until('lost')).error.code).toBe('malformed-xml')
    expect((await until('started')).session.resumed).toBe(false)
  })
}

for (const [condition, code, again] of [
  ['conflict', 'conflict', false],
  ['host-unknown', 'host-unknown', false],
  ['policy-violation', 'policy-violation', false],
  ['system-shutdown', 'system-shutdown', true],
  ['internal-server-error', 'internal-server-error', true],
] as const) {
  test(`the stream error ${condition} ${again ? 'is tried again' : 'stops'}`, async () => {
    const server = await serve(async (peer) => {
      await admit(peer)
      if (peer.index > 0) return
      peer.send(
        `<stream:error><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>because</text></stream:error></stream:stream>`,
      )
    })
    const { until } = connect(server.port)
    const { error } = await until('lost')
    expect([error.code, error.detail]).toEqual([code, `${condition}: because`])
    await until(again ? 'started' : 'stopped')
  })
}

test('see-other-host: an unencrypted stream follows nowhere', async () => {
  const other = await serve(() => Promise.resolve())
  const server = await serve(async (peer) => {
    if (peer.index > 0) return void (await admit(peer))
    const error = `<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:${other.port}</see-other-host></stream:error>`
    await open(peer, mechanisms('PLAIN'), error)
  })
  const { until } = connect(server.port)
  await until('lost')
  await until('started')
  expect(other.peers).toHaveLength(0)
})

test('every candidate is tried in turn, and the attempts go on where all refuse', async () => {
  const closed = await serve(() => Promise.resolve())
  await closed.close()
  const stripped = await serve(async (peer) => void (await open(peer, mechanisms('PLAIN'))))
  const record = (port: number, priority: number) => ({
    name: '127.0.0.1',
    port,
    priority,
    weight: 0,
  })
  const lookup = (name: string) =>
    Promise.resolve(
      name.startsWith('_xmpps') ? [record(closed.port, 1)] : [record(stripped.port, 2)],
    )
  const { until } = connect(0, { server: { mode: 'auto' }, lookup })
  expect((await until('stopped')).error.code).toBe('tls-required')
  const refusing = connect(closed.port)
  expect((await refusing.until('lost')).error.code).toBe('connection-refused')
  expect((await refusing.until('waiting')).attempt).toBe(2)
})

test('a domain that offers no XMPP stops the first attempt', async () => {
  const lookup = () => Promise.resolve([{ name: '.', port: 0, priority: 0, weight: 0 }])
  const { until } = connect(0, { server: { mode: 'auto' }, lookup })
  expect((await until('stopped')).error.code).toBe('remote-server-not-found')
})

test('a server that says nothing is given up in time', async () => {
  const server = await serve(() => Promise.resolve())
  const { until } = connect(server.port, { timing: { negotiationTimeout: 100 } })
  expect((await until('lost')).error.code).toBe('connection-timeout')
})

test('hurry() ends a pause', async () => {
  const server = await serve(async (peer) =>
    peer.index === 0 ? peer.destroy() : void (await admit(peer)),
  )
  const backOff = { first: 60_000, max: 60_000, jitter: () => 0 }
  const { connection, until } = connect(server.port, { timing: { backOff } })
  await until('waiting')
  connection.hurry()
  await until('started')
})

test('attempts are counted anew after a stable session', async () => {
  const server = await serve(async (peer) => {
    if (peer.index < 2) return peer.destroy()
    await admit(peer, binding)
    peer.destroy()
  })
  const { until, told } = connect(server.port, { timing: { stableAfter: 0 } })
  await until('started')
  await until('started')
  const attempts = told.flatMap((one) => (one.event === 'connecting' ? [one.attempt] : []))
  expect(attempts.slice(0, 4)).toEqual([1, 2, 3, 1])
})

test('the password is asked for anew, and a session has a resource of its own', async () => {
  const passwords = ['one', 'two']
  const offered: string[] = []
  const server = await serve(async (peer) => {
    await open(peer, mechanisms('PLAIN'))
    offered.push(await plain(peer))
    await open(peer, binding)
    offered.push(await bind(peer))
    if (peer.index === 0) peer.destroy()
  })
  const { until } = connect(server.port, { password: () => Promise.resolve(passwords.shift()) })
  await until('started')
  await until('started')
  expect(offered).toEqual(['\0alice\0one', 'resource-1', '\0alice\0two', 'resource-2'])
})
