// What a legacy client's program says of itself goes with the presence of its session, and is no wish of anybody's.
import { expect, test } from 'vitest'
import { createProgramNotes } from '../../../electron/core/program-note'
import type { Input } from '../../../shared/visibility/effects'
import { createEngine, step } from '../../../shared/visibility/engine'
import { declined } from '../../../shared/privacy/list'
import { invisibleToAll, visibleToAll } from '../../../shared/visibility/policy'

const plain = { show: null, status: '', priority: 0 } as const
const away = { ...plain, show: 'away' } as const
const psi = { node: 'https://psi-im.org', ver: 'a', hash: 'sha-1' }

function notes() {
  const wishes = { policy: visibleToAll, presence: plain, keptDefault: declined } as const
  let state = createEngine({ ...wishes, choice: 'automatic', scope: 'session' }, ['a', 'b'])
  const told: Input[] = []
  const loop = {
    state: () => state,
    tell: (input: Input) => {
      told.push(input)
      state = step(state, input, 0).state
    },
  }
  return { ...createProgramNotes(loop), told }
}

test('XEP-0115 s.4: it goes with the presence that is wished next', () => {
  const { under, say, told } = notes()
  under.tell({ type: 'presence-chosen', presence: plain })
  say(psi)
  under.tell({ type: 'presence-chosen', presence: away })
  expect(told).toEqual([
    { type: 'presence-chosen', presence: plain },
    { type: 'presence-chosen', presence: { ...away, program: psi } },
  ])
  expect(under.state().presence).toEqual(away)
})

test('whoever is let see is told it, though no presence is wished', () => {
  const { under, say, told } = notes()
  under.tell({ type: 'policy-changed', policy: invisibleToAll })
  say(psi)
  under.tell({ type: 'policy-changed', policy: visibleToAll })
  under.tell({ type: 'policy-changed', policy: invisibleToAll })
  expect(told).toEqual([
    { type: 'policy-changed', policy: invisibleToAll },
    { type: 'policy-changed', policy: visibleToAll, presence: { ...plain, program: psi } },
    { type: 'policy-changed', policy: invisibleToAll },
  ])
})
