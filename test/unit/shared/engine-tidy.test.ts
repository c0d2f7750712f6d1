// Casper's own lists that nobody uses any more are removed; lists in use, and other clients' lists, never are (s.10.8).
import { describe, expect, it } from 'vitest'
import type { PrivacyItem } from '../../../shared/privacy/list'
import { invisibleToAll, visibleToAll } from '../../../shared/visibility/policy'
import { flow } from './flow'

const rules: PrivacyItem[] = [{ action: 'allow', order: 1, match: { type: 'all' }, kinds: [] }]
const lists = { 'casper-a': rules, 'casper-b': rules, 'casper-other-a': rules, mine: rules }

describe('lists that were left on the server', () => {
  it('stay until a lost session cannot be using them any more', () => {
    const { signIn, server } = flow({ lists, policy: visibleToAll })
    signIn()
    expect([...server.lists.keys()]).toEqual(Object.keys(lists))
  })

  it('are removed then, and no others', () => {
    const { signIn, tell, server, phase } = flow({ lists, policy: visibleToAll })
    signIn()
    tell({ type: 'tidy-due' })
    expect([...server.lists.keys()]).toEqual(['casper-other-a', 'mine'])
    expect(phase()).toBe('confirmed')
  })

  it('stay where they are in use', () => {
    const { signIn, tell, server } = flow({ lists, policy: invisibleToAll, scope: 'account' })
    signIn()
    tell({ type: 'tidy-due' })
    expect(server.active).toMatch(/^casper-[ab]$/)
    expect(server.lists.has(server.active ?? '')).toBe(true)
    expect(server.default).toBe(server.active)
  })

  it('stay where the server refuses to remove them', () => {
    const { signIn, tell, spoil, phase } = flow({ lists, policy: visibleToAll })
    signIn()
    spoil('remove-list', { kind: 'error', code: 'conflict', applied: false })
    expect(tell({ type: 'tidy-due' })).toEqual(['remove-list casper-a'])
    expect(phase()).toBe('confirmed')
  })
})
