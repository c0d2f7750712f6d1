// The nine states of RFC 3921 s.9, and what each stanza makes of each, as the tables of s.9.2 and s.9.3 have it.
import { describe, expect, test } from 'vitest'
import type { Standing, SubscriptionAct } from '../../../electron/demo/state/subscription'
import { afterReceiving, afterSending } from '../../../electron/demo/state/subscription'

const states: Readonly<Record<string, Standing>> = {
  none: { subscription: 'none', ask: false, asked: false },
  'none+out': { subscription: 'none', ask: true, asked: false },
  'none+in': { subscription: 'none', ask: false, asked: true },
  'none+both': { subscription: 'none', ask: true, asked: true },
  to: { subscription: 'to', ask: false, asked: false },
  'to+in': { subscription: 'to', ask: false, asked: true },
  from: { subscription: 'from', ask: false, asked: false },
  'from+out': { subscription: 'from', ask: true, asked: false },
  both: { subscription: 'both', ask: false, asked: false },
}
const names = Object.keys(states)

function nameOf(standing: Standing): string {
  const found = names.find((name) => JSON.stringify(states[name]) === JSON.stringify(standing))
  return found ?? JSON.stringify(standing)
}

/** For each state in order: the state after it, with `!` where the stanza is handed on. */
const sending: Readonly<Record<SubscriptionAct, string>> = {
  subscribe: 'none+out! none+out! none+both! none+both! to! to+in! from+out! from+out! both!',
  unsubscribe: 'none! none! none+in! none+in! none! none+in! from! from! from!',
  subscribed: 'none none+out from! from+out! to both! from from+out both',
  unsubscribed: 'none none+out none! none+out! to to! none! none+out! to!',
}
const receiving: Readonly<Record<SubscriptionAct, string>> = {
  subscribe: 'none+in! none+both! none+in none+both to+in! to+in from from+out both',
  unsubscribe: 'none none+out none! none+out! to to! none! none+out! to!',
  subscribed: 'none to! none+in to+in! to to+in from both! both',
  unsubscribed: 'none none! none+in none+in! none! none+in! from from! from!',
}

describe.each([
  ['sending', sending, afterSending],
  ['receiving', receiving, afterReceiving],
] as const)('after %s', (_way, table, transition) => {
  test.each(Object.keys(table) as SubscriptionAct[])('%s', (act) => {
    const after = Object.values(states).map((state) => {
      const { standing, passes } = transition(state, act)
      return nameOf(standing) + (passes ? '!' : '')
    })
    expect(after.join(' ')).toBe(table[act])
  })
})

test('who sees the user already and asks again is answered by the server', () => {
  const answered = names.filter((name) => {
    const standing = states[name]
    return standing && afterReceiving(standing, 'subscribe').answer === 'subscribed'
  })
  expect(answered).toEqual(['from', 'from+out', 'both'])
})
