// Encryption and certificates: what must hold before a password, or a proof of it, leaves the computer.
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificates } from '../../support/certificates'
import type { Certificates } from '../../support/certificates'
import type { Script } from '../../support/scripted-server'
import { admit, mechanisms, open, starttls } from '../../support/scripted-steps'
import { connect, serve } from './connection-harness'

const secrets = /<auth|<response|<iq|secret/
const usual = getCACertificates('default')
let certificates: Certificates

beforeAll(() => {
  certificates = makeCertificates()
  setDefaultCACertificates([...usual, certificates.authority])
})
afterAll(() => setDefaultCACertificates(usual))

function manual(port: number, security: 'starttls' | 'direct-tls' | 'plain', host = '127.0.0.1') {
  return { server: { mode: 'manual', host, port, security } } as const
}

/** STARTTLS with that certificate, then a session. */
function encrypted(kind: Exclude<keyof Certificates, 'authority'>): Script {
  return async (peer) => {
    await open(peer, starttls)
    await peer.startTls(certificates[kind])
    if (kind === 'good' || !peer.tls()?.destroyed) await admit(peer).catch(() => undefined)
  }
}

describe('encryption', () => {
  test('STARTTLS: the certificate is for the address’s domain, not for the host', async () => {
    const server = await serve(encrypted('good'))
    const { session } = await connect(server.port, manual(server.port, 'starttls')).until('started')
    expect(session.secure).toBe('starttls')
    expect(server.peers[0]?.tls()?.getProtocol()).toBe('TLSv1.3')
  })

  test('direct TLS: the same, with the name told by SNI', async () => {
    const pair = certificates.good
    const server = await serve(async (peer) => void (await admit(peer)), { transport: 'tls', pair })
    const subject = connect(server.port, manual(server.port, 'direct-tls'))
    expect((await subject.until('started')).session.secure).toBe('direct-tls')
    const tls = server.peers[0]?.tls()
    expect(tls && 'servername' in tls && tls.servername).toBe('localhost')
  })

  test('a server without STARTTLS gets nothing', async () => {
    const server = await serve(
      async (peer) => void (await open(peer, mechanisms('PLAIN', 'SCRAM-SHA-1'))),
    )
    const { until } = connect(server.port, manual(server.port, 'starttls'))
    expect((await until('stopped')).error.code).toBe('tls-required')
    expect(server.peers[0]?.received()).not.toMatch(secrets)
  })

  test('a server that refuses STARTTLS gets nothing', async () => {
    const server = await serve(async (peer) => {
      await open(peer, starttls + mechanisms('PLAIN'))
      await peer.expect('starttls')
      peer.send("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
    })
    const { until } = connect(server.port, manual(server.port, 'starttls'))
    expect((await until('stopped')).error.code).toBe('tls-required')
    expect(server.peers[0]?.received()).not.toMatch(secrets)
  })

  test('a plain connection to anything but this computer is refused', async () => {
    const server = await serve(() => Promise.resolve())
    for (const host of ['localhost.localdomain', '192.0.2.1.nip.example', '0.0.0.0']) {
      const { until } = connect(server.port, manual(server.port, 'plain', host))
      const { error } = await until('lost')
      expect(['tls-required', 'remote-server-not-found', 'connection-timeout']).toContain(
        error.code,
      )
    }
    for (const peer of server.peers) expect(peer.received()).toBe('')
    const url = `ws://0.0.0.0:${server.port}/`
    const { until } = connect(server.port, { server: { mode: 'websocket', url } })
    expect((await until('stopped')).error.code).toBe('tls-required')
  })

  test('what stands behind <proceed/> in the clear is not believed', async () => {
    const features = `<stream:features>${mechanisms('PLAIN')}</stream:features>`
    const forged = `${features}<message from='bob@localhost'/><success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/><stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`
    const server = await serve(async (peer) => {
      await open(peer, starttls)
      await peer.startTls(certificates.good, forged)
      await admit(peer).catch(() => undefined)
    })
    const { until, count } = connect(server.port, manual(server.port, 'starttls'))
    await until('started')
    expect(count('stanza')).toBe(0)
    const [clear = '', covered = ''] = server.peers[0]?.received().split('<starttls') ?? []
    expect(clear).not.toMatch(secrets)
    expect(covered.match(/<auth/g)).toHaveLength(1)
  })

  test('see-other-host is followed under the same demands, and nothing is sent before', async () => {
    const other = await serve(encrypted('good'))
    const server = await serve(async (peer) => {
      const where = `<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:${other.port}</see-other-host>`
      await open(peer, starttls, `<stream:error>${where}</stream:error>`)
    })
    const { until, count } = connect(server.port, manual(server.port, 'starttls'))
    expect((await until('started')).session.secure).toBe('starttls')
    expect(count('lost')).toBe(0)
    expect(server.peers[0]?.received()).not.toMatch(secrets)
  })

  test('TLS 1.1 is refused', async () => {
    const pair = { ...certificates.good, maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' } as const
    const server = await serve(() => Promise.resolve(), { transport: 'tls', pair })
    const { until } = connect(server.port, manual(server.port, 'direct-tls'))
    await until('waiting')
    expect(server.peers).toHaveLength(0)
  })
})

describe('certificates', () => {
  const kinds = [
    ['selfSigned', 'self-signed'],
    ['expired', 'expired'],
    ['wrongName', 'not for localhost'],
    ['unknownIssuer', 'not known'],
  ] as const

  for (const [kind, reason] of kinds) {
    test(`${kind}: stops, says why, sends nothing; trusted by its fingerprint it is accepted`, async () => {
      const server = await serve(encrypted(kind))
      const address = manual(server.port, 'starttls')
      const { until, count } = connect(server.port, address)
      const { error, certificate } = await until('stopped')
      expect(error.code).toBe('certificate')
      expect(certificate?.reason).toContain(reason)
      expect(certificate?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
      expect(count('waiting')).toBe(0)
      expect(server.peers[0]?.received()).not.toMatch(secrets)
      const fingerprint = certificate?.fingerprint ?? ''
      const again = connect(server.port, { ...address, trusted: () => [fingerprint] })
      expect((await again.until('started')).session.secure).toBe('starttls')
    })
  }

  test('another certificate than the trusted one is not accepted', async () => {
    const server = await serve(encrypted('selfSigned'))
    const trusted = () => ['00:'.repeat(31) + '00']
    const { until } = connect(server.port, { ...manual(server.port, 'starttls'), trusted })
    expect((await until('stopped')).error.code).toBe('certificate')
  })
})
