// The people of a server test: a user, two contacts who watch her, and whoever else is needed.
import { randomUUID } from 'node:crypto'
import { startEjabberd } from '../support/ejabberd'
import { addFriends, password } from '../support/friends'
import { startJabberd2 } from '../support/jabberd2'
import { startProsody } from '../support/prosody'
import { startRawClient } from '../support/raw-client'
import type { RawClient, RawClientOptions } from '../support/raw-client'
import type { Watcher } from '../support/recorder'
import type { RunningServer } from '../support/server'

/** A user whom nobody else on the server knows but bob and carol, so that scenes can run side by side. */
export interface Scene {
  readonly aliceJid: string
  readonly bobJid: string
  readonly carolJid: string
  /** Contacts, subscribed both ways, available. */
  readonly bob: RawClient
  readonly carol: RawClient
  /** Signs alice in; sends no presence. */
  alice(options?: Pick<RawClientOptions, 'resource' | 'resume'>): Promise<RawClient>
  /** Signs in somebody who is in nobody's roster, available. */
  stranger(): Promise<RawClient>
  /** One more session of bob's, available. */
  bobAgain(): Promise<RawClient>
  /** What that watcher was shown of alice since the scene began: `resource type-or-show`, in order. */
  shown(watcher: Watcher): Promise<string[]>
}

/** Makes the accounts and signs the contacts in. */
export async function makeScene(server: RunningServer): Promise<Scene> {
  const suffix = randomUUID().slice(0, 8)
  const named = (name: string) => `${name}-${suffix}`
  const jid = (name: string) => `${named(name)}@${server.domain}`
  await addFriends(server, named('alice'), [
    { jid: jid('bob'), name: 'Bob', groups: ['Friends'] },
    { jid: jid('carol'), name: 'Carol', groups: ['Work'] },
  ])
  const available = async (name: string, resource: string) => {
    const client = await startRawClient({ server, user: named(name), password, resource })
    client.send('<presence/>')
    await client.settled()
    return client
  }
  const bobClient = await available('bob', 'obs')
  const carolClient = await available('carol', 'obs')
  const marks = new Map<Watcher, number>([
    [bobClient, bobClient.mark()],
    [carolClient, carolClient.mark()],
  ])
  return {
    aliceJid: jid('alice'),
    bobJid: jid('bob'),
    carolJid: jid('carol'),
    bob: bobClient,
    carol: carolClient,
    alice: (options = {}) =>
      startRawClient({ server, user: named('alice'), password, resource: 'A', ...options }),
    async stranger() {
      await server.addAccount(named('eve'), password)
      return available('eve', 'obs')
    },
    bobAgain: () => available('bob', 'again'),
    async shown(watcher) {
      await watcher.settled()
      const presences = watcher
        .from(jid('alice'), marks.get(watcher) ?? 0)
        .filter(({ name }) => name === 'presence')
      return presences.map(({ from, type, xml }) => {
        const show = /<show>(\w+)<\/show>/.exec(xml)?.[1] ?? 'available'
        return `${from.slice(jid('alice').length + 1)} ${type || show}`.trim()
      })
    },
  }
}

/** Those that resume sessions; there they expire two seconds after the connection is lost. */
export const resumingServers = [
  { kind: 'prosody', start: () => startProsody({ smacksHibernation: 2 }) },
  { kind: 'ejabberd', start: () => startEjabberd({ resumeTimeout: 2 }) },
] as const

/** All servers. */
export const servers = [
  ...resumingServers,
  { kind: 'jabberd2', start: () => startJabberd2() },
] as const
