// Signing in: the strongest mechanism, both sides proven, and which refusals end the attempts.
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificates } from '../../support/certificates'
import type { Certificates } from '../../support/certificates'
import type { Peer, Script } from '../../support/scripted-server'
import { admit, bind, binding, mechanisms, open, plain } from '../../support/scripted-steps'
import { refuse, scram, starttls } from '../../support/scripted-steps'
import type { ScramScript } from '../../support/scripted-steps'
import { connect, serve } from './connection-harness'

const bindings =
  "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/></sasl-channel-binding>"
const usual = getCACertificates('default')
let certificates: Certificates

beforeAll(() => {
  certificates = makeCertificates()
  setDefaultCACertificates([...usual, certificates.authority])
})
afterAll(() => setDefaultCACertificates(usual))

function encryptedAddress(port: number) {
  return { server: { mode: 'manual', host: '127.0.0.1', port, security: 'starttls' } } as const
}

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
      await connect(server.port, encryptedAddress(server.port)).until('started')
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
    await connect(server.port, encryptedAddress(server.port)).until('started')
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
    ['invalid-mechanism', 'no-mechanism'],
    ['malformed-request', 'auth-failed'],
    ['mechanism-too-weak', 'no-mechanism'],
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

  test('features that come twice are answered once', async () => {
    const again = `<stream:features>${mechanisms('PLAIN')}</stream:features>`
    const server = await serve(async (peer) => {
      await open(peer, mechanisms('PLAIN'), again)
    })
    const { error } = await connect(server.port).until('stopped')
    expect([error.code, error.detail]).toEqual(['auth-failed', 'stream:features'])
    expect(server.peers[0]?.received().match(/<auth/g)).toHaveLength(1)
  })
})
