// The connection against real servers: every transport, every way of signing in that they offer, a lost line.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import xml from '@xmpp/xml'
import type { ServerAddress } from '../../shared/model'
import { startEjabberd } from '../support/ejabberd'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import { startTcpProxy } from '../support/tcp-proxy'
import { connect } from '../unit/xmpp/connection-harness'

const roster = () =>
  xml('iq', { type: 'get', id: 'r' }, xml('query', { xmlns: 'jabber:iq:roster' }))

for (const [name, start] of [
  ['Prosody', startProsody],
  ['ejabberd', startEjabberd],
] as const) {
  describe(name, () => {
    let server: RunningServer

    beforeAll(async () => {
      server = await start()
      await server.addAccount('alice', 'secret')
    })
    afterAll(() => server.stop())

    function trusting(address: ServerAddress) {
      return {
        server: address,
        trusted: () => [server.fingerprint],
        timing: { connectTimeout: 10_000, negotiationTimeout: 10_000, closeTimeout: 1_000 },
      }
    }

    function manual(security: 'plain' | 'starttls' | 'direct-tls'): ServerAddress {
      const port = security === 'direct-tls' ? server.tlsPort : server.port
      return { mode: 'manual', host: server.host, port, security }
    }

    for (const security of ['plain', 'starttls', 'direct-tls'] as const) {
      test(`signs in over ${security}, asks for the roster and leaves`, async () => {
        const { connection, until, count } = connect(0, trusting(manual(security)))
        const { session } = await until('started')
        expect(session).toMatchObject({ resumed: false, secure: security })
        expect(session.features.streamManagement).toBe(true)
        await connection.write(roster())
        expect((await until('stanza')).stanza.attrs).toMatchObject({ type: 'result', id: 'r' })
        await until('acknowledged')
        await connection.stop([xml('presence', { type: 'unavailable' })])
        expect(count('acknowledged')).toBe(2)
        expect(count('lost') + count('unacknowledged') + count('malformed')).toBe(0)
      })
    }

    test('signs in over a WebSocket', async () => {
      const address = { mode: 'websocket', url: server.websocketUrl } as const
      const { connection, until } = connect(0, trusting(address))
      await until('started')
      await connection.write(roster())
      expect((await until('stanza')).stanza.attrs['id']).toBe('r')
    })

    test('a wrong password stops', async () => {
      const password = () => Promise.resolve('wrong')
      const subject = connect(0, { ...trusting(manual('starttls')), password })
      expect((await subject.until('stopped')).error.code).toBe('not-authorized')
    })

    test('a certificate that nobody vouches for stops', async () => {
      const subject = connect(0, { ...trusting(manual('starttls')), trusted: () => [] })
      expect((await subject.until('stopped')).certificate?.fingerprint).toBe(server.fingerprint)
    })

    test('a lost line: the session is taken up again, and it is the same one', async () => {
      const proxy = await startTcpProxy(server)
      const address = { ...manual('starttls'), host: '127.0.0.1', port: proxy.port } as const
      const { connection, until } = connect(0, trusting(address))
      const fresh = await until('started')
      proxy.drop()
      await until('lost')
      const again = await until('started')
      expect(again.session).toEqual({ ...fresh.session, resumed: true })
      await connection.write(roster())
      expect((await until('stanza')).stanza.attrs['id']).toBe('r')
      await connection.stop()
      await proxy.close()
    })
  })
}
