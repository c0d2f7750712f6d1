// The desktop started with --bridge: the legacy bridge is on for that run, on loopback, and no setting is changed.
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Machine } from './desktop-run'
import { createMachine } from './desktop-run'

const header =
  `<stream:stream to='localhost' version='1.0' xmlns='jabber:client' ` +
  `xmlns:stream='http://etherx.jabber.org/streams'>`
let machine: Machine
let printed = ''
const print = (text: string): void => void (printed += text)

beforeEach(async () => {
  machine = await createMachine()
  printed = ''
})

afterEach(() => machine.remove())

test('clients are let in where the flag says, and the terminal says what to enter', async () => {
  const argv = ['/opt/Casper/casper', '--bridge', '127.0.0.1:0', '--bridge-versionless', '0']
  const { state } = await machine.start({ argv, print })
  const [, port] = /listens on 127\.0\.0\.1:(\d+),/.exec(printed) ?? []
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8')
  socket.write(header)
  expect(String(await once(socket, 'data'))).toContain('<stream:stream')
  socket.destroy()
  expect(printed).toContain('The bridge ends with Casper.')
  expect(printed).toContain('Pidgin')
  expect(state().bridge).toMatchObject({ state: 'listening', addresses: [`127.0.0.1:${port}`] })
  expect(state().settings.bridge.on).toBe(false)
})

test('the next start without the flag has no bridge', async () => {
  await (await machine.start({ argv: ['--bridge=127.0.0.1:0'], print })).quit()
  const { state } = await machine.start({ print })
  expect(state().bridge.state).toBe('off')
})

test('whatever the settings say meanwhile, it stays where the flag put it', async () => {
  const { request, settled, state } = await machine.start({ argv: ['--bridge=127.0.0.1:0'] })
  const before = state().bridge
  const { bridge } = state().settings
  await request('settings.set', { bridge: { ...bridge, on: true, port: bridge.port + 1 } })
  await settled()
  expect(state().bridge).toEqual(before)
})

test.each(['0.0.0.0:5222', '192.168.1.2:5222', '[::]:5222', 'localhost:5222'])(
  'on %s it is refused, and Casper does not start',
  async (place) => {
    const { calls } = await machine.run({ argv: [`--bridge=${place}`], print })
    expect(calls).toEqual([
      'app.whenReady',
      'dialog Casper cannot open such a bridge',
      'app.exit 1',
    ])
    expect(printed).toBe('')
  },
)

test('where the port is taken Casper runs without it, and says why', async () => {
  const taken = await machine.start({ argv: ['--bridge=127.0.0.1:0'] })
  const place = taken.state().bridge.addresses[0] ?? ''
  const other = await createMachine()
  const { state } = await other.start({ argv: [`--bridge=${place}`], print })
  expect(state().bridge.error?.code).toBe('bridge-port')
  expect(printed).toContain('EADDRINUSE')
  await other.remove()
})
