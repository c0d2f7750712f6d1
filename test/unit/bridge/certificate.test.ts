// The bridge's own certificate, read by node's own reader and used for a real handshake.
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { makeCertificate } from '../../../electron/bridge/certificate'
import { listen } from '../../../electron/c2s/listener'
import { within } from '../../support/wait'

const now = Date.UTC(2026, 10, 21)

test('it is its own issuer, for localhost, for ten years (RFC 5280 s.4.1)', () => {
  const { cert, key } = makeCertificate('Casper legacy bridge', now)
  const read = new X509Certificate(cert)
  expect(read.subject).toBe('CN=Casper legacy bridge')
  expect(read.verify(read.publicKey)).toBe(true)
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true)
  expect(read.checkHost('localhost')).toBe('localhost')
  expect(Date.parse(read.validFrom)).toBeLessThan(now)
  expect(Date.parse(read.validTo)).toBeGreaterThan(now + 9 * 365 * 86_400_000)
  expect(BigInt(`0x${read.serialNumber}`)).toBeGreaterThan(0n)
})

test('STARTTLS with it, then signing in (RFC 6120 s.5)', async () => {
  const backend = {
    checkPassword: (user: string, password: string) => user === 'alice' && password === 'secret',
    ...{ bound: () => undefined, stanza: () => undefined, ended: () => undefined },
  }
  const tls = makeCertificate('Casper legacy bridge', Date.now())
  const listener = await listen(backend, { domain: null, tls })
  const header = `<stream:stream to='somewhere.example' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
  const plain = connect(listener.port, '127.0.0.1')
  const heard = (socket: typeof plain, wanted: string) =>
    within(
      new Promise<void>((resolve) => {
        let text = ''
        socket.on('data', (data: Buffer) => {
          text += data.toString()
          if (text.includes(wanted)) resolve()
        })
      }),
      wanted,
    )
  plain.write(header)
  await heard(plain, `<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>`)
  // What comes behind in the clear must not be taken for what was said in secret.
  plain.write(
    `<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><iq type='set' id='in-the-clear'/>`,
  )
  await heard(plain, '<proceed')
  plain.removeAllListeners('data')
  const secure = connectTls({ socket: plain, rejectUnauthorized: false })
  const offered = heard(secure, '</stream:features>')
  secure.write(header)
  await offered
  const welcome = heard(secure, '<success')
  const secret = Buffer.from('\0alice@somewhere.example\0secret').toString('base64')
  secure.write(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`)
  await welcome
  secure.destroy()
  await listener.close()
})
