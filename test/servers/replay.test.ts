// The model server against the real ones: the same random scripts on both, and contacts are shown the same at each
// step. What a server does otherwise than the specifications is a named quirk of the model. SEED=<number> runs one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded } from '../support/embedded'
import { seeded } from '../support/random'
import type { ReplayQuirk } from '../support/replay'
import { replayOnModel, replayOnServer } from '../support/replay'
import type { Script } from '../support/replay-script'
import { randomScript } from '../support/replay-script'
import type { RunningServer } from '../support/server'
import { servers } from './scene'

const steps = 20
/** Four scripts that come by the rarest quirks. */
const rare = [26, 70, 138, 260]
const only = process.env['SEED']

/** With which quirks the model does what that server does. */
const quirksOf: Readonly<Record<RunningServer['kind'], readonly ReplayQuirk[]>> = {
  prosody: ['announces-end', 'forgets-directed'],
  ejabberd: ['forgets-directed'],
  jabberd2: ['forgets-directed', 'remembers-denied', 'ends-widely', 'restores-default'],
  embedded: [],
}

function scriptOf(seed: number, command = false): Script {
  const tag = `${String(seed)}${command ? 'c' : ''}`
  return randomScript(seeded(seed), tag, 'localhost', steps, command)
}

const all = [...servers, { kind: 'embedded', start: () => startEmbedded() }] as const

describe.each(all)('on $kind and on the model', ({ kind, start }) => {
  const quirks = quirksOf[kind]
  const first = Array.from({ length: kind === 'jabberd2' ? 5 : 20 }, (_, index) => index)
  const seeds = [...first, ...rare]
  const chosen = only === undefined ? seeds : [Number(only)]
  let server: RunningServer
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  // jabberd2 may end a new connection in place of one that was just closed, so there it is one script at a time.
  const test = kind === 'jabberd2' ? it : it.concurrent
  test.each(chosen)('contacts are shown the same at each step, SEED=%i', async (seed) => {
    const script = scriptOf(seed)
    expect(await replayOnServer(script, server)).toEqual(replayOnModel(script, quirks))
  })

  // No other server has the command.
  test.each(kind === 'embedded' ? chosen : [])(
    'and by the invisible command, SEED=%i',
    async (seed) => {
      const script = scriptOf(seed, true)
      expect(await replayOnServer(script, server)).toEqual(replayOnModel(script, quirks))
    },
  )

  it.each(quirks)('some script shows that it %s', (quirk) => {
    const others = quirks.filter((each) => each !== quirk)
    const differs = seeds
      .map((seed) => scriptOf(seed))
      .some((script) => {
        return replayOnModel(script, quirks).join() !== replayOnModel(script, others).join()
      })
    expect(differs).toBe(true)
  })
})
