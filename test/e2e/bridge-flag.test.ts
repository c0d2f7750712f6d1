// The tab host started with --bridge: an old client reaches the bridge of the running app.
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'
import { until } from '../support/wait'

const header =
  `<stream:stream to='localhost' version='1.0' xmlns='jabber:client' ` +
  `xmlns:stream='http://etherx.jabber.org/streams'>`
let host: TabHost
afterEach(async () => {
  await host.close()
  host.remove()
})

test('it says what to enter, and offers to sign in there', async () => {
  host = await startTabHost(undefined, ['--bridge', '127.0.0.1:0'])
  const port = await until(
    () => /listens on 127\.0\.0\.1:(\d+)/.exec(host.log())?.[1],
    'the address of the bridge',
  )
  expect(host.log()).toMatch(/connect to port +\d+/)
  const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8')
  let text = ''
  socket.on('data', (data: string) => (text += data))
  await once(socket, 'connect')
  socket.write(header)
  await until(() => text.includes('<mechanism>PLAIN</mechanism>'), 'the offer')
  socket.destroy()
})

test('an address that is not of this computer alone is refused with the reason', async () => {
  host = await startTabHost(undefined, ['--bridge', '0.0.0.0:5222'])
  expect(host.log()).toContain('127.0.0.1:PORT or [::1]:PORT alone')
  expect(host.log()).not.toContain('Casper is at')
})
