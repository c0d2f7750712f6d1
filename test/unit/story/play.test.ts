// The stories in this process: with the real core, the embedded server, and the sessions of the contacts.
import xml from '@xmpp/xml'
import { describe, expect, test } from 'vitest'
import { startDemoServer } from '../../../electron/demo/server/embedded-server'
import { openfire } from '../../../electron/story/openfire'
import type { StepReport } from '../../../electron/story/play'
import { leaksIn, play } from '../../../electron/story/play'
import type { Story } from '../../../electron/story/story'
import { xep0018 } from '../../../electron/story/xep-0018'

const { signal } = new AbortController()
const strategies = ['privacy-lists', 'invisible-command', 'directed-presence'] as const

/** For every step, who may see the user, and who is shown them. */
function seenBy(steps: readonly StepReport[], what: 'allowed' | 'sees'): string[] {
  return steps.map(({ observations }) => {
    const those = Object.entries(observations).filter(([, observation]) => observation[what])
    return those.map(([jid]) => jid.split('@')[0]).join(' ')
  })
}

const words = ({ observations }: StepReport, jid: string) =>
  observations[jid]?.received.map((stanza) => stanza.words)

describe.each(strategies)('by %s', (strategy) => {
  test('XEP-0018 s.4.1: who is to see the user does, and nobody else', async () => {
    const steps = await play(xep0018, { strategy, signal })
    const expected = ['', 'rynok', 'rynok', 'stpeter pgmillard rynok', ...both('stpeter rynok'), '']
    expect(seenBy(steps, 'allowed')).toEqual(expected)
    expect(seenBy(steps, 'sees')).toEqual(expected)
    expect(leaksIn(steps)).toBe(0)
    const [, second, third, fourth, fifth] = steps
    expect(second && words(second, 'rynok@foo.com')).toEqual(['available'])
    expect(third && words(third, 'rynok@foo.com')).toEqual(['available, xa, “Away (due to idle)”'])
    expect(fourth && words(fourth, 'stpeter@foo.com')).toEqual([
      'available, xa, “Away (due to idle)”',
    ])
    expect(fifth && words(fifth, 'pgmillard@foo.com')).toEqual(['went offline'])
    expectCompliant(steps)
  })

  test('the Openfire way: the same', async () => {
    const steps = await play(openfire, { strategy, signal })
    const all = 'erin frank sam'
    const expected = [all, '', 'erin', 'erin frank', 'frank', all, '', '']
    expect(seenBy(steps, 'allowed')).toEqual(expected)
    expect(seenBy(steps, 'sees')).toEqual(expected)
    expect(leaksIn(steps)).toBe(0)
    expectCompliant(steps)
  })
})

test('presence that somebody is sent behind Casper’s back is a leak', async () => {
  const startServer: typeof startDemoServer = async (start) => {
    const server = await startDemoServer(start)
    setImmediate(() => {
      const stray = server.signIn('dana', 'stray', () => undefined)
      stray.send(xml('presence', { to: 'sam@campus.example' }))
    })
    return server
  }
  const hidden: Story = { ...openfire, signInInvisible: true, scenes: openfire.scenes.slice(1, 3) }
  const steps = await play(hidden, { strategy: 'privacy-lists', signal, startServer })
  const leaked = steps.map(({ observations }) => observations['sam@campus.example']?.leaks.length)
  expect(leaked).toEqual([1, 0])
  expect(leaksIn(steps)).toBe(1)
})

test('a play that is broken off leaves no connection', async () => {
  const ending = new AbortController()
  const started: Awaited<ReturnType<typeof startDemoServer>>[] = []
  const startServer: typeof startDemoServer = async (start) => {
    const server = await startDemoServer(start)
    started.push(server)
    return server
  }
  const playing = play(xep0018, {
    strategy: 'privacy-lists',
    signal: ending.signal,
    startServer,
    onStep: () => ending.abort(),
  })
  await expect(playing).rejects.toThrow()
  expect(started.map((server) => server.connections())).toEqual([0])
})

function both(names: string): [string, string] {
  return [names, names]
}

function expectCompliant(steps: readonly StepReport[]): void {
  const sent = steps.flatMap((step) => step.sent).join('\n')
  expect(sent).toContain('<presence')
  expect(sent).not.toMatch(/<presence[^>]*type=["'](in)?visible/)
}
