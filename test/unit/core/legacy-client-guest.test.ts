// The guests of an account, when another profile of it begins to hold.
import { expect, test } from 'vitest'
import { freshAccount } from '../../../electron/core/fresh-account'
import { switchGuests } from '../../../electron/core/legacy-client-guest'
import { bareJid, type BareJid } from '../../../shared/jid'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'

const alice = bareJid('alice@shire.example') as BareJid
const policy = withException(visibleToAll, { type: 'group', value: 'Students' }, false)

function guests() {
  const told: string[] = []
  const names = { one: alice, other: bareJid('bob@shire.example') as BareJid }
  const guestOf = ([id, jid]: [string, BareJid]) => {
    const stored = { ...freshAccount(id, jid, { mode: 'auto' as const }), policy: invisibleToAll }
    return [id, { stored, client: null as never, about: () => null as never }] as const
  }
  const accountOf = (id: string) => {
    const signOut = (): Promise<void> => Promise.resolve(void told.push(`${id} leaves`))
    const setPolicy = (next: unknown, about: unknown): void => {
      told.push(`${id} ${next === policy ? 'follows' : 'strays'}, ${String(about)}`)
    }
    return [id, { session: { signOut }, setPolicy }] as const
  }
  const known = new Map(Object.entries(names).map(guestOf))
  const accounts = new Map(Object.keys(names).map(accountOf))
  return { known, accounts, told }
}

test('those at its address follow, and nobody else does', () => {
  const { known, accounts, told } = guests()
  switchGuests(known, accounts, { jid: alice, policy, allowed: true })
  expect(told).toEqual(['one follows, showing'])
})

test('where the organisation lets nobody hide so, they leave instead of being seen', async () => {
  const { known, accounts, told } = guests()
  switchGuests(known, accounts, { jid: alice, policy, allowed: false })
  await Promise.resolve()
  expect(told).toEqual(['one leaves'])
})
