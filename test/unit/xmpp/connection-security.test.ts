// Encryption, certificates and signing in: what must hold before a password, or a proof of it, leaves the computer.
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificates } from '../../support/certificates'
import type { Certificates } from '../../support/certificates'
import type { Peer, Script } from '../../support/scripted-server'
import {
  admit,
  bind,
  binding,
  mechanisms,
  open,
  plain,
  refuse,
  scram,
  starttls,
} from '../../support/scripted-steps'
import type { ScramScript } from '../../support/scripted-steps'
import { connect, serve } from './connection-harness'

const secrets = /<auth|<response|<iq|secret/
const bindings =
  "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/></sasl-channel-binding>"
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
    const forged = `${features}<message from='bob@localhost'/><success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>`
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

describe('signing in', () => {
  function scripted(script: ScramScript, ...names: string[]): Script {
    return async (peer) => {
      await open(peer, mechanisms(...names))
      said = await scram(peer, script)
      await open(peer, binding)
      await bind(peer)
    }
  }
  let said: readonly string[] = []
  const good = { hash: 'sha256', password: 'secret' } as const

  test('the strongest mechanism is taken, whatever the order; the signature may come in <success/>', async () => {
    const server = await serve(scripted(good, 'PLAIN', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'X-OAUTH2'))
    await connect(server.port).until('started')
    expect(said[0]).toBe('SCRAM-SHA-256')
    expect(said[1]).toMatch(/^n,,n=alice,r=/)
  })

  test('SCRAM-SHA-1, with the signature in a challenge of its own', async () => {
    const script = { ...good, hash: 'sha1', separate: true } as const
    const server = await serve(scripted(script, 'SCRAM-SHA-1', 'PLAIN'))
    await connect(server.port).until('started')
    expect(said[0]).toBe('SCRAM-SHA-1')
  })

  for (const [names, mechanism, header] of [
    [['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'], 'SCRAM-SHA-256-PLUS', 'p=tls-exporter,,'],
    [['SCRAM-SHA-256'], 'SCRAM-SHA-256', 'y,,'],
  ] as const) {
    test(`${names.join(' and ')} where tls-exporter is announced: ${header}`, async () => {
      const server = await serve(async (peer) => {
        await open(peer, starttls)
        await peer.startTls(certificates.good)
        const material = peer
          .tls()
          ?.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
        await open(peer, mechanisms(...names) + bindings)
        const bound = header.startsWith('p') && material ? { binding: material } : {}
        said = await scram(peer, { ...good, ...bound })
        await open(peer, binding)
        await bind(peer)
      })
      await connect(server.port, manual(server.port, 'starttls')).until('started')
      expect(said[0]).toBe(mechanism)
      expect(said[1]?.startsWith(header)).toBe(true)
    })
  }

  test('-PLUS of an unknown type is not taken, and no alarm is raised', async () => {
    const server = await serve(async (peer: Peer) => {
      await open(peer, starttls)
      await peer.startTls(certificates.good)
      await open(peer, mechanisms('SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'))
      said = await scram(peer, good)
      await open(peer, binding)
      await bind(peer)
    })
    await connect(server.port, manual(server.port, 'starttls')).until('started')
    expect(said[0]).toBe('SCRAM-SHA-256')
    expect(said[1]?.startsWith('n,,')).toBe(true)
  })

  const impostors: readonly (readonly [string, Partial<ScramScript>, string])[] = [
    [
      'a wrong signature',
      { signature: `v=${Buffer.alloc(32).toString('base64')}` },
      'server-signature',
    ],
    ['no signature', { signature: '' }, 'server-signature'],
    ['another nonce', { nonce: 'short' }, 'auth-failed'],
    ['too few iterations', { iterations: 1 }, 'auth-failed'],
    ['absurdly many iterations', { iterations: 999_999_999 }, 'auth-failed'],
  ]
  for (const [name, change, code] of impostors) {
    test(`${name} ends in ${code}, for good`, async () => {
      const server = await serve(async (peer) => {
        const script = scripted({ ...good, ...change }, 'SCRAM-SHA-256')(peer)
        await Promise.race([script, peer.closed])
        script.catch(() => undefined)
      })
      const { until, count } = connect(server.port)
      expect((await until('stopped')).error.code).toBe(code)
      expect(count('started')).toBe(0)
    })
  }

  test('<success/> before the server proved anything is refused', async () => {
    const server = await serve(async (peer) => {
      await open(peer, mechanisms('SCRAM-SHA-256'))
      await plain(peer)
    })
    expect((await connect(server.port).until('stopped')).error.code).toBe('server-signature')
  })

  for (const [condition, code] of [
    ['account-disabled', 'account-disabled'],
    ['credentials-expired', 'not-authorized'],
    ['mechanism-too-weak', 'auth-failed'],
    ['encryption-required', 'tls-required'],
  ] as const) {
    test(`${condition} stops as ${code}`, async () => {
      const server = await serve(async (peer) => {
        await open(peer, mechanisms('PLAIN'))
        await refuse(peer, condition)
      })
      expect((await connect(server.port).until('stopped')).error.code).toBe(code)
    })
  }

  test('temporary-auth-failure is tried again', async () => {
    const server = await serve(async (peer) => {
      if (peer.index > 0) return void (await admit(peer))
      await open(peer, mechanisms('PLAIN'))
      await refuse(peer, 'temporary-auth-failure')
    })
    const { until } = connect(server.port)
    expect((await until('lost')).error.code).toBe('temporary-auth-failure')
    await until('started')
  })

  test('nothing in common stops as no-mechanism', async () => {
    const server = await serve(async (peer) => void (await open(peer, mechanisms('DIGEST-MD5'))))
    expect((await connect(server.port).until('stopped')).error.code).toBe('no-mechanism')
  })

  test('no password: nobody is connected to', async () => {
    const server = await serve(() => Promise.resolve())
    for (const password of [() => Promise.resolve(undefined), () => Promise.reject(new Error())]) {
      const { until } = connect(server.port, { password })
      expect((await until('stopped')).error.code).toBe('no-password')
    }
    expect(server.peers).toHaveLength(0)
  })
})
