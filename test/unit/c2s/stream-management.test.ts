// Stream management and resumption, as a client sees them: XEP-0198.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../support/wait'
import type { Echo, Wire } from './wire'
import { signIn, startEcho } from './wire'

const ns = `xmlns='urn:xmpp:sm:3'`
let echo: Echo
beforeEach(async () => {
  echo = await startEcho({ hibernationMs: 200, unacknowledged: 50 })
})
afterEach(() => echo.listener.close())

async function enabled(resource: string): Promise<{ wire: Wire; id: string }> {
  const wire = await signIn(echo.listener.port, resource)
  wire.send(`<enable ${ns} resume='true'/>`)
  await wire.heard('<enabled')
  return { wire, id: / id="([^"]+)" resume/.exec(wire.text())?.[1] ?? '' }
}

test('what was not confirmed is sent again, once, on the new connection', async () => {
  const { wire, id } = await enabled('a')
  for (const number of [1, 2, 3]) wire.send(`<message id='m${String(number)}'/>`)
  wire.send(`<r ${ns}/>`)
  await wire.heard('<a xmlns="urn:xmpp:sm:3" h="3"/>')
  wire.socket.resetAndDestroy()
  const again = await signIn(echo.listener.port, null)
  again.send(`<resume ${ns} previd='${id}' h='1'/>`)
  await again.heard('id="m3"')
  expect(again.text()).toContain(`<resumed xmlns="urn:xmpp:sm:3" previd="${id}" h="3"/>`)
  expect(again.text()).not.toContain('id="m1"')
  expect(echo.events).toEqual(['bound alice@localhost/a'])
  again.send('</stream:stream>')
  await again.closed()
})

test('a session that is not resumed in time ends, with what it was not given', async () => {
  const { wire } = await enabled('b')
  wire.send(`<message id='m1'/>`)
  await wire.heard('id="m1"')
  wire.socket.resetAndDestroy()
  await until(() => echo.events.length === 2, 'the end')
  expect(echo.events[1]).toBe('ended alice@localhost/b 1')
})

test('a session that was ended in order cannot be resumed', async () => {
  const { wire, id } = await enabled('c')
  wire.send('</stream:stream>')
  await wire.closed()
  const again = await signIn(echo.listener.port, null)
  again.send(`<resume ${ns} previd='${id}' h='0'/>`)
  await again.heard('<item-not-found')
  again.socket.destroy()
})

test('a session is resumed while its old connection still seems to be there', async () => {
  const { wire, id } = await enabled('d')
  const again = await signIn(echo.listener.port, null)
  again.send(`<resume ${ns} previd='${id}' h='0'/>`)
  await again.heard('<resumed')
  expect(await wire.closed()).toContain('<conflict')
  again.send(`<message id='still'/>`)
  await again.heard('id="still"')
  again.socket.destroy()
})

test.each([
  ['before binding', null, `<enable ${ns}/>`],
  ['a second time', 'e', `<enable ${ns}/><enable ${ns}/>`],
  ['after binding', 'f', `<resume ${ns} previd='x' h='0'/>`],
])('refused %s', async (_when, resource, text) => {
  const wire = await signIn(echo.listener.port, resource)
  wire.send(text)
  await wire.heard('<failed xmlns="urn:xmpp:sm:3"><unexpected-request')
  wire.socket.destroy()
})

test('a client that never confirms is cut', async () => {
  const { wire } = await enabled('g')
  for (let count = 0; count < 60; count += 1) wire.send(`<message id='m${String(count)}'/>`)
  await wire.closed()
  await until(() => echo.events.length === 2, 'the end')
})
