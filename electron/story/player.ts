// Casper on the stage: the real core on a temporary data folder, with a keyboard for what an old client would send, and
// an eye on what leaves instead.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountView, SeenStanza } from '../../shared/model'
import type { CommandName, CommandPayload, CommandReply } from '../../shared/protocol'
import type { Result } from '../../shared/result'
import type { AppSnapshot } from '../../shared/snapshot'
import { createCore } from '../core/core'
import { memorySecrets } from '../store/memory-secrets'
import type { StoryStrategy } from './options'

/** Whom to play, where, and how. */
export interface PlayerOptions {
  readonly jid: string
  readonly password: string
  readonly domain: string
  readonly port: number
  readonly signInInvisible: boolean
  readonly strategy: StoryStrategy
  /** Breaks off whatever is being waited for. */
  readonly signal: AbortSignal
}

/** Casper. What it does is confirmed, and has passed the server, when the promise resolves; a failure is thrown. */
export interface Player {
  /** Comes before everything else. */
  signIn(): Promise<void>
  /** Sends what an old client sends. */
  type(stanza: string): Promise<void>
  signOut(): Promise<void>
  /** What left since the last look, oldest first; the pings aside that tell when all has passed. */
  takeSent(): string[]
  close(): Promise<void>
}

/** How long one thing may take, and how often it is looked at, in ms. */
const patience = 15_000
const glance = 5
const ownIds = 'story-'

/** Starts Casper. */
export async function startPlayer(options: PlayerOptions): Promise<Player> {
  const { jid, password, domain, port, signInInvisible, strategy, signal } = options
  const dataDir = await mkdtemp(join(tmpdir(), 'casper-story-'))
  const info = { kind: 'tab', secrets: 'memory', version: '0.0.0' } as const
  const host = { dataDir, secrets: memorySecrets(), info }
  const core = await createCore(host, { writeLog: () => undefined })
  let account = ''
  let pings = 0
  let lastTaken = 0

  const request = async <N extends CommandName>(
    command: N,
    payload: CommandPayload<N>,
  ): Promise<CommandReply<N>> => {
    const done = (await core.request(command, payload)) as Result<CommandReply<N>>
    if (!done.ok) throw new Error(`${command}: ${done.error.message}`)
    return done.value
  }

  const look = (): AppSnapshot => {
    let now: AppSnapshot | null = null
    core.attach((update) => {
      if (update.kind === 'snapshot') now = update.snapshot
    })()
    if (now === null) throw new Error('a view is given a snapshot at once')
    return now
  }
  const view = (): AccountView | undefined => look().accounts[account]
  const seen = (): readonly SeenStanza[] => look().console[account] ?? []
  const left = (): SeenStanza[] => {
    return seen().filter(({ direction, held, xml }) => {
      return direction === 'out' && held === null && !xml.includes(`id="${ownIds}`)
    })
  }
  const until = async (what: string, fits: () => boolean): Promise<void> => {
    const deadline = Date.now() + patience
    while (!fits()) {
      if (Date.now() > deadline) throw new Error(`${what} did not come about in time.`)
      await sleep(glance, undefined, { signal })
    }
  }
  const isConfirmed = (): boolean => {
    const shown = view()
    const error = shown?.visibility.error ?? null
    if (error) throw new Error(`${error.message} ${error.visibility}`)
    return shown?.connection.state === 'online' && shown.visibility.phase === 'confirmed'
  }
  // Whatever was sent before it has been dealt with by the server when a ping is answered.
  const roundTrip = async (): Promise<void> => {
    const id = `${ownIds}${String(++pings)}`
    const xml = `<iq type='get' id='${id}' to='${domain}'><ping xmlns='urn:xmpp:ping'/></iq>`
    await request('console.send', { account, xml })
    const isAnswer = ({ direction, xml: text }: SeenStanza): boolean => {
      return direction === 'in' && text.includes(`id="${id}"`)
    }
    await until('The answer to a ping', () => seen().some(isAnswer))
  }
  const settle = async (): Promise<void> => {
    for (let before = -1; before !== left().length;) {
      await until('The confirmation', isConfirmed)
      before = left().length
      await roundTrip()
    }
  }

  return {
    signIn: async () => {
      const server = { mode: 'manual', host: '127.0.0.1', port, security: 'plain' } as const
      const identity = { jid, password, signInInvisible, remember: false, server }
      account = (await request('account.add', identity)).account
      await request('visibility.choose', { account, choice: strategy, scope: 'session' })
      await request('console.open', { account })
      await settle()
    },
    type: async (xml) => {
      await request('console.send', { account, xml })
      await settle()
    },
    signOut: async () => {
      await request('account.sign-out', { account })
      await until('The end of the session', () => view()?.connection.state === 'signed-out')
    },
    takeSent: () => {
      const fresh = left().filter(({ id }) => id > lastTaken)
      lastTaken = fresh.at(-1)?.id ?? lastTaken
      return fresh.map(({ xml }) => xml)
    },
    close: async () => {
      await core.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
