// Writing, and ending for good: what still goes out, what is reported, and that nothing takes for ever.
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import xml from '@xmpp/xml'
import { admit } from '../../support/scripted-steps'
import type { Peer } from '../../support/scripted-server'
import { connect, serve } from './connection-harness'

const message = (id: string) => xml('message', { to: 'bob@localhost', id })

test('stop() sends the last stanzas, the acknowledgement and the end in one go', async () => {
  const server = await serve(async (peer) => {
    await admit(peer)
    peer.send("<message from='bob@localhost'/>")
    await peer.expect('presence')
    await peer.expect('r')
    peer.send("<a xmlns='urn:xmpp:sm:3' h='1'/></stream:stream>")
  })
  const { connection, until, told } = connect(server.port)
  await until('stanza')
  await connection.stop([xml('presence', { type: 'unavailable' })])
  expect(server.peers[0]?.received()).toMatch(
    /<presence type="unavailable"\/><r xmlns="urn:xmpp:sm:3"\/><a xmlns="urn:xmpp:sm:3" h="1"\/><\/stream:stream>$/,
  )
  await server.peers[0]?.closed
  expect(told.map((one) => one.event)).toEqual(['connecting', 'started', 'stanza', 'acknowledged'])
})

test('stop() is bounded, whoever does not answer, and in every state', async () => {
  const frozen = await serve(async (peer) => {
    await admit(peer)
    peer.freeze()
  })
  const mute = await serve(async (peer) => void (await admit(peer)))
  const silent = await serve(() => Promise.resolve())
  const broken = await serve(async (peer) => peer.destroy())
  const endless = () => new Promise<undefined>(() => undefined)
  const started = [connect(frozen.port), connect(mute.port)]
  for (const { until } of started) await until('started')
  const pausing = connect(broken.port, {
    timing: { backOff: { first: 60_000, max: 60_000, jitter: () => 0 } },
  })
  await pausing.until('waiting')
  const asking = connect(silent.port, { password: endless })
  const subjects = [...started, connect(silent.port), pausing, asking]
  for (const { connection } of subjects)
    await connection.stop([xml('presence', { type: 'unavailable' })])
  await mute.peers[0]?.closed
  const before = subjects.map(({ told }) => told.length)
  await delay(100)
  expect(subjects.map(({ told }) => told.length)).toEqual(before)
})

test('what was not acknowledged when it ends is reported', async () => {
  const server = await serve(async (peer: Peer) => {
    await admit(peer)
    await peer.expect('message')
    peer.destroy()
  })
  const backOff = { first: 60_000, max: 60_000, jitter: () => 0 }
  const { connection, until } = connect(server.port, { timing: { backOff, ackDelay: 5_000 } })
  await until('started')
  await connection.write(message('m1'))
  await until('waiting')
  await connection.stop()
  expect((await until('unacknowledged')).stanza.attrs['id']).toBe('m1')
})

test('write() refuses what XML cannot carry and addresses that are none', async () => {
  const server = await serve(async (peer) => void (await admit(peer)))
  const { connection, until } = connect(server.port)
  await until('started')
  const control = await connection.write(xml('message', {}, xml('body', {}, 'a\u0001')))
  expect(control.ok ? '' : control.error.code).toBe('bad-request')
  const nobody = await connection.write(xml('message', { to: '@' }))
  expect(nobody.ok ? '' : nobody.error.code).toBe('invalid-jid')
})
