// The loopback HTTP server of the tab host. Hostile ground: any page in the browser can send it requests.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Core } from '../core/core'
import { describeError, type Log } from '../core/log'
import { readRendererFile, securityHeaders } from '../core/renderer-files'
import { createAccess, type Access } from './access'
import { serveSocket } from './socket'

/** A listening server. */
export interface TabServer {
  /** The address to open, with a token that was not used yet. */
  url(): string
  close(): Promise<void>
}

/** What the server is made of. */
export interface TabServerOptions {
  readonly core: Pick<Core, 'request' | 'attach'>
  readonly rendererDir: string
  /** 0 for any free port. */
  readonly port: number
  readonly log: Log
  /** Called with the next address, at the start and whenever a token was used. */
  readonly onUrl: (url: string) => void
}

/** Listens on 127.0.0.1. Rejects with the system's error, for example where the port is taken. */
export async function startTabServer(options: TabServerOptions): Promise<TabServer> {
  const { core, rendererDir, log, onUrl } = options
  const server = createServer({
    requestTimeout: 10_000,
    headersTimeout: 5000,
    keepAliveTimeout: 5000,
    maxHeaderSize: 16_384,
    requireHostHeader: true,
  })
  server.maxConnections = 128
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  const access: Access = createAccess(port, () => onUrl(access.url()))
  const sockets = serveSocket(server, { core, access, log })

  server.on('request', (request, response) => {
    answer(request, response, access, rendererDir).catch((thrown: unknown) => {
      log.error('a page could not be served', { error: describeError(thrown) })
      response.destroy()
    })
  })
  onUrl(access.url())

  return {
    url: access.url,
    close: async () => {
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  rendererDir: string,
): Promise<void> {
  const { headers, method } = request
  const hasBody = 'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0
  if (!access.isForUs(headers))
    return refuse(response, 421, 'This is not the server you asked for.')
  if (headers.origin !== undefined && !access.isFromUs(headers)) {
    return refuse(response, 403, 'Other pages have no business here.')
  }
  if ((method !== 'GET' && method !== 'HEAD') || hasBody) {
    return refuse(response, 405, 'Only GET and HEAD.', { allow: 'GET, HEAD', connection: 'close' })
  }
  const { path, token } = target(request.url ?? '')
  if (path === '/' && token !== undefined) return letIn(response, access.exchange(token))
  if (!access.isLetIn(request)) return refuse(response, 403, howToGetIn)
  const file = await readRendererFile(rendererDir, path)
  if (!file) return refuse(response, 404, 'There is no such file.')
  response.writeHead(200, {
    ...securityHeaders,
    'content-type': file.type,
    'content-length': file.body.byteLength,
  })
  response.end(method === 'HEAD' ? undefined : file.body)
}

const howToGetIn =
  'Open the address that Casper wrote last, or the one in the file "url" in its data folder. Each is good for once.'

function letIn(response: ServerResponse, cookie: string | undefined): void {
  if (cookie === undefined) return refuse(response, 403, howToGetIn)
  response.writeHead(303, { ...securityHeaders, location: '/', 'set-cookie': cookie })
  response.end()
}

function refuse(
  response: ServerResponse,
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...securityHeaders,
    'content-type': 'text/plain; charset=utf-8',
    ...headers,
  })
  response.end(`${reason}\n`)
}

/** The path as it was sent, and the token. Not decoded: no path of a file needs it. */
function target(url: string): { path: string; token: string | undefined } {
  const [path = '', query] = url.split('?', 2)
  return { path, token: new URLSearchParams(query).get('token') ?? undefined }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}
