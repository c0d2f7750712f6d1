// One user under test: Casper's own core on one server by one strategy, and everybody who watches it.
import { invisibleToAll, withBase } from '../../shared/visibility/policy'
import type { StrategyId } from '../../shared/visibility/strategies/names'
import type { TestCasper } from '../support/casper'
import { startCasper } from '../support/casper'
import type { TestMachine } from '../support/machine'
import { testMachine } from '../support/machine'
import type { RunningServer } from '../support/server'
import type { TcpProxy } from '../support/tcp-proxy'
import { startTcpProxy } from '../support/tcp-proxy'
import { policyWords } from '../support/visibility-words'
import { now, until } from '../support/wait'
import type { RecordedStanza } from '../support/stanza-stream'
import { inForce, isAbsent, present, settingsOf } from './absence'
import { bounceFaults, isBounce } from './bounces'
import type { Cast } from './cast'
import { people } from './cast'
import type { Fault, LabMoment, Scene } from './oracle'
import { ghosts, judge } from './oracle'
import { roundTrips } from './round-trip'
import type { Delay } from './timing'

/** How long anything may take before the lab gives up, in ms. */
const patience = 60_000

/** A user at work. */
export interface World {
  readonly server: RunningServer
  readonly strategy: StrategyId
  readonly proxy: TcpProxy
  readonly casper: TestCasper
  /** What Casper runs on. */
  readonly machine: TestMachine
  readonly cast: Cast
  /** The bare address. */
  readonly user: string
  readonly account: string
  /** The wish of now. */
  wished(): LabMoment
  /** From now on that is wished, too; the wish before counts until both are settled. */
  wish(change: Partial<LabMoment>): void
  readonly written: Set<string>
  readonly acts: Set<string>
  /** How long answers to who may not see the user took. */
  readonly delays: Delay[]
  /** Notes that the line of the session is about to be broken, so that its end may be one that nobody tells. */
  lose(): void
  /** Every wish that counts at the moment. */
  scene(): Scene
  /** Notes a fault that was not in a stanza that just came. */
  blame(fault: Omit<Fault, 'at'>): void
  /** Judges what the watchers have, before they are signed in anew. */
  settleWatchers(): void
  /** While the line is down: what was wished before is over, and must not be shown once it is back. */
  supersede(): Promise<void>
  /** The full address of the session. */
  fullJid(): string
  /** Waits until the session is there, and tries at once to make it. */
  online(): Promise<void>
  /** Waits until the wish is confirmed and everything that was sent has arrived. @returns what was learned */
  settle(): Promise<Settled>
  /** From now on signing in changes no wish. */
  keepWishes(): Promise<void>
  /** The server as it names itself. */
  version(): string
  /** What was learned so far, whether or not the world is at rest. */
  look(): Settled
  close(): Promise<void>
}

/** What came of a step. */
export interface Settled {
  /** The wish, in a few words. */
  readonly wish: string
  readonly received: readonly string[]
  readonly faults: readonly Fault[]
}

/** Starts Casper and signs the user in, invisible. */
export async function startWorld(
  server: RunningServer,
  cast: Cast,
  name: string,
  strategy: StrategyId,
): Promise<World> {
  const user = `${name}@${server.domain}`
  const proxy = await startTcpProxy(server)
  const machine = testMachine()
  const casper = await startCasper(undefined, { idle: machine.source, clock: machine.clock })
  const written = new Set<string>()
  const acts = new Set<string>()
  const lost = new Set<string>()
  let current: LabMoment = {
    policy: invisibleToAll,
    rules: [],
    people: people(),
    blocked: new Set(),
    inRoom: false,
    scope: 'session',
    signedIn: true,
    absence: present,
  }
  let moments: LabMoment[] = [current]
  let superseded: LabMoment[] = []
  let noted: Fault[] = []
  let received: string[] = []
  let session = { connection: 0, jid: '' }
  for (const member of cast.members) member.mark = member.observer.stanzas().length

  await casper.request('settings.set', { autoAway: settingsOf[present.whileAway] })
  const account = await casper.addAccount({
    jid: user,
    signInInvisible: true,
    server: { mode: 'manual', host: '127.0.0.1', port: proxy.port, security: 'plain' },
  })
  const isOnline = () => casper.account().connection.state === 'online'
  const phase = () => casper.account().visibility.phase
  const isSteady = () => isOnline() && (phase() === 'confirmed' || phase() === 'failed')
  const scene = (): Scene => ({ user, moments, superseded, written, acts, lost })

  const wish = (change: Partial<LabMoment>): void => {
    current = { ...current, ...change }
    moments.push(inForce(current))
  }

  const online = async (): Promise<void> => {
    await casper.when(
      'being signed in',
      ({ connection }) => {
        if (connection.state === 'waiting') void casper.request('account.sign-in', { account })
        return connection.state === 'online'
      },
      patience,
    )
  }

  const road = { casper, account, proxy, server, patience }
  const roundTrip = roundTrips(road, () => isAbsent(current.absence))

  // Read once for each connection, since it is looked for in everything the server ever wrote.
  const fullJid = (): string => {
    const { made } = proxy.connections()
    if (made !== session.connection || session.jid === '') {
      const bound = proxy.incoming().matchAll(/<jid>([^<]*)<\/jid>/g)
      session = { connection: made, jid: [...bound].at(-1)?.[1] ?? '' }
    }
    return session.jid
  }

  const isRoomSettled = () => {
    const { state } = Object.values(casper.snapshot().rooms[account] ?? {})[0] ?? { state: 'left' }
    return state !== 'joining'
  }

  // What was written before a round trip is out; so nothing more may be due when it begins.
  const rest = async (): Promise<void> => {
    for (let calm = 0; calm < 2;) {
      await online()
      await casper.when('a confirmation', isSteadyView, patience)
      const answered = await roundTrip()
      calm = answered && isSteady() ? calm + 1 : 0
      if (calm > 0 && !isRoomSettled()) {
        await until(() => isRoomSettled() || !isSteady(), 'the room', patience)
        calm = 0
      }
    }
    if (phase() === 'failed') await retry()
  }
  const isSteadyView = (): boolean => !isOnline() || isSteady()

  const retry = async (): Promise<void> => {
    await casper.request('visibility.retry', { account })
    await roundTrip()
    await casper.when('a confirmation', isSteadyView, patience)
    await roundTrip()
  }

  const settleWatchers = (): void => {
    for (const member of cast.members) {
      const news = member.observer.since(member.mark)
      for (const stanza of news) {
        const fault = isBounce(stanza) ? null : judge(stanza, member, scene())
        if (fault) noted.push(fault)
        if (stanza.from.startsWith(user)) received.push(`${member.name}: ${brief(stanza)}`)
      }
      noted.push(...bounceFaults(news, member, scene()))
      member.mark = member.observer.stanzas().length
    }
  }

  const look = (): Settled => {
    settleWatchers()
    const learned = { wish: wishWords(current), received, faults: noted }
    noted = []
    received = []
    return learned
  }

  // What is returned comes when it comes: Casper first asks how.
  const returns = async (): Promise<void> => {
    const isWhole = (member: Cast['members'][number]): boolean =>
      bounceFaults(member.observer.since(member.mark), member, scene()).length === 0
    await until(() => cast.members.every(isWhole), 'what is returned', 3000).catch(() => undefined)
  }

  const settle = async (): Promise<Settled> => {
    if (current.signedIn) {
      await rest()
      // What is there again was resumed.
      lost.delete(fullJid())
    }
    await Promise.all(cast.members.map(({ observer }) => observer.settled()))
    await returns()
    const learned = look()
    const faults = [...learned.faults]
    const confirmed = !current.signedIn || phase() === 'confirmed'
    if (confirmed) {
      moments = [inForce(current)]
      superseded = []
      faults.push(...ghosts(cast.members, scene(), fullJid(), now()))
      for (const { to } of faults) cast.members.find(({ name: one }) => one === to)?.shown.clear()
    }
    return { ...learned, faults }
  }

  return {
    server,
    strategy,
    proxy,
    casper,
    machine,
    cast,
    user,
    account,
    wished: () => current,
    wish,
    written,
    acts,
    delays: [],
    lose: () => lost.add(fullJid()),
    scene,
    settleWatchers,
    async supersede() {
      await Promise.all(cast.members.map(({ observer }) => observer.settled()))
      settleWatchers()
      superseded = [...superseded, ...moments]
      moments = [inForce(current)]
    },
    blame: (fault) => noted.push({ ...fault, at: now() }),
    fullJid,
    online,
    settle,
    async keepWishes() {
      const policy = withBase(current.policy, 'visible')
      wish({ policy })
      await casper.request('account.sign-in', { account, signInInvisible: false })
      await settle()
    },
    look,
    version: () => casper.account().serverInfo?.version ?? '',
    async close() {
      await casper.close()
      await proxy.close()
      casper.remove()
    },
  }
}

function wishWords({ policy, blocked, inRoom, signedIn, absence }: LabMoment): string {
  const more = [...blocked].map((jid) => `blocked ${jid}`)
  const place = [...(inRoom ? ['in the room'] : []), ...(signedIn ? [] : ['signed out'])]
  if (isAbsent(absence)) place.push(`nobody there: ${absence.whileAway}`)
  return [policyWords(policy), ...more, ...place].join(', ')
}

function brief({ name, type, xml }: RecordedStanza): string {
  if (name !== 'presence') return [name, type].filter(Boolean).join(' ')
  return type || (/<show>(\w+)<\/show>/.exec(xml)?.[1] ?? 'available')
}
