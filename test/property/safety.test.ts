// The safety law: no contact is ever shown more than the wish and the user's own rules allow; when nothing is left
// to do, exactly those who may see the user do. SEED=<number> runs one life again.
import { describe, expect, it } from 'vitest'
import type { Random } from '../support/random'
import { seeded } from '../support/random'
import type { Habitat, Troubles } from './life'
import { live } from './life'
import { Broken } from './trial'

const lives = 1500
const calm: Troubles = { faults: false, losses: false, others: false }

function holds(habitat: Habitat, troubles: Troubles): void {
  const only = process.env['SEED']
  const seeds = only === undefined ? Array.from({ length: lives }, (_, i) => i) : [Number(only)]
  for (const seed of seeds) {
    const random: Random = seeded(seed)
    try {
      live(random, habitat, troubles)
    } catch (thrown) {
      if (thrown instanceof Broken) expect.fail(`SEED=${String(seed)}: ${thrown.message}`)
      throw thrown
    }
  }
}

describe.each<[string, Habitat]>([
  ['privacy lists', { choices: ['privacy-lists'], lists: 'mostly' }],
  ['the invisible command', { choices: ['invisible-command'], lists: 'perhaps', command: true }],
  ['directed presence', { choices: ['directed-presence'], lists: 'perhaps' }],
  ['invisible presence', { choices: ['legacy-presence'], lists: 'perhaps', legacy: true }],
  ['the best there is', { choices: ['automatic'], lists: 'perhaps' }],
  ['one way after another', { choices: 'any', lists: 'perhaps' }],
])(
  'by %s, nobody is ever shown more than is wished, and in the end all who may are',
  (_, habitat) => {
    it('where nothing goes wrong', () => {
      holds(habitat, calm)
    })

    it('where other clients change lists', () => {
      holds(habitat, { ...calm, others: true })
    })

    it('where sessions break and are taken up again or not', () => {
      holds(habitat, { ...calm, losses: true })
    })

    it('where the server refuses, is silent, and says what is not so', () => {
      holds(habitat, { ...calm, faults: true })
    })

    it('where a gateway has the domain of others (RFC 3921 s.10.1: a domain matches its users)', () => {
      holds(habitat, { ...calm, gateway: true })
    })

    it('where everything goes wrong', () => {
      holds(habitat, { faults: true, losses: true, others: true })
    })
  },
)
