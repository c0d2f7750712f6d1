// The gate on requests: what is asked of a server passes, what a device would hear of does not.
import { expect, test } from 'vitest'
import type { Standing } from '../../../shared/visibility/disclosure'
import { judge } from '../../../shared/visibility/disclosure'
import type { Outgoing } from '../../../shared/visibility/outgoing'
import { guarded } from '../../../shared/visibility/policy'

/** Hidden from everybody, with these on the roster. */
function hidden(roster: readonly string[]): Standing {
  return {
    self: 'me@shire.example',
    domain: 'shire.example',
    asked: [],
    guards: guarded,
    knows: (jid) => roster.includes(jid),
    sees: () => false,
    seenByAll: () => false,
    talksWith: () => false,
    rooms: () => null,
  }
}

function verdict(
  type: (Outgoing & { kind: 'iq' })['type'],
  to: string,
  toResource: boolean,
  standing: Standing,
): string {
  return judge({ kind: 'iq', type, to, toResource, publishes: false }, standing).action
}

test('one that asks the bare address of somebody is answered by their server, and passes', () => {
  const [ann, elsewhere] = ['ann@shire.example', 'legolas@mirkwood.example']
  for (const to of [ann, 'eve@shire.example', elsewhere]) {
    expect(verdict('get', to, false, hidden([ann, elsewhere]))).toBe('pass')
    expect(verdict('get', to, true, hidden([ann, elsewhere]))).toBe('drop')
    expect(verdict('set', to, false, hidden([ann, elsewhere]))).toBe('drop')
  }
})

test('one that asks servers of strangers, or a gateway and whoever is behind it, is dropped', () => {
  const gates = ['rohan.example', 'icq@rohan.example', 'icq@gate.shire.example']
  for (const to of [...gates, 'eve@mordor.example', 'mordor.example']) {
    expect(verdict('get', to, false, hidden(gates))).toBe('drop')
  }
})

test('all go to everybody while nobody is hidden from, and no answer does', () => {
  const open = { ...hidden([]), seenByAll: () => true }
  for (const to of ['eve@mordor.example', 'mordor.example', 'ann@shire.example']) {
    expect(verdict('get', to, true, open)).toBe('pass')
    expect(verdict('set', to, true, open)).toBe('pass')
    expect(verdict('result', to, true, open)).toBe('rewrite')
  }
})
