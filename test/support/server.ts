// What the real servers of the tests have in common: an interface, a temporary folder, a certificate, a life.
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Subscription } from '../../shared/privacy/list'
import type { Child } from './child'
import type { Component } from './component'
import { until } from './wait'

/** One entry of a roster; defaults: no name, no groups, subscription `both`. */
export interface RosterEntry {
  readonly jid: string
  readonly name?: string
  readonly groups?: readonly string[]
  readonly subscription?: Subscription
}

/** A real XMPP server on loopback, with STARTTLS offered but not required. */
export interface RunningServer {
  readonly kind: 'prosody' | 'ejabberd' | 'jabberd2' | 'embedded'
  readonly domain: 'localhost'
  readonly host: '127.0.0.1'
  readonly port: number
  /** The port that speaks TLS from the first byte. */
  readonly tlsPort: number
  /** Empty where the server has none. */
  readonly websocketUrl: string
  /** SHA-256 of the certificate, upper-case hex pairs separated by colons. */
  readonly fingerprint: string
  /** Connects a component as a gateway. Null where the server was started without. */
  readonly gateway: (() => Promise<Component>) | null
  addAccount(user: string, password: string): Promise<void>
  /** Fills the roster of a user who has not signed in yet. */
  setRoster(user: string, entries: readonly RosterEntry[]): Promise<void>
  /** Stops in good order and starts again: same data, same ports. */
  restart(): Promise<void>
  /** Ends the server at once and removes its data. Safe to call twice. */
  stop(): Promise<void>
  /** What the server wrote to its log so far. */
  log(): string
}

/** The files of a certificate for `localhost` that nobody has signed. */
export interface ServerCertificate {
  readonly keyFile: string
  readonly certificateFile: string
  readonly fingerprint: string
}

/** A fresh temporary folder. */
export function temporaryFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `casper-${name}-`))
}

/** Makes `localhost.key` and `localhost.crt` in an existing folder. */
export function makeCertificate(folder: string): ServerCertificate {
  const keyFile = join(folder, 'localhost.key')
  const certificateFile = join(folder, 'localhost.crt')
  const request = ['req', '-x509', '-nodes', '-days', '30', '-newkey', 'ec']
  const curve = ['-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const files = ['-keyout', keyFile, '-out', certificateFile]
  execFileSync('openssl', [...request, ...curve, ...names, ...files], { stdio: 'pipe' })
  const { fingerprint256 } = new X509Certificate(readFileSync(certificateFile))
  return { keyFile, certificateFile, fingerprint: fingerprint256 }
}

/** The life of a server: started, restarted, ended with its folder. */
export interface Supervised {
  restart(): Promise<void>
  stop(): Promise<void>
  log(): string
}

/** Starts a server and waits until it offers stream features. @throws with its log where it does not. */
export async function supervise(
  folder: string,
  port: number,
  launch: () => Child,
  release: () => void,
): Promise<Supervised> {
  let child = launch()
  let earlier = ''
  let stopped = false
  const log = () => earlier + child.log()
  const ready = async () => {
    try {
      await until(() => child.ended() || offersFeatures(port), 'stream features', 30_000)
      if (child.ended()) throw new Error('the server ended')
    } catch (cause) {
      await child.end('SIGKILL')
      throw new Error(`server did not start:\n${log()}`, { cause })
    }
  }
  const stop = async () => {
    if (stopped) return
    stopped = true
    await child.end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
    release()
  }
  try {
    await ready()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    log,
    stop,
    async restart() {
      await child.end('SIGTERM')
      earlier = log()
      child = launch()
      await ready()
    },
  }
}

function offersFeatures(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    let text = ''
    socket.setTimeout(2000, () => {
      done(false)
    })
    socket.on('error', () => {
      done(false)
    })
    socket.on('close', () => {
      done(false)
    })
    socket.on('data', (data) => {
      text += data.toString()
      if (text.includes('<stream:features')) done(true)
    })
    socket.write(
      `<stream:stream to='localhost' version='1.0' xmlns='jabber:client' ` +
        `xmlns:stream='http://etherx.jabber.org/streams'>`,
    )
  })
}
