// Every error of every request about lists (RFC 3921 s.10.4-10.8) is told by a code of its own, and none of them shows
// the user to anybody, changes the way of hiding without a word, or is asked for without end.
import { describe, expect, it, test } from 'vitest'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../../shared/privacy/list'
import { isElsewhere, listOutcome } from '../../../shared/visibility/list-errors'
import { invisibleToAll, visibleToAll } from '../../../shared/visibility/policy'
import type { Fault } from '../../support/model-server'
import type { FlowOptions } from './flow'
import { flow } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const people = [ann]
const rule: PrivacyItem = { action: 'allow', order: 1, match: { type: 'all' }, kinds: [] }
const hidden = { people, policy: invisibleToAll } as const

const refused = (code: string): Fault => ({ kind: 'error', code, applied: false })

/** Signs in while a request is refused, as often as it is made. */
function refusing(kind: Parameters<typeof listOutcome>[0], code: string, options: FlowOptions) {
  const made = flow(options)
  made.spoil(kind, refused(code), Infinity)
  return { ...made, asked: made.signIn() }
}

describe('signing in invisible', () => {
  test.each([
    ['get-names', 'conflict', 'lists-busy'],
    ['get-names', 'bad-request', 'lists-misunderstood'],
    ['get-names', 'forbidden', 'lists-forbidden'],
    ['get-names', 'internal-server-error', 'server-silent'],
    ['get-list', 'item-not-found', 'list-not-kept'],
    ['get-list', 'conflict', 'lists-busy'],
    ['get-list', 'bad-request', 'lists-misunderstood'],
    ['get-list', 'forbidden', 'lists-forbidden'],
    ['get-list', 'internal-server-error', 'server-silent'],
    ['set-list', 'item-not-found', 'list-missing'],
    ['set-list', 'conflict', 'list-in-use'],
    ['set-list', 'bad-request', 'list-invalid'],
    ['set-list', 'forbidden', 'list-forbidden'],
    ['set-list', 'not-acceptable', 'list-refused'],
    ['set-active', 'item-not-found', 'list-missing'],
    ['set-active', 'conflict', 'list-in-use'],
    ['set-active', 'bad-request', 'activation-invalid'],
    ['set-active', 'forbidden', 'activation-forbidden'],
    ['set-active', 'not-acceptable', 'activation-refused'],
  ] as const)('%s, refused as %s: %s, and no presence leaves', (kind, condition, code) => {
    const { asked, server, phase } = refusing(kind, condition, hidden)
    expect(phase()).toBe(`failed: ${code}`)
    expect(asked).not.toContain('available')
    expect(server.deliveries).toEqual([])
  })
})

describe('hiding for all devices', () => {
  test.each([
    ['item-not-found', 'default-missing'],
    ['conflict', 'list-conflict'],
    ['bad-request', 'default-invalid'],
    ['forbidden', 'default-forbidden'],
    ['not-acceptable', 'default-refused'],
  ])('refused as %s: %s, and this session is hidden', (condition, code) => {
    const made = refusing('set-default', condition, { ...hidden, scope: 'account' })
    expect(made.phase()).toBe(`failed: ${code}`)
    expect(isElsewhere(code)).toBe(true)
    expect(made.server.deliveries).toEqual([])
    expect(made.server.letsOut(ann)).toBe(false)
  })
})

test.each(['item-not-found', 'conflict', 'bad-request', 'forbidden', 'not-acceptable'])(
  'a removal that is refused as %s concerns nobody',
  (condition) => {
    const made = flow({ people, lists: { 'casper-a': [rule] } })
    made.signIn()
    made.spoil('remove-list', refused(condition), Infinity)
    made.tell({ type: 'tidy-due' })
    expect(made.phase()).toBe('confirmed')
    expect(listOutcome('remove-list', condition)).toBeNull()
  },
)

describe('a server that says that it has no lists', () => {
  test.each(['service-unavailable', 'feature-not-implemented', 'not-allowed', 'item-not-found'])(
    '(%s) is hidden from by other means',
    (condition) => {
      const { server, phase } = refusing('get-names', condition, hidden)
      expect(phase()).toBe('confirmed')
      expect(server.deliveries).toEqual([])
    },
  )
})

describe.each(['forbidden', 'bad-request', 'conflict'])(
  'a server that has lists and does not let them be looked at (%s)',
  (condition) => {
    it('has no other way taken without a word; one that is chosen is', () => {
      const { asked, choose, server, phase } = refusing('get-names', condition, hidden)
      expect(asked).toEqual(['get-names'])
      choose('directed-presence')
      expect(phase()).toBe('confirmed')
      expect(server.deliveries).toEqual([])
    })

    it('shows who wishes to be visible', () => {
      const visible = { people, policy: visibleToAll }
      const { server, phase } = refusing('get-names', condition, visible)
      expect(phase()).toBe('confirmed')
      expect(server.shown()).toEqual([ann.jid])
    })

    it('is asked again by retry', () => {
      const { signIn, spoil, tell, phase } = flow(hidden)
      spoil('get-names', refused(condition))
      signIn()
      tell({ type: 'retry' })
      expect(phase()).toBe('confirmed')
    })

    it('has presence taken back, if it does so while a list hides', () => {
      const { signIn, spoil, tell, server } = flow(hidden)
      signIn()
      spoil('get-names', refused(condition), Infinity)
      expect(tell({ type: 'retry' })).toEqual(['get-names', 'unavailable'])
      expect(server.broadcast).toBeNull()
    })
  },
)

describe('what is refused again and again is not asked for again and again', () => {
  it('what the list that hides says: presence is taken back', () => {
    const { signIn, spoil, tell, phase } = flow(hidden)
    signIn()
    spoil('get-list', refused('forbidden'), Infinity)
    const asked = tell({ type: 'list-pushed', name: 'invisible' })
    expect(asked).toEqual(['get-list invisible', 'unavailable'])
    expect(phase()).toBe('failed: lists-forbidden')
  })

  const house = { ...hidden, scope: 'account', lists: { house: [rule] }, default: 'house' } as const

  it('giving the own default list back, where another device uses the one in its place', () => {
    const { signIn, choose, server, phase } = flow(house)
    signIn()
    server.otherDevice = true
    const asked = choose('directed-presence')
    expect(asked.filter((words) => words === 'set-default house')).toHaveLength(1)
    expect(phase()).toBe('failed: list-conflict')
    expect(server.shown()).toEqual([])
  })

  it('giving back an own default list that is gone: there is none then', () => {
    const { signIn, choose, server, phase } = flow(house)
    signIn()
    server.lists.delete('house')
    choose('directed-presence')
    expect(server.default).toBeNull()
    expect(phase()).toBe('confirmed')
  })
})
