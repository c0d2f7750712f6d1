// The bench of the embedded server: how fast sessions sign in, how many stanzas it routes, and what a session weighs.
// The server has this process to itself; the clients are in another one, on the same machine.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { DemoServer } from '../../electron/demo/server/embedded-server'
import { startDemoServer } from '../../electron/demo/server/embedded-server'
import type { Load, LoadOptions } from './load'
import { isLoadProcess, nameOf, serveLoad, startLoadProcess } from './load'

/** How much is measured. Everybody has everybody else on their roster, and people who are never there. */
export interface Extent {
  readonly sessions: number
  readonly rosterItems: number
}

/** What the bench says. */
export interface Figures extends Extent {
  /** With PLAIN, from the connection to the bound resource. */
  readonly signInsPerSecond: number
  /** With SCRAM-SHA-256, for the first time: the server derives its keys, too. */
  readonly scramSignInsPerSecond: number
  readonly rostersPerSecond: number
  /** Presence, delivered: everybody comes online, and everybody changes their presence. */
  readonly stanzasPerSecond: number
  /** How much more is in use with the sessions signed in, the rosters fetched and everybody online; in bytes. */
  readonly bytesPerSession: number
  /** The same of the resident set, which has room to spare. */
  readonly residentBytesPerSession: number
  /** What a roster weighs, signed in or not; in bytes. */
  readonly bytesPerRoster: number
}

const password = 'the same for everybody'

/** Measures. @param startLoad starts the clients. @throws RangeError where the rosters do not hold everybody */
export async function measure(
  { sessions, rosterItems }: Extent,
  startLoad: (options: LoadOptions) => Load,
): Promise<Figures> {
  if (rosterItems < sessions - 1) throw new RangeError('The rosters are too small for everybody.')
  const domain = 'localhost'
  const server = await startDemoServer({ domain })
  const load = startLoad({ port: server.port, domain, sessions, password })
  const empty = memory()
  populate(server, { sessions, rosterItems })
  const populated = memory()
  const signIns = await load({ act: 'sign-in', mechanism: 'PLAIN' })
  const rosters = await load({ act: 'fetch-rosters' })
  const deliveries = sessions * (sessions - 1)
  const online = await load({ act: 'broadcast', senders: sessions, deliveries })
  const changed = await load({ act: 'broadcast', senders: sessions, deliveries })
  const full = memory()
  await load({ act: 'sign-out' })
  await server.close()
  const scram = await measureScram({ sessions, rosterItems }, startLoad)
  const each = (bytes: number): number => Math.round(bytes / sessions)
  return {
    sessions,
    rosterItems,
    signInsPerSecond: Math.round(sessions / signIns),
    scramSignInsPerSecond: Math.round(sessions / scram),
    rostersPerSecond: Math.round(sessions / rosters),
    stanzasPerSecond: Math.round((2 * deliveries) / (online + changed)),
    bytesPerSession: each(full.used - populated.used),
    residentBytesPerSession: each(full.resident - populated.resident),
    bytesPerRoster: each(populated.used - empty.used),
  }
}

async function measureScram(
  extent: Extent,
  startLoad: (options: LoadOptions) => Load,
): Promise<number> {
  const server = await startDemoServer()
  const { port, domain } = server
  for (let index = 0; index < extent.sessions; index++) server.addUser(nameOf(index), password)
  const load = startLoad({ port, domain, sessions: extent.sessions, password })
  const seconds = await load({ act: 'sign-in', mechanism: 'SCRAM-SHA-256' })
  await load({ act: 'sign-out' })
  await server.close()
  return seconds
}

function populate(server: DemoServer, { sessions, rosterItems }: Extent): void {
  for (let index = 0; index < sessions; index++) {
    server.addUser(nameOf(index), password)
    const others = Array.from({ length: rosterItems + 1 }, (_, other) => other)
    const items = others
      .filter((other) => other !== index)
      .slice(0, rosterItems)
      .map((other) => ({
        jid: `${nameOf(other)}@${server.domain}`,
        name: `User ${String(other)}`,
        groups: [`Group ${String(other % 10)}`],
        subscription: 'both' as const,
      }))
    server.setRoster(nameOf(index), items)
  }
}

function memory(): { readonly used: number; readonly resident: number } {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { used: heapUsed + external, resident: rss }
}

function json(figures: Figures): string {
  const { signInsPerSecond, stanzasPerSecond, bytesPerSession, bytesPerRoster } = figures
  const { sessions, rosterItems } = figures
  return JSON.stringify({
    signInsPerSecond,
    stanzasPerSecond,
    bytesPerSession,
    bytesPerRoster,
    sessions,
    rosterItems,
  })
}

function words(figures: Figures): string {
  const said = (value: number): string => value.toLocaleString('en')
  return [
    `${said(figures.sessions)} sessions, each with ${said(figures.rosterItems)} on its roster; the clients in another process`,
    `  sign-ins a second, PLAIN           ${said(figures.signInsPerSecond)}`,
    `  sign-ins a second, SCRAM-SHA-256   ${said(figures.scramSignInsPerSecond)}, keys derived for the first time`,
    `  rosters a second                   ${said(figures.rostersPerSecond)}`,
    `  presence routed a second           ${said(figures.stanzasPerSecond)}`,
    `  memory for a session               ${said(figures.bytesPerSession)} bytes in use, ${said(figures.residentBytesPerSession)} resident`,
    `  memory for a roster                ${said(figures.bytesPerRoster)} bytes, signed in or not`,
  ].join('\n')
}

if (import.meta.main) {
  if (isLoadProcess()) serveLoad()
  else {
    const start = (options: LoadOptions): Load => startLoadProcess(import.meta.filename, options)
    const figures = await measure({ sessions: 1000, rosterItems: 1000 }, start)
    console.log(process.argv.includes('--json') ? json(figures) : words(figures))
  }
}
