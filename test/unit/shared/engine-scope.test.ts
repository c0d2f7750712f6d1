// Hiding for all devices of the account: the default list (RFC 3921 s.10.6), and giving back what was there before.
import { describe, expect, it } from 'vitest'
import { policyItems } from '../../../shared/privacy/compose'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../../shared/privacy/list'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import { flow } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'both' }
const people = [ann, bob]
const theAnn = { type: 'jid', value: ann.jid } as const
const blockEve: PrivacyItem = {
  action: 'deny',
  order: 7,
  match: { type: 'jid', value: 'eve@mordor.example' },
  kinds: [],
}
const house = { lists: { house: [blockEve] }, default: 'house' } as const
const forAll = { people, policy: invisibleToAll, scope: 'account' } as const

describe('hiding for all devices', () => {
  it('hides this session first, then makes its list the default, and reads that back', () => {
    const { signIn, server, phase } = flow(forAll)
    expect(signIn()).toEqual([
      'get-names',
      'set-list casper-a: [deny all]',
      'get-list casper-a',
      'set-active casper-a',
      'get-names',
      'available',
      'get-names',
      'set-default casper-a',
      'get-names',
    ])
    expect(server.otherLetsOut(ann)).toBe(false)
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('keeps the user’s own default rules below, and remembers whose place it takes', () => {
    const { signIn, server, state } = flow({ ...forAll, ...house })
    signIn()
    expect(server.lists.get(server.default ?? '')).toMatchObject([
      { action: 'deny', match: { type: 'all' } },
      { action: 'deny', match: blockEve.match },
    ])
    expect(state().keptDefault).toEqual({ kind: 'named', name: 'house' })
    expect(server.lists.get('house')).toEqual([blockEve])
  })

  it('never uses a name that others may use, too', () => {
    const { signIn, hold, server } = flow({ people, policy: invisibleToAll })
    signIn()
    expect(server.active).toBe('invisible')
    hold('account')
    expect(server.default).toBe('casper-a')
    expect(server.active).toBe('casper-a')
  })

  it('ends with the scope: the own default list is given back, and the session stays hidden', () => {
    const { signIn, hold, server, phase } = flow({ ...forAll, ...house })
    signIn()
    hold('session')
    expect(server.default).toBe('house')
    expect(server.letsOut(ann)).toBe(false)
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('ends with the wish: everything is given back, and then presence goes out', () => {
    const { signIn, wish, server, phase } = flow({ ...forAll, ...house })
    signIn()
    wish(visibleToAll)
    expect({ active: server.active, default: server.default }).toEqual({
      active: null,
      default: 'house',
    })
    expect(server.shown()).toEqual([ann.jid, bob.jid])
    expect(phase()).toBe('confirmed')
  })

  it('ends with the strategy: the own default list is given back', () => {
    const { signIn, choose, server } = flow({ ...forAll, ...house })
    signIn()
    choose('directed-presence')
    expect({ active: server.active, default: server.default }).toEqual({
      active: null,
      default: 'house',
    })
    expect(server.deliveries).toEqual([])
  })
})

describe('after a crash while hiding held for all devices', () => {
  it('the own default list is still known, and is given back when the wish says so', () => {
    const { signIn, wish, server } = flow({
      people,
      policy: invisibleToAll,
      scope: 'account',
      lists: { house: [blockEve], 'casper-a': [{ ...blockEve, order: 1, match: { type: 'all' } }] },
      default: 'casper-a',
      keptDefault: 'house',
    })
    signIn()
    expect(server.deliveries).toEqual([])
    wish(visibleToAll)
    expect(server.default).toBe('house')
    expect(server.shown()).toEqual([ann.jid, bob.jid])
  })

  it('shows the other devices no longer to somebody who was let see for a conversation', () => {
    const { signIn, server, phase } = flow({
      ...forAll,
      lists: { 'casper-a': policyItems(withException(invisibleToAll, theAnn, true)) },
      default: 'casper-a',
    })
    expect(server.otherLetsOut(ann)).toBe(true)
    const asked = signIn()
    expect(asked.indexOf('set-active casper-b')).toBeLessThan(asked.indexOf('available'))
    expect(server.otherLetsOut(ann)).toBe(false)
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('is kept before the change is sent, lest it be lost with the connection', () => {
    const { signIn, spoil, state } = flow({ ...forAll, ...house })
    spoil('set-default', { kind: 'error', code: 'offline', applied: true })
    signIn()
    expect(state().keptDefault).toEqual({ kind: 'named', name: 'house' })
  })
})

describe('a default list that another device uses', () => {
  const busy = { ...forAll, ...house, otherDevice: true }

  it('is refused: this session is hidden all the same, and the user is told of the conflict', () => {
    const { signIn, server, phase } = flow(busy)
    const asked = signIn()
    expect(asked.filter((words) => words.startsWith('set-default'))).toHaveLength(1)
    expect(server.default).toBe('house')
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('failed: list-conflict')
  })

  it('does not keep the session from being mended', () => {
    const { signIn, tell, server } = flow(busy)
    signIn()
    const { active } = server
    server.putList(active ?? '', [{ ...blockEve, action: 'allow' }])
    tell({ type: 'list-pushed', name: active ?? '' })
    expect(server.letsOut(ann)).toBe(false)
    expect(server.deliveries).toEqual([])
  })

  it('is tried again by retry', () => {
    const { signIn, tell, server, phase } = flow(busy)
    signIn()
    server.otherDevice = false
    tell({ type: 'retry' })
    expect(server.otherLetsOut(ann)).toBe(false)
    expect(phase()).toBe('confirmed')
  })
})

it('whoever is blocked stays blocked when hiding ends, where the block list lives in the lists', () => {
  const { server, signIn, tell, wish } = flow({
    people: [ann, bob],
    policy: invisibleToAll,
    habits: { forgetsBlocks: true },
    quirks: ['forgets-blocks'],
  })
  signIn()
  tell({ type: 'surroundings-known', services: [], blocked: [ann.jid] })
  wish(visibleToAll)
  expect(server.reaches(ann.jid)).toBe(false)
  expect(server.shown()).toEqual([bob.jid])
})

it('a blocked domain is one of its people, there, too, where the user’s own list hides from its gateway alone', () => {
  const gateway: Entity = { jid: 'shire.example', groups: ['Gateways'], subscription: 'both' }
  const own: PrivacyItem = {
    ...{ action: 'deny', order: 1, kinds: [] },
    match: { type: 'group', value: 'Gateways' },
  }
  const { server, signIn, tell } = flow({
    people: [ann, gateway],
    policy: visibleToAll,
    ...{ lists: { house: [own] }, default: 'house' },
    habits: { forgetsBlocks: true, quietBlocks: true },
  })
  signIn()
  tell({ type: 'block-foretold', jid: gateway.jid })
  expect(server.reaches(ann.jid)).toBe(false)
  expect(server.shown()).toEqual([])
})

describe('where the block list lives in the default list, and one of ours stands there', () => {
  const habits = { forgetsBlocks: true, blockList: 'Blocked' }
  const blocking = (...blocked: readonly string[]) =>
    ({ type: 'surroundings-known', services: [], blocked }) as const

  it('who is blocked is so in the user’s own list, too, which comes back', () => {
    const { server, signIn, tell, hold } = flow({ ...forAll, ...house, habits })
    signIn()
    tell(blocking('eve@mordor.example', ann.jid))
    hold('session')
    expect(server.default).toBe('house')
    expect(server.lists.get('house')).toMatchObject([
      { action: 'deny', match: { type: 'jid', value: ann.jid }, kinds: [] },
      { match: blockEve.match },
    ])
  })

  it('who is unblocked is so there, too, and the list says nothing when nobody is left', () => {
    const { server, signIn, tell, hold } = flow({ ...forAll, ...house, habits })
    signIn()
    tell(blocking('eve@mordor.example'))
    tell(blocking())
    expect(server.lists.get(server.active ?? '')).not.toContainEqual(
      expect.objectContaining({ match: blockEve.match }),
    )
    hold('session')
    expect(server.lists.get('house')).toMatchObject([{ action: 'allow', match: { type: 'all' } }])
  })

  it('a list is made for them where the user had none', () => {
    const { server, signIn, tell, hold } = flow({ ...forAll, habits })
    signIn()
    tell(blocking(ann.jid))
    hold('session')
    expect(server.default).toBe('Blocked')
    expect(server.lists.get('Blocked')).toMatchObject([{ match: { value: ann.jid }, kinds: [] }])
  })

  it('who is blocked again after they were unblocked is not taken out again', () => {
    const { server, signIn, tell } = flow({ ...forAll, ...house, habits })
    signIn()
    tell(blocking(ann.jid))
    tell(blocking())
    tell({ type: 'block-foretold', jid: ann.jid })
    expect(server.lists.get('house')).toMatchObject([
      { action: 'deny', match: { type: 'jid', value: ann.jid }, kinds: [] },
      { match: blockEve.match },
    ])
  })

  it('what could not be read changes nothing', () => {
    const { server, signIn, tell } = flow({ ...forAll, ...house, habits })
    signIn()
    tell(blocking())
    expect(server.lists.get('house')).toEqual([blockEve])
  })
})

it.each([true, false])(
  'who is unblocked while the list is read, and is hidden from, is told of no end where the server is silent (%s)',
  (quietBlocks) => {
    const policy = withException(visibleToAll, { type: 'jid', value: ann.jid }, false)
    const { server, signIn, tell, meanwhile } = flow({ people, policy, habits: { quietBlocks } })
    signIn()
    tell({ type: 'surroundings-known', services: [], blocked: [ann.jid] })
    const pushed = { type: 'list-pushed', name: server.active ?? '' } as const
    meanwhile('get-list', () => [
      { type: 'surroundings-known', services: [], blocked: [] },
      { ...pushed },
    ])
    const told = tell(pushed).some((words) => words.includes(`unavailable to ${ann.jid}`))
    expect(told).toBe(!quietBlocks)
  },
)
