// The safety law: no contact is ever shown more than the wish and the user's own rules allow; when nothing is left
// to do, exactly those who may see the user do; and nobody goes on seeing a session that was ended.
import { describe, it } from 'vitest'
import type { Habitat, Troubles } from './habitat'
import { live, lives } from './life'
import { holds } from './laws'

const cases = 2000
const calm: Troubles = { faults: false, losses: false, others: false }

function isSafe(habitat: Habitat, troubles: Troubles): void {
  holds(cases, lives(habitat, troubles), live)
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
      isSafe(habitat, calm)
    })

    it('where other clients change lists', () => {
      isSafe(habitat, { ...calm, others: true })
    })

    it('where sessions break and are taken up again or not', () => {
      isSafe(habitat, { ...calm, losses: true })
    })

    it('where the server refuses, is silent, and says what is not so', () => {
      isSafe(habitat, { ...calm, faults: true })
    })

    it('where a gateway has the domain of others (RFC 3921 s.10.1: a domain matches its users)', () => {
      isSafe(habitat, { ...calm, gateway: true })
    })

    it('where everything goes wrong', () => {
      isSafe(habitat, { faults: true, losses: true, others: true })
    })
  },
)
