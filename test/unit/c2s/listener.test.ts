// Where clients are listened for: to stop listening is not to end anybody, and what is refused is told of.
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Backend } from '../../../electron/c2s/backend'
import { listen } from '../../../electron/c2s/listener'
import type { Listener } from '../../../electron/c2s/listener'
import { until } from '../../support/wait'
import { header, openWire, signIn, startEcho } from './wire'

const open: Listener[] = []
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close()
})

async function echo() {
  const { listener } = await startEcho()
  open.push(listener)
  return listener
}

const nobody: Backend = {
  checkPassword: () => false,
  bound: () => undefined,
  stanza: () => undefined,
  ended: () => undefined,
}

/** A listener that lets in nobody, with what it tells of those it cut. */
async function told(connections: number) {
  const cut: string[] = []
  const note = (condition: string): void => void cut.push(condition)
  const listener = await listen(nobody, { domain: null, limits: { connections }, cut: note })
  open.push(listener)
  return { listener, cut }
}

test('who is connected stays so when nobody is listened for any more, and the port is free', async () => {
  const listener = await echo()
  const { port } = listener
  const wire = await signIn(port, 'stays')
  let isOver = false
  const over = listener.retire().then(() => (isOver = true))
  await expect(openWire(port)).rejects.toThrow()
  wire.send(`<message id='echoed'/>`)
  await wire.heard('id="echoed"')
  const next = await listen(nobody, { domain: null, port })
  open.push(next)
  expect(next.port).toBe(port)
  expect(isOver).toBe(false)
  wire.send('</stream:stream>')
  await wire.closed()
  await over
})

test('the end of a listener that listens no more ends whoever is there', async () => {
  const listener = await echo()
  const wire = await signIn(listener.port, 'stays')
  void listener.retire()
  await listener.close()
  expect(await wire.closed()).toContain('system-shutdown')
})

test('a connection that ends without its stream is told of, one that ends with it is not', async () => {
  const { listener, cut } = await told(10)
  const proper = await openWire(listener.port)
  proper.send(`${header}</stream:stream>`)
  await proper.closed()
  expect(cut).toEqual([])
  const other = await openWire(listener.port)
  other.send(header)
  await other.heard('</stream:features>')
  other.socket.end()
  await other.closed()
  expect(cut).toEqual(['half-closed'])
})

test('connections above the limit are told of, those that are not even answered, too', async () => {
  const { listener, cut } = await told(1)
  // They never close their half, so that each counts as one that is open.
  const sockets = Array.from({ length: 70 }, () =>
    connect({ host: '127.0.0.1', port: listener.port, allowHalfOpen: true })
      .on('error', () => undefined)
      .resume(),
  )
  await until(
    () => cut.length === 69,
    () => `69 of them, not ${String(cut.length)}`,
  )
  expect(cut.filter((condition) => condition === 'resource-constraint')).toHaveLength(64)
  expect(cut.filter((condition) => condition === 'refused')).toHaveLength(5)
  for (const socket of sockets) socket.destroy()
})
