// Clients that take too much: too many connections, too long silence, too much unread, too much at once. Memory stays
// bounded and everybody else is served.
import { afterEach, expect, test } from 'vitest'
import { until } from '../../support/wait'
import type { Echo, Wire } from './wire'
import { header, openWire, signIn, startEcho } from './wire'

let echo: Echo
afterEach(() => echo.listener.close())

const megabyte = 1024 * 1024

/** Resident memory; what node keeps for itself is let go first as far as it does so. */
function memory(): number {
  return process.memoryUsage().rss
}

async function isServed(port: number): Promise<void> {
  const wire = await signIn(port, 'honest')
  wire.send(`<message id='served'/>`)
  await wire.heard('id="served"')
  wire.send('</stream:stream>')
  await wire.closed()
}

test('who says nothing, or stops half-way, is cut in time (half-open sockets)', async () => {
  echo = await startEcho({ negotiationMs: 100 })
  const silent = await openWire(echo.listener.port)
  const slow = await openWire(echo.listener.port)
  slow.send(header)
  expect(await silent.closed()).toContain('<stream:error><connection-timeout ')
  expect(await slow.closed()).toContain('<stream:error><connection-timeout ')
  await until(() => echo.listener.connections() === 0, 'the end of both')
})

test('who is signed in may be silent', async () => {
  echo = await startEcho({ negotiationMs: 100 })
  const wire = await signIn(echo.listener.port, 'quiet')
  await new Promise((resolve) => setTimeout(resolve, 200))
  wire.send(`<message id='back'/>`)
  await wire.heard('id="back"')
  wire.socket.destroy()
})

test('one connection too many is refused, and told why', async () => {
  echo = await startEcho({ connections: 3 })
  const first = await Promise.all([1, 2, 3].map(() => openWire(echo.listener.port)))
  const late = await openWire(echo.listener.port)
  expect(await late.closed()).toContain('<stream:error><resource-constraint ')
  for (const { socket } of first) socket.destroy()
  await until(() => echo.listener.connections() === 0, 'the end of all')
  await isServed(echo.listener.port)
})

test('two thousand connections are held, and cost little', { timeout: 60_000 }, async () => {
  echo = await startEcho()
  const before = memory()
  const wires: Wire[] = []
  for (let batch = 0; batch < 20; batch += 1) {
    const opened = Array.from({ length: 100 }, () => openWire(echo.listener.port))
    wires.push(...(await Promise.all(opened)))
  }
  for (const wire of wires) wire.send(header)
  await until(() => wires.every((wire) => wire.text().includes('</stream:features>')), 'features')
  expect(echo.listener.connections()).toBe(2000)
  // Both ends of each are in this process.
  expect(memory() - before).toBeLessThan(400 * megabyte)
  await isServed(echo.listener.port)
  for (const { socket } of wires) socket.resetAndDestroy()
  await until(() => echo.listener.connections() === 0, 'the end of all', 20_000)
})

test('who sends and never reads is cut before much is kept', async () => {
  echo = await startEcho({ unread: megabyte })
  const wire = await signIn(echo.listener.port, 'deaf')
  wire.socket.pause()
  const stanza = `<message><body>${'x'.repeat(60_000)}</body></message>`
  const before = memory()
  for (let count = 0; count < 400 && !wire.socket.destroyed; count += 1) {
    wire.send(stanza)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await until(() => echo.events.length === 2, 'the end', 10_000)
  expect(memory() - before).toBeLessThan(150 * megabyte)
  wire.socket.destroy()
  await isServed(echo.listener.port)
})

test('a flood of stanzas is served, and does not keep others out', async () => {
  echo = await startEcho()
  const wire = await signIn(echo.listener.port, 'loud')
  const many = Array.from({ length: 20_000 }, (_, id) => `<message id='m${String(id)}'/>`)
  wire.send(many.join(''))
  await isServed(echo.listener.port)
  await until(() => wire.text().includes('id="m19999"'), 'the last', 20_000)
  wire.socket.destroy()
})

test('an element without an end is refused at its limit, whatever it is made of', async () => {
  echo = await startEcho({ stanzaSize: 100_000 })
  const before = memory()
  for (const piece of ['<a>', 'x'.repeat(50), `<b c='${'y'.repeat(50)}'/>`, '<![CDATA[&&&&&&]]>']) {
    const wire = await openWire(echo.listener.port)
    wire.send(`${header}<message>${piece.repeat(40_000)}`)
    expect(await wire.closed()).toContain('<stream:error><policy-violation ')
  }
  expect(memory() - before).toBeLessThan(150 * megabyte)
})
