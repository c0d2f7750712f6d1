// The layer over an account's wishes: each change of it is one wish, and under it nothing is lost.
import { describe, expect, test } from 'vitest'
import { createAway } from '../../../electron/core/away'
import { createDecloak } from '../../../electron/core/decloak'
import type { Absence } from '../../../shared/away/absence'
import type { BareJid } from '../../../shared/jid'
import { declined } from '../../../shared/privacy/list'
import type { Input } from '../../../shared/visibility/effects'
import { createEngine, step } from '../../../shared/visibility/engine'
import type { Policy } from '../../../shared/visibility/policy'
import { allows, invisibleToAll, visibleToAll, withBase } from '../../../shared/visibility/policy'
import type { EngineState } from '../../../shared/visibility/state'

const own = { show: null, status: 'Hello.', priority: 1 }
const quiet = { status: null, whileInvisible: 'say-nothing' } as const
const idle: Absence = { show: 'away', hidden: false, why: 'idle', since: 7, idleSince: null }
const hidden: Absence = { show: null, hidden: true, why: 'locked', since: 9, idleSince: null }
const bob = { jid: 'bob@shire.example' as BareJid, groups: [], subscription: 'both' as const }

function over(policy: Policy) {
  let state: EngineState = createEngine(
    { policy, presence: own, choice: 'automatic', scope: 'session', keptDefault: declined },
    ['a', 'b'],
  )
  const told: Input[] = []
  const tell = (input: Input): void => {
    told.push(input)
    state = step(state, input, 1).state
  }
  const habits = { blocksProbes: false, swallowsSubscriptions: false }
  tell({ type: 'session-started', resumed: false, habits })
  tell({ type: 'roster-loaded', people: [bob] })
  told.length = 0
  let changes = 0
  const away = createAway({ tell, state: () => state }, () => (changes += 1))
  return { away, told, state: () => state, changes: () => changes }
}

describe('an absence', () => {
  test('is one wish when it begins, none while it lasts, one when it ends', () => {
    const { away, told, state } = over(visibleToAll)
    away.lay(idle, quiet)
    away.lay({ ...idle }, quiet)
    expect(told).toEqual([{ type: 'presence-chosen', presence: { ...own, show: 'away' } }])
    expect(away.view()).toEqual({ show: 'away', hidden: false, why: 'idle', since: 7 })
    away.lay(null, quiet)
    away.lay(null, quiet)
    expect(told).toHaveLength(2)
    expect(state().presence).toEqual(own)
    expect(away.view()).toBeNull()
  })

  test('that changes nothing shows the view anew once, and no more', () => {
    const { away, told, changes } = over(invisibleToAll)
    away.lay(idle, quiet)
    away.lay({ ...idle }, quiet)
    expect([told, changes()]).toEqual([[], 1])
    expect(away.view()).toMatchObject({ show: null, hidden: false })
  })

  test('hides and comes back by policy alone where nothing is to be said', () => {
    const { away, told } = over(visibleToAll)
    away.lay({ ...hidden, show: 'xa' }, quiet)
    away.lay(null, quiet)
    expect(told).toEqual([
      { type: 'policy-changed', policy: withBase(visibleToAll, 'invisible') },
      { type: 'policy-changed', policy: visibleToAll },
    ])
  })

  test('hides whoever is not to be disturbed without a word of their state, which is back as it was', () => {
    const { away, told, state } = over(visibleToAll)
    const busy = { show: 'dnd', status: 'Writing.', priority: 1 } as const
    away.under.tell({ type: 'presence-chosen', presence: busy })
    told.length = 0
    away.lay({ ...hidden, show: 'xa' }, quiet)
    expect(state()).toMatchObject({ policy: withBase(visibleToAll, 'invisible'), presence: busy })
    away.lay(null, quiet)
    expect(state()).toMatchObject({ policy: visibleToAll, presence: busy })
    expect(told.map(({ type }) => type)).toEqual(['policy-changed', 'policy-changed'])
  })

  test('that was told before it hid is told no further, and its end is', () => {
    const { away, told } = over(visibleToAll)
    away.lay(idle, quiet)
    away.lay({ ...idle, hidden: true }, quiet)
    away.lay({ ...idle, show: 'xa', hidden: true }, quiet)
    expect(away.view()).toMatchObject({ show: 'away', hidden: true })
    away.lay(null, quiet)
    expect(told).toEqual([
      { type: 'presence-chosen', presence: { ...own, show: 'away' } },
      { type: 'policy-changed', policy: withBase(visibleToAll, 'invisible') },
      { type: 'policy-changed', policy: visibleToAll, presence: own },
    ])
  })

  test('hides and tells at once, lest anybody be shown the one without the other', () => {
    const { away, told } = over(visibleToAll)
    away.lay({ ...hidden, show: 'away' }, { status: 'Gone.', whileInvisible: 'tell-those-who-see' })
    const presence = { ...own, show: 'away', status: 'Gone.' }
    const policy = withBase(visibleToAll, 'invisible')
    expect(told).toEqual([{ type: 'policy-changed', policy, presence }])
  })
})

describe('the wishes under it', () => {
  test('are kept as they are wished meanwhile, and what is unsaid is said once it may be', () => {
    const { away, told, state } = over(invisibleToAll)
    away.lay(idle, quiet)
    away.under.tell({ type: 'policy-changed', policy: visibleToAll })
    const presence = { ...own, show: 'away' }
    expect(told).toEqual([{ type: 'policy-changed', policy: visibleToAll, presence }])
    expect(away.under.state()).toMatchObject({ policy: visibleToAll, presence: own })
    away.lay(null, quiet)
    expect(state()).toMatchObject({ policy: visibleToAll, presence: own })
  })

  test('chosen by hand, take the layer with them as one wish', () => {
    const { away, told } = over(visibleToAll)
    away.lay(idle, quiet)
    away.lift()
    const presence = { show: 'chat', status: '', priority: 0 } as const
    away.under.tell({ type: 'presence-chosen', presence })
    away.settle()
    expect(told.slice(1)).toEqual([{ type: 'presence-chosen', presence }])
    away.lay(idle, quiet)
    away.lift()
    away.under.tell({ type: 'policy-changed', policy: invisibleToAll })
    away.settle()
    expect(told.slice(3)).toEqual([{ type: 'policy-changed', policy: invisibleToAll, presence }])
  })

  test('hold who sees the user for a conversation, who goes on seeing', () => {
    const { away, state } = over(visibleToAll)
    const decloak = createDecloak({
      loop: away.under,
      atRest: () => Promise.resolve(),
      now: () => 1,
      later: () => () => undefined,
      changed: () => undefined,
    })
    away.lay(hidden, quiet)
    expect(allows(state().policy, bob)).toBe(false)
    decloak.begin(bob.jid, 5)
    expect(allows(state().policy, bob)).toBe(true)
    decloak.end(bob.jid)
    expect(allows(state().policy, bob)).toBe(false)
    away.lay(null, quiet)
    expect(state().policy).toEqual(visibleToAll)
  })
})
