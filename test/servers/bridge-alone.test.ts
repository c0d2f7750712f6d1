// The bridge without a face, as a user starts it (`npm run bridge`): what it prints, what it leaves behind, and that no
// password is in anything that it writes.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startCasper } from '../support/casper'
import type { Child } from '../support/child'
import { startChild } from '../support/child'
import { addFriends, password } from '../support/friends'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import { startRawClient } from '../support/raw-client'
import type { RunningServer } from '../support/server'
import { until } from '../support/wait'

let server: RunningServer
let bob: Observer
let carol: Observer
let place: string
let running: Child[] = []
beforeAll(async () => {
  server = await startProsody()
  await addFriends(server, 'alice', [
    { jid: 'bob@localhost', name: 'Bob', groups: ['Friends'] },
    { jid: 'carol@localhost', name: 'Carol', groups: ['Work'] },
  ])
  bob = await startObserver({ server, user: 'bob', password })
  carol = await startObserver({ server, user: 'carol', password })
})
afterAll(async () => {
  await Promise.all([bob.close(), carol.close()])
  await server.stop()
})
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'bridge-alone-'))
})
afterEach(async () => {
  await Promise.all(running.map((child) => child.end('SIGTERM')))
  running = []
  rmSync(place, { recursive: true, force: true })
})

function start(...args: string[]): Child {
  const child = startChild('npm', ['run', '--silent', 'bridge', '--', ...args], {
    cwd: process.cwd(),
    env: { TMPDIR: place },
  })
  running.push(child)
  return child
}

/** Starts it before the server. @returns it, and the port that it printed */
async function bridge(...more: string[]) {
  const at = `127.0.0.1:${String(server.port)},plain`
  const child = start('--listen', '127.0.0.1:0', '--server', at, ...more)
  const port = await until(
    () => /connect to port +(\d+)/.exec(child.log())?.[1] ?? (child.ended() && '0'),
    () => child.log(),
    60_000,
  )
  if (port === '0') throw new Error(child.log())
  const there = { host: '127.0.0.1', port: Number(port), domain: 'localhost' } as const
  const login = (user = 'alice', secret = password) =>
    startRawClient({ server: there, user, password: secret })
  return { child, login }
}

function dataFolder(): string {
  const folder = join(place, 'data')
  mkdirSync(folder)
  return folder
}

const folders = () => readdirSync(place).filter((name) => name.startsWith('casper-bridge-'))

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]))
}

test('it prints what to enter, serves, and leaves no folder and nobody behind when it is stopped', async () => {
  const { child, login } = await bridge()
  expect(child.log()).toMatch(
    /^The bridge listens on 127\.0\.0\.1:\d+, for programs on this computer alone\./,
  )
  expect(child.log()).toContain('Stop the bridge with Ctrl+C.')
  expect(folders()).toHaveLength(1)
  const client = await login()
  client.send('<presence/>')
  await bob.next(({ from, type }) => from === client.jid && type === '')
  await child.end('SIGTERM')
  await bob.next(({ from, type }) => from === client.jid && type === 'unavailable')
  expect(folders()).toEqual([])
})

test('with the folder of a Casper it knows the accounts there, and leaves the folder where it is', async () => {
  const casper = await startCasper(dataFolder())
  const { host, port } = server
  const account = await casper.addAccount({
    ...{ jid: 'alice@localhost', signInInvisible: false, password },
    server: { mode: 'manual', host, port, security: 'plain' },
  })
  const target = { type: 'group', value: 'Work' } as const
  await casper.request('visibility.hide-from', { account, target })
  await casper.close()

  const { child, login } = await bridge('--data-dir', casper.dataDir)
  const client = await login()
  const before = carol.mark()
  client.send('<presence/>')
  await bob.next(({ from, type }) => from === client.jid && type === '')
  await carol.settled()
  expect(carol.from(client.jid, before)).toEqual([])

  const second = start('--listen', '127.0.0.1:0', '--data-dir', casper.dataDir)
  await until(
    () => second.ended(),
    () => second.log(),
    60_000,
  )
  expect(second.log()).toContain(`Casper is running on ${casper.dataDir}`)
  await client.close()
  await child.end('SIGTERM')
  expect(readdirSync(casper.dataDir)).toContain('casper.json')
  expect(folders()).toEqual([])
})

test('no password is in its folder or its log, be it right or wrong', async () => {
  const data = dataFolder()
  const [right, wrong] = ['correct horse battery', 'staple horse battery']
  await server.addAccount('dora', right)
  const { child, login } = await bridge('--data-dir', data)
  const client = await login('dora', right)
  client.send('<presence/>')
  client.message('bob@localhost', 'hello')
  await bob.next(({ from, xml }) => from === client.jid && xml.includes('hello'))
  await expect(login('alice', wrong)).rejects.toThrow('not-authorized')
  await expect(login('dora', wrong)).rejects.toThrow('not-authorized')

  const look = () => {
    for (const secret of [right, wrong]) {
      const plain = Buffer.from(secret)
      for (const form of [plain, plain.toString('base64'), plain.toString('hex')]) {
        const found = filesIn(data).filter((path) => readFileSync(path).includes(form))
        expect(found).toEqual([])
        expect(child.log()).not.toContain(String(form))
      }
    }
  }
  look()
  expect(filesIn(data).length).toBeGreaterThan(0)
  await client.close()
  await child.end('SIGTERM')
  look()
  expect(child.log()).toContain('was not let in')
})

test.each([
  ['another address than loopback', ['--listen', '0.0.0.0:15222'], 'on 127.0.0.1 or [::1] alone'],
  ['what it does not know', ['--invisible'], 'Usage: npm run bridge'],
])('%s is refused with words, and it does not listen', async (_, args, said) => {
  const child = start(...args)
  await until(
    () => child.ended(),
    () => child.log(),
    60_000,
  )
  expect(child.log()).toContain(said)
  expect(child.log()).not.toContain('The bridge listens on 127.0.0.1:')
})
