// The loopback server against whoever has no business there.
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTab, type TabTransport } from '../../contract/tab-transport'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let tab: TabTransport
let cookie: string

beforeAll(async () => {
  tab = await openTab()
  cookie = await tab.enter()
})

afterAll(() => tab.close())

/** A request whose path and headers are sent exactly as given. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  content?: string,
): Promise<Answer> {
  const options = { port: tab.port, host: '127.0.0.1', path, method, headers, agent: false }
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      )
    })
    sent.on('error', reject)
    sent.end(content)
  })
}

describe('the page', () => {
  test('is served to whoever carries the cookie, with all the headers', async () => {
    const { status, headers, body } = await ask('/', { cookie })
    expect(status).toBe(200)
    expect(body).toContain('<title>Casper</title>')
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style/,
    )
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('comes with its scripts; HEAD gives the headers alone', async () => {
    const { status, headers, body } = await ask('/app.js', { cookie }, 'HEAD')
    expect([status, body]).toEqual([200, ''])
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(headers['content-length']).toBe('9')
  })

  test.each([
    '/../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/renderer/../../secret.json',
    '/..\\secret.json',
    '//etc/passwd',
    '/.hidden.js',
    '/none.js',
    '/app.js/',
    '/app.js%00.html',
  ])('has no way out of its folder: %s', async (path) => {
    const { status, body } = await ask(path, { cookie })
    expect([status, body]).toEqual([404, 'There is no such file.\n'])
  })
})

describe('refuses', () => {
  test.each([
    ['no cookie', {}],
    ['a wrong cookie', { cookie: 'casper-1=00' }],
    ['an empty cookie', { cookie: 'casper=' }],
  ])('%s', async (_, headers) => {
    const { status, body } = await ask('/', headers)
    expect(status).toBe(403)
    expect(body).not.toContain('token')
  })

  test.each(['localhost', 'evil.example', '127.0.0.1', '127.0.0.1:1', 'a, b'])(
    'the host %j, cookie or not',
    async (host) => {
      const { status } = await ask('/', { cookie, host })
      expect([400, 421]).toContain(status)
    },
  )

  test.each(['https://evil.example', 'null', 'http://127.0.0.1', 'http://localhost:1'])(
    'the origin %s, cookie or not',
    async (origin) => {
      expect((await ask('/', { cookie, origin })).status).toBe(403)
    },
  )

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('the method %s', async (method) => {
    const { status, headers } = await ask('/', { cookie, origin: tab.origin }, method)
    expect(status).toBe(405)
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('a request with a body, and headers without end', async () => {
    const withBody = await ask('/', { cookie, 'content-length': '5' }, 'GET', 'hello')
    expect(withBody.status).toBe(405)
    const endless = await ask('/', { cookie, more: 'x'.repeat(20_000) })
    expect(endless.status).toBe(431)
  })

  test('to listen anywhere but on loopback', async () => {
    const elsewhere = connect({ host: '127.0.0.2', port: tab.port })
    await new Promise<void>((resolve, reject) => {
      elsewhere.once('error', () => resolve())
      elsewhere.once('connect', () => reject(new Error('connected')))
    })
  })
})

describe('the token', () => {
  test('is good for one cookie; then there is another one', async () => {
    const address = new URL(tab.url())
    const path = address.pathname + address.search
    const first = await ask(path)
    expect([first.status, first.headers.location]).toEqual([303, '/'])
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(/^casper-\d+=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
    const again = await ask(path)
    expect([again.status, again.headers['set-cookie']]).toEqual([403, undefined])
    expect(tab.url()).not.toBe(address.href)
    expect(tab.urls.at(-1)).toBe(tab.url())
  })

  test.each(['', 'x', '0'.repeat(64), 'ä'.repeat(64)])('%j is none', async (token) => {
    const { status, headers } = await ask(`/?token=${encodeURIComponent(token)}`, { cookie })
    expect([status, headers['set-cookie']]).toEqual([403, undefined])
  })

  test('is no use under another host', async () => {
    const address = new URL(tab.url())
    const { status } = await ask(address.pathname + address.search, { host: 'evil.example' })
    expect(status).toBe(421)
    expect(tab.url()).toBe(address.href)
  })
})
