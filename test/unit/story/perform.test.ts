// What is printed of a play, and the exit code.
import { expect, test } from 'vitest'
import { openfire } from '../../../electron/story/openfire'
import { perform } from '../../../electron/story/perform'
import type { Story } from '../../../electron/story/story'
import { xep0018 } from '../../../electron/story/xep-0018'

async function performed(stories: readonly Story[], args: string[], inColour = false) {
  const printed: string[] = []
  const complaints: string[] = []
  const code = await perform(stories, {
    args,
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
    inColour,
    signal: new AbortController().signal,
  })
  return { code, printed, text: printed.join('\n'), complaints: complaints.join('\n') }
}

/** The first scene of the story, with nobody allowed to see it. */
const untrue: Story = {
  ...openfire,
  scenes: openfire.scenes.slice(0, 1).map((scene) => ({ ...scene, seenBy: ['frank', 'sam'] })),
}

test('--json prints one object of the shape that is promised, and nothing else', async () => {
  const { code, printed, complaints } = await performed([xep0018, openfire], ['--json'])
  expect([code, complaints, printed.length]).toEqual([0, '', 1])
  const result = JSON.parse(printed[0] ?? '') as { steps: Record<string, unknown>[] }
  expect(result).toEqual({ steps: expect.any(Array) as unknown, leaks: 0 })
  expect(result.steps).toHaveLength(xep0018.scenes.length + openfire.scenes.length)
  for (const step of result.steps) {
    expect(Object.keys(step)).toEqual(['intent', 'sent', 'observed', 'allowed'])
  }
  expect(result.steps[1]).toMatchObject({
    intent: `<presence to='rynok@foo.com' type='visible'/>`,
    sent: expect.arrayContaining(['<presence to="rynok@foo.com"/>']) as unknown,
    observed: {
      'stpeter@foo.com': [],
      'pgmillard@foo.com': [],
      'rynok@foo.com': [expect.stringMatching(/^<presence .*from="joe@foo.com\/.*\/>$/)],
    },
    allowed: { 'stpeter@foo.com': false, 'pgmillard@foo.com': false, 'rynok@foo.com': true },
  })
})

test('words say the intent, what left, and what everybody saw; without colours unless asked', async () => {
  const { code, text } = await performed([xep0018], [])
  expect(code).toBe(0)
  expect(text).not.toContain('\u001b')
  expect(text).toContain(`   intent  <presence to='rynok@foo.com' type='visible'/>`)
  expect(text).toContain('           <presence to="rynok@foo.com"/>')
  expect(text).toContain('✓ rynok@foo.com      may see      online   available, xa, “Away')
  expect(text).toContain('✓ pgmillard@foo.com  may not see  offline  went offline')
  expect(text).toMatch(/\n7 steps played, nobody saw more than they should\.$/)
  const coloured = await performed([{ ...xep0018, scenes: [] }], [], true)
  expect(coloured.text).toContain('\u001b[1m')
})

test('somebody who saw more than they should is a leak and an exit code', async () => {
  const { code, text } = await performed([untrue], [])
  expect(code).toBe(1)
  expect(text).toMatch(
    /✗ erin@campus\.example +may not see {2}online {3}available {2}LEAK: <presence /,
  )
  expect(text).toMatch(/\n1 step played, 1 leaked\.$/)
  const { code: sameCode, printed } = await performed([untrue], ['--json'])
  expect(sameCode).toBe(1)
  expect(JSON.parse(printed.join(''))).toMatchObject({ leaks: 1 })
})

test.each([
  [['--strategy', 'magic'], 'magic is not a way of hiding'],
  [['--strategy'], 'Usage: npm run demo'],
  [['--loud'], 'Usage: npm run demo'],
  [['encore'], 'Usage: npm run demo'],
])('%j is refused with the usage', async (args, said) => {
  const { code, printed, complaints } = await performed([xep0018], args)
  expect([code, printed]).toEqual([2, []])
  expect(complaints).toContain(said)
})

test('a story that cannot be played is no success', async () => {
  const broken: Story = { ...xep0018, scenes: [{ title: '', intent: '<nonsense', seenBy: [] }] }
  const { code, complaints } = await performed([broken], ['--json'])
  expect(code).toBe(3)
  expect(complaints).toContain('The play broke off: console.send')
})
