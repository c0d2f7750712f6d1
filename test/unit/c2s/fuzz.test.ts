// Streams that are changed at random places: the server answers with a stream error or goes on, and never falls over.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStreamReader } from '../../../electron/xmpp/stream-reader'
import type { Random } from '../../support/random'
import { seeded } from '../../support/random'
import type { Echo } from './wire'
import { header, openWire, signIn, startEcho } from './wire'

const ns = `xmlns='urn:ietf:params:xml:ns:xmpp-sasl'`
const secret = Buffer.from('\0alice\0secret').toString('base64')
const bind = `<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`
const stanzas =
  `<presence><show>away</show></presence><message to='bob@localhost' type='chat'><body>a &amp; b ` +
  `<![CDATA[<c/>]]></body></message><iq type='get' id='1'><query xmlns='jabber:iq:roster'/></iq>`
const pieces = [
  '<',
  '>',
  '/',
  '&',
  '"',
  `'`,
  '=',
  '<!--',
  '<?',
  '<![CDATA[',
  ']]>',
  '&#x0;',
  '\u0000',
  'é',
  '</stream:stream>',
  '<stream:error/>',
]

/** A few characters lost, doubled, or put in. */
function spoilt(random: Random, text: string): string {
  let result = text
  for (let changes = 1 + random.below(4); changes > 0; changes -= 1) {
    const at = random.below(result.length)
    const until = at + random.below(6)
    const between = random.pick([random.pick(pieces), result.slice(at, until).repeat(2), ''])
    result = result.slice(0, at) + between + result.slice(until)
  }
  return result
}

test('the reader neither throws nor tells anything after a fault (3,000 streams)', () => {
  for (let seed = 0; seed < 3000; seed += 1) {
    const random = seeded(seed)
    const told: string[] = []
    const reader = createStreamReader(
      { size: 5000, depth: 10 },
      {
        start: () => told.push('start'),
        element: (element) => told.push(element.name),
        end: () => told.push('end'),
        fault: () => told.push('fault'),
      },
    )
    const bytes = Buffer.from(spoilt(random, header + stanzas + stanzas))
    for (let at = 0; at < bytes.length;) {
      const next = at + 1 + random.below(200)
      reader.write(bytes.subarray(at, next))
      at = next
    }
    const fault = told.indexOf('fault')
    expect(fault < 0 || fault === told.length - 1, `SEED=${String(seed)}: ${told.join()}`).toBe(
      true,
    )
  }
})

let echo: Echo
beforeAll(async () => {
  echo = await startEcho({ negotiationMs: 1000 })
})
afterAll(() => echo.listener.close())

test(
  'the server survives spoilt conversations (300 connections)',
  { timeout: 60_000 },
  async () => {
    const parts = [header, `<auth ${ns} mechanism='PLAIN'>${secret}</auth>`, header, bind, stanzas]
    for (let seed = 0; seed < 300; seed += 10) {
      const lives = Array.from({ length: 10 }, async (_, index) => {
        const random = seeded(seed + index)
        const wire = await openWire(echo.listener.port)
        const bad = random.below(parts.length)
        for (const [number, part] of parts.entries()) {
          wire.send(number === bad ? spoilt(random, part) : part)
          await new Promise((resolve) => setTimeout(resolve, 3))
        }
        wire.socket.destroy()
      })
      await Promise.all(lives)
    }
    const wire = await signIn(echo.listener.port, 'after')
    wire.send(`<message id='alive'/>`)
    await wire.heard('id="alive"')
    wire.socket.destroy()
  },
)
