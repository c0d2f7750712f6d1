// A stage for the renderer: serves a built one on loopback and plays the main process behind it.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { WebSocketServer } from 'ws'
import type { CommandName } from '../../shared/protocol'
import type { AppSnapshot } from '../../shared/snapshot'
import { play, type Play } from './stage-play'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** As strict as what the real hosts send, so that a breach shows here first. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'"

/** A running stage. */
export interface Stage {
  readonly url: string
  readonly play: Play
  /** Ends every connection, as a main process does that goes away; new ones are taken. */
  hangUp(): void
  close(): Promise<void>
}

interface Asked {
  readonly id: number
  readonly command: CommandName
  readonly payload: unknown
}

/**
 * Opens a stage on a free port of 127.0.0.1.
 * @param folder where the built renderer lies
 */
export async function openStage(folder: string, snapshot: AppSnapshot): Promise<Stage> {
  const piece = play(snapshot)
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://stage').pathname)
    const file = join(folder, path === '/' ? 'index.html' : path)
    readFile(file).then(
      (body) => {
        response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream')
        response.setHeader('Content-Security-Policy', policy)
        response.end(body)
      },
      () => response.writeHead(404).end(),
    )
  })
  const sockets = new WebSocketServer({ server, path: '/socket' })
  sockets.on('connection', (socket) => {
    const send = (data: unknown) => socket.send(JSON.stringify(data))
    const detach = piece.attach((update) => send({ update }))
    socket.on('close', detach)
    socket.on('message', (data: Buffer) => {
      const { id, command, payload } = JSON.parse(data.toString()) as Asked
      send({ id, result: piece.request(command, payload) })
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    play: piece,
    hangUp: () => {
      for (const socket of sockets.clients) socket.terminate()
    },
    close: () =>
      new Promise((closed) => {
        for (const socket of sockets.clients) socket.terminate()
        server.close(() => closed())
      }),
  }
}
