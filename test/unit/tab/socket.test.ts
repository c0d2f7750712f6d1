// The WebSocket against strangers, nonsense, and views that do not keep up.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { largestImport } from '../../../shared/profiles/exported'
import type { AppEvent } from '../../../shared/snapshot'
import { openTab, type TabTransport } from '../../contract/tab-transport'

let tab: TabTransport
let cookie: string

beforeEach(async () => {
  tab = await openTab()
  cookie = await tab.enter()
})

afterEach(() => tab.close())

function open(headers: Record<string, string>, path = '/socket'): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${tab.port}${path}`, { headers })
}

function statusOf(socket: WebSocket): Promise<number | 'open'> {
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate()
      resolve('open')
    })
    socket.once('unexpected-response', (_, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', () => undefined)
  })
}

async function openView() {
  const socket = open({ cookie, origin: tab.origin })
  const messages: unknown[] = []
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())))
  socket.on('error', () => undefined)
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await expect.poll(() => messages.length).toBeGreaterThan(0)
  return { socket, messages, closed }
}

const longEvent: AppEvent = { type: 'notice.removed', id: 'x'.repeat(100_000) }

describe('the upgrade', () => {
  test('is granted to our own page', async () => {
    expect(await statusOf(open({ cookie, origin: tab.origin }))).toBe('open')
  })

  test.each([
    ['no cookie', () => ({ origin: tab.origin })],
    ['a wrong cookie', () => ({ origin: tab.origin, cookie: `casper-${tab.port}=00` })],
    ['no origin', () => ({ cookie })],
    ['another origin', () => ({ cookie, origin: 'https://evil.example' })],
    ['another port of this machine', () => ({ cookie, origin: 'http://127.0.0.1:1' })],
    ['the origin "null"', () => ({ cookie, origin: 'null' })],
    ['another host', () => ({ cookie, origin: tab.origin, host: `localhost:${tab.port}` })],
  ])('is refused with %s', async (_, headers) => {
    expect(await statusOf(open(headers()))).toBe(403)
  })

  test.each(['/', '/socket/', '/socket?x', '/other'])('is refused at %s', async (path) => {
    expect(await statusOf(open({ cookie, origin: tab.origin }, path))).toBe(403)
  })

  test('is refused beyond 32 views', async () => {
    for (let n = 0; n < 32; n++) await openView()
    expect(await statusOf(open({ cookie, origin: tab.origin }))).toBe(503)
  })
})

describe('a frame', () => {
  test('gets its answer under its own number', async () => {
    const { socket, messages } = await openView()
    socket.send('{"id":7,"command":"settings.set","payload":{"theme":"dark"}}')
    socket.send('{"id":8,"command":"settings.set"}')
    await expect.poll(() => messages).toContainEqual({ id: 7, result: { ok: true, value: null } })
    await expect
      .poll(() => messages)
      .toContainEqual({ id: 8, result: expect.objectContaining({ ok: false }) as unknown })
    socket.terminate()
  })

  test('can hold the largest file of profiles', async () => {
    const { socket, messages } = await openView()
    const text = '"'.repeat(largestImport / 2 - 1)
    const payload = { account: 'x'.repeat(64), text }
    socket.send(JSON.stringify({ id: 7, command: 'profile.import', payload }))
    await expect.poll(() => messages).toContainEqual(expect.objectContaining({ id: 7 }))
    socket.terminate()
  })

  test.each([
    ['no JSON', '{"id":1,', 1007],
    ['no number', '{"command":"settings.set","payload":{}}', 1007],
    ['a number that is none', '{"id":-1.5,"command":"settings.set"}', 1007],
    ['a list', '[]', 1007],
    ['null', 'null', 1007],
    ['bytes', Buffer.from('{"id":1}'), 1008],
    ['too much', `{"id":1,"command":"${'x'.repeat(largestImport + 4096)}"}`, 1009],
  ])('with %s ends the connection, and that one only', async (_, frame, code) => {
    const [bad, good] = [await openView(), await openView()]
    bad.socket.send(frame)
    expect(await bad.closed).toBe(code)
    good.socket.send('{"id":1,"command":"visibility.retry","payload":{"account":"one"}}')
    await expect
      .poll(() => good.messages)
      .toContainEqual({ id: 1, result: { ok: true, value: null } })
    good.socket.terminate()
  })
})

describe('a view', () => {
  test('that does not read is cut off, and gets a snapshot when it comes back', async () => {
    const stuck = await openView()
    stuck.socket.pause()
    for (let n = 0; n < 400 && tab.core.lines.length === 0; n++) {
      tab.core.publisher.publish(longEvent)
      if (n % 20 === 0) await sleep(20)
    }
    await expect.poll(() => tab.core.lines.join()).toContain('does not keep up')
    stuck.socket.terminate()
    const again = await openView()
    expect(again.messages[0]).toMatchObject({ update: { kind: 'snapshot' } })
    again.socket.terminate()
  })

  test('is told when Casper ends', async () => {
    const { closed } = await openView()
    await tab.close()
    expect(await closed).toBe(1001)
    tab = await openTab()
  })
})
