// Changing the strategy in the middle of a session: nobody is shown more, and whoever may see goes on seeing.
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../../shared/privacy/list'
import type { Target } from '../../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import type { StrategyChoice } from '../../../shared/visibility/strategies/names'
import type { FlowOptions } from './flow'
import { flow } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'both' }
const people = [ann, bob]
const theAnn: Target = { type: 'jid', value: ann.jid }
const annOnly = withException(invisibleToAll, theAnn, true)
const ways = [
  'privacy-lists',
  'invisible-command',
  'directed-presence',
  'legacy-presence',
] as const satisfies readonly StrategyChoice[]
const pairs = ways.flatMap((from) =>
  ways.filter((to) => to !== from).map((to) => [from, to] as const),
)

/** A server that can do everything. */
function able(options: FlowOptions) {
  return flow({ people, supportsCommand: true, legacy: 'honoured-until-visible', ...options })
}

describe('from lists to the invisible command', () => {
  it('takes presence back under the list, gives the command, and only then lets the list go', () => {
    const { signIn, choose, server } = able({ policy: invisibleToAll, choice: 'privacy-lists' })
    signIn()
    const asked = choose('invisible-command')
    expect(asked.indexOf('unavailable')).toBeLessThan(asked.indexOf('set-active none'))
    expect(asked).toContain('go invisible')
    expect({ active: server.active, cover: server.cover }).toEqual({
      active: null,
      cover: 'command',
    })
    expect(server.deliveries).toEqual([])
  })
})

const lettingAll: readonly PrivacyItem[] = [
  { action: 'allow', order: 1, match: { type: 'all' }, kinds: [] },
]

describe('on a server that does not say when another device changes a list', () => {
  const spoilt = (gone: boolean) => {
    const began = able({ policy: annOnly, choice: 'privacy-lists', habits: { silentLists: true } })
    began.signIn()
    const name = began.server.active ?? ''
    if (gone) began.server.lists.delete(name)
    else began.server.lists.set(name, lettingAll)
    return began
  }

  it.each([true, false])('leaving the list tells nobody who was not shown (gone: %s)', (gone) => {
    const { choose, server, phase } = spoilt(gone)
    choose('directed-presence')
    expect(server.deliveries.map(({ to }) => to)).not.toContain(bob.jid)
    expect(server.shown()).toEqual([ann.jid])
    expect(phase()).toBe('confirmed')
  })

  it('the list is set right before it is chosen again', () => {
    const { choose, server, phase } = spoilt(false)
    choose('directed-presence')
    for (const name of server.lists.keys()) server.lists.set(name, lettingAll)
    choose('privacy-lists')
    expect(server.deliveries.map(({ to }) => to)).not.toContain(bob.jid)
    expect(server.shown()).toEqual([ann.jid])
    expect(phase()).toBe('confirmed')
  })
})

describe('from the invisible command to lists', () => {
  it('activates the list and reads it back before it ends the command', () => {
    const { signIn, choose, server } = able({ policy: invisibleToAll, choice: 'invisible-command' })
    signIn()
    const asked = choose('privacy-lists')
    expect(asked.indexOf('set-active invisible')).toBeLessThan(asked.indexOf('go visible'))
    expect(asked.indexOf('go visible')).toBeLessThan(asked.indexOf('available'))
    expect(server.deliveries).toEqual([])
  })
})

describe.each(pairs)('from %s to %s', (from, to) => {
  it('shows nobody anything who may see nothing', () => {
    const { signIn, choose, server, phase } = able({ policy: invisibleToAll, choice: from })
    signIn()
    choose(to)
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('goes on showing whom may see, and hides from them when that is wished', () => {
    const { signIn, choose, wish, server, phase } = able({ policy: annOnly, choice: from })
    signIn()
    choose(to)
    expect(server.shown()).toEqual([ann.jid])
    expect(server.deliveries.map((delivery) => delivery.to)).not.toContain(bob.jid)
    wish(invisibleToAll)
    expect(server.shown()).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('while visible shows everybody in the end, too', () => {
    const { signIn, choose, wish, server } = able({ policy: annOnly, choice: from })
    signIn()
    choose(to)
    wish(visibleToAll)
    expect(server.shown()).toEqual([ann.jid, bob.jid])
  })

  it('leaves nobody a ghost at the end', () => {
    const { signIn, choose, leave, server } = able({
      policy: annOnly,
      choice: from,
      quirks: ['forgets-directed', 'announces-end'],
    })
    signIn()
    choose(to)
    leave()
    expect(server.shown()).toEqual([])
    expect(server.deliveries.map((delivery) => delivery.to)).not.toContain(bob.jid)
  })
})

describe('a switch to what the server cannot do', () => {
  it('fails, and shows nobody anything', () => {
    const { signIn, choose, server, phase } = flow({ people, policy: invisibleToAll })
    signIn()
    choose('invisible-command')
    expect(phase()).toBe('failed: strategy-unsupported')
    expect(server.deliveries).toEqual([])
    choose('automatic')
    expect(phase()).toBe('confirmed')
  })
})
