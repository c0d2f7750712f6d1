// Where to connect: SRV records merged by priority and weight, what "." means, and what happens without records.
import type { SrvRecord } from 'node:dns'
import { expect, test } from 'vitest'
import { backOffDelay } from '../../../electron/xmpp/back-off'
import { redirected, resolveCandidates } from '../../../electron/xmpp/resolve'
import type { ServerAddress } from '../../../shared/model'

function record(name: string, priority: number, weight = 0, port = 5222): SrvRecord {
  return { name, port, priority, weight }
}

function resolve(
  tls: readonly SrvRecord[] | undefined,
  plain: readonly SrvRecord[] | undefined,
  random = () => 0,
  server: ServerAddress = { mode: 'auto' },
  domain = 'example.org',
) {
  const asked = (name: string) => (name.startsWith('_xmpps-client._tcp.') ? tls : plain)
  const lookup = (name: string) => {
    const found = asked(name)
    return found ? Promise.resolve(found) : Promise.reject(new Error('ENOTFOUND'))
  }
  return resolveCandidates(domain, server, lookup, random)
}

const places = (found: Awaited<ReturnType<typeof resolve>>) =>
  found.map((one) => (one.kind === 'stream' ? `${one.security} ${one.host}:${one.port}` : one.url))

test('both kinds of records are merged by priority', async () => {
  const found = await resolve(
    [record('t1', 5, 0, 443), record('t2', 20, 0, 443)],
    [record('p1', 10), record('p0', 1)],
  )
  expect(places(found)).toEqual([
    'starttls p0:5222',
    'direct-tls t1:443',
    'starttls p1:5222',
    'direct-tls t2:443',
  ])
})

test('within a priority the weight decides the chance', async () => {
  const records = [record('light', 1, 10), record('heavy', 1, 90)]
  expect(places(await resolve(undefined, records, () => 0.05))[0]).toContain('light')
  expect(places(await resolve(undefined, records, () => 0.5))[0]).toContain('heavy')
  expect(places(await resolve(undefined, records, () => 0.999))).toHaveLength(2)
})

test('"." is a service that is not offered', async () => {
  expect(places(await resolve([record('.', 0)], [record('p', 1)]))).toEqual(['starttls p:5222'])
  expect(await resolve([record('.', 0)], [record('', 0)])).toEqual([])
  expect(await resolve([record('.', 0)], undefined)).toEqual([])
})

test('without records the domain itself is tried', async () => {
  const own = ['starttls example.org:5222', 'direct-tls example.org:5223']
  expect(places(await resolve(undefined, undefined))).toEqual(own)
  expect(places(await resolve([], []))).toEqual(own)
})

test('international names are asked for in their ASCII form; addresses are not asked for', async () => {
  const found = await resolve(undefined, undefined, () => 0, { mode: 'auto' }, 'bücher.example')
  expect(places(found)[0]).toBe('starttls xn--bcher-kva.example:5222')
  const address = await resolve([record('t', 1)], undefined, () => 0, { mode: 'auto' }, '[::1]')
  expect(places(address)[0]).toBe('starttls ::1:5222')
})

test('what the user entered is taken as it is', async () => {
  const manual = { mode: 'manual', host: 'h', port: 1, security: 'direct-tls' } as const
  expect(places(await resolve([record('t', 1)], undefined, () => 0, manual))).toEqual([
    'direct-tls h:1',
  ])
  const websocket = { mode: 'websocket', url: 'wss://h/ws' } as const
  expect(places(await resolve(undefined, undefined, () => 0, websocket))).toEqual(['wss://h/ws'])
})

test('see-other-host keeps the demand on encryption', () => {
  const from = { kind: 'stream', host: 'a', port: 5222, security: 'starttls' } as const
  expect(redirected(from, 'b.example:9222')).toEqual({ ...from, host: 'b.example', port: 9222 })
  expect(redirected(from, '[2001:db8::1]')).toEqual({ ...from, host: '2001:db8::1' })
  for (const bad of ['', 'a b', 'xmpp://c', 'c:99999', 'c:0', 'c/d']) {
    expect(redirected(from, bad)).toBeUndefined()
  }
  expect(redirected({ ...from, security: 'plain' }, 'b')).toBeUndefined()
  expect(redirected({ kind: 'websocket', url: 'wss://a/' }, 'b')).toBeUndefined()
})

test('the back-off doubles its bound from 1 s to 5 min and draws below it', () => {
  const bounds = { first: 1_000, max: 300_000 }
  const longest = [1, 2, 3, 8, 9, 1_000].map((n) => backOffDelay({ ...bounds, jitter: () => 1 }, n))
  expect(longest).toEqual([2_000, 4_000, 8_000, 256_000, 300_000, 300_000])
  expect(backOffDelay({ ...bounds, jitter: () => 0 }, 9)).toBe(1_000)
})
