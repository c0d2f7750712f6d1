// Plays a story: on an embedded server of its own, with the real Casper for the user and a session for every contact.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DemoServer } from '../demo/server/embedded-server'
import { startDemoServer } from '../demo/server/embedded-server'
import type { Contact } from './contact'
import { signInContact } from './contact'
import type { Received } from './judge'
import { judge } from './judge'
import type { StoryStrategy } from './options'
import { startPlayer } from './player'
import type { Scene, Story } from './story'
import { streamEnd } from './story'

/** What one contact got of a step. */
export interface Observation {
  readonly allowed: boolean
  readonly received: readonly Received[]
  readonly leaks: readonly Received[]
  /** Whether their client shows the user as online after it. */
  readonly sees: boolean
}

/** What came of one scene. */
export interface StepReport {
  readonly scene: Scene
  /** What left Casper, as XML. */
  readonly sent: readonly string[]
  /** By bare JID. */
  readonly observations: Readonly<Record<string, Observation>>
}

/** How to play. */
export interface PlayOptions {
  readonly strategy: StoryStrategy
  /** Breaks the play off, which is thrown. */
  readonly signal: AbortSignal
  /** Told of each step when it is over. */
  readonly onStep?: (step: StepReport) => void
  /** Where it is played; default: on a server that does as the specifications say. */
  readonly startServer?: typeof startDemoServer
}

const password = 'a password for the play'

/**
 * Plays a story to its end, and leaves nothing behind.
 * @throws where it could not be played, or was broken off
 */
export async function play(story: Story, options: PlayOptions): Promise<StepReport[]> {
  const { strategy, signal, onStep, startServer = startDemoServer } = options
  const { domain, user, cast, signInInvisible } = story
  const jid = `${user}@${domain}`
  const names = [user, ...cast.map(({ name }) => name)]
  const users = names.map((name) => ({ name, password }))
  const server = await startServer({ domain, users })
  try {
    for (const { name, isContact } of cast) {
      if (isContact) server.befriend({ name: user }, { name })
    }
    const contacts = cast.map(({ name }) => ({ name, contact: signInContact(server, name, jid) }))
    const { port } = server
    const who = { jid, password, domain, port, signInInvisible }
    const player = await startPlayer({ ...who, strategy, signal })
    try {
      await player.signIn()
      const shown = new Map<Contact, ReadonlySet<string>>()
      const steps: StepReport[] = []
      for (const scene of story.scenes) {
        if (scene.intent === streamEnd) await player.signOut()
        else await player.type(scene.intent)
        await lastWords(server, scene)
        const observations: Record<string, Observation> = {}
        for (const { name, contact } of contacts) {
          const received = contact.take()
          const allowed = scene.seenBy.includes(name)
          const judgement = judge(received, allowed, shown.get(contact) ?? new Set())
          shown.set(contact, judgement.shown)
          const sees = judgement.shown.size > 0
          observations[contact.jid] = { allowed, received, leaks: judgement.leaks, sees }
        }
        const step = { scene, sent: player.takeSent(), observations }
        steps.push(step)
        onStep?.(step)
      }
      return steps
    } finally {
      await player.close()
    }
  } finally {
    await server.close()
  }
}

/** How many stanzas told a contact too much. */
export function leaksIn(steps: readonly StepReport[]): number {
  const observations = steps.flatMap((step) => Object.values(step.observations))
  return observations.reduce((sum, { leaks }) => sum + leaks.length, 0)
}

// What the server has dealt with is with the contacts one turn later; the end of a stream is, when it is closed.
async function lastWords(server: DemoServer, { intent }: Scene): Promise<void> {
  while (intent === streamEnd && server.connections() > 0) await nextTurn()
  await nextTurn()
}
