// The gate: what each outgoing stanza would disclose, and whether it may leave.
import { describe, expect, it } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { Outgoing, Standing } from '../../../shared/visibility/disclosure'
import { judge } from '../../../shared/visibility/disclosure'
import type { Effect } from '../../../shared/visibility/effects'
import { guarded } from '../../../shared/visibility/policy'
import { here } from './flow'

const ann = 'ann@shire.example' as BareJid
const bob = 'bob@shire.example' as BareJid
const hidden: Standing = {
  self: 'me@shire.example',
  domain: 'shire.example',
  asked: [],
  guards: guarded,
  knows: (jid) => [ann, bob, 'gateway.shire.example'].includes(jid),
  sees: () => false,
}
const seenByAnn: Standing = { ...hidden, sees: (jid) => jid === ann }

function asking(asked: Effect): Standing {
  return { ...hidden, asked: [asked] }
}

function presence(type: (Outgoing & { kind: 'presence' })['type'], to: string | null = null) {
  return { kind: 'presence', type, to } as const
}

function verdict(stanza: Outgoing, standing: Standing = hidden): string {
  return judge(stanza, standing).action
}

describe('available presence', () => {
  it('is dropped unless the engine asked for it', () => {
    expect(verdict(presence('available'))).toBe('drop')
    expect(verdict(presence('available'), asking({ kind: 'presence', presence: here }))).toBe(
      'pass',
    )
  })

  it('is dropped while the engine asks for something else', () => {
    expect(verdict(presence('available'), asking({ kind: 'unavailable' }))).toBe('drop')
    expect(verdict(presence('available'), asking({ kind: 'get-names' }))).toBe('drop')
  })

  it('to one person is dropped although a broadcast was asked for', () => {
    expect(verdict(presence('available', ann), asking({ kind: 'presence', presence: here }))).toBe(
      'drop',
    )
  })
})

describe('directed presence', () => {
  const asked = asking({ kind: 'directed', to: [ann], presence: here })

  it('passes to the people the engine named', () => {
    expect(verdict(presence('available', ann), asked)).toBe('pass')
    expect(verdict(presence('available', bob), asked)).toBe('drop')
  })

  it('is not a broadcast', () => {
    expect(verdict(presence('available'), asked)).toBe('drop')
  })

  it('passes only with the type that was asked for', () => {
    expect(verdict(presence('unavailable', ann), asked)).toBe('drop')
    const away = asking({ kind: 'directed', to: [ann], presence: null })
    expect(verdict(presence('unavailable', ann), away)).toBe('pass')
  })

  it('is dropped even to somebody who sees the user, unless asked for', () => {
    expect(verdict(presence('available', ann), seenByAnn)).toBe('drop')
  })
})

describe('unavailable presence', () => {
  it('passes where the engine asked for it', () => {
    expect(verdict(presence('unavailable'), asking({ kind: 'unavailable' }))).toBe('pass')
  })

  it('passes where one of several things asked for is that, as at the end of a session', () => {
    const leaving: Standing = { ...hidden, asked: [{ kind: 'get-names' }, { kind: 'unavailable' }] }
    expect(verdict(presence('unavailable'), leaving)).toBe('pass')
  })

  it('is dropped otherwise: it would announce a session that nobody knew of', () => {
    expect(verdict(presence('unavailable'))).toBe('drop')
    expect(verdict(presence('unavailable', ann), asking({ kind: 'unavailable' }))).toBe('drop')
  })
})

describe('a presence probe', () => {
  it('passes to the people the engine named', () => {
    const asked = asking({ kind: 'probe', to: [ann] })
    expect(verdict(presence('probe', ann), asked)).toBe('pass')
    expect(verdict(presence('probe', bob), asked)).toBe('drop')
  })
})

describe('invisible presence', () => {
  it('is broadcast only where the engine asked for it', () => {
    expect(verdict(presence('invisible'))).toBe('drop')
    expect(verdict(presence('invisible'), asking({ kind: 'legacy-invisible' }))).toBe('pass')
    expect(verdict(presence('invisible', ann), asking({ kind: 'legacy-invisible' }))).toBe('drop')
  })

  it('goes to the own address alone where the server is to prove that it honours it', () => {
    const proving = asking({ kind: 'prove-legacy' })
    expect(verdict(presence('invisible', hidden.self), proving)).toBe('pass')
    expect(verdict(presence('invisible'), proving)).toBe('drop')
    expect(verdict(presence('invisible', ann), proving)).toBe('drop')
  })
})

describe('presence of any other type', () => {
  it('is dropped, whatever was asked for', () => {
    expect(verdict(presence('other'), asking({ kind: 'presence', presence: here }))).toBe('drop')
    expect(verdict(presence('other', ann), seenByAnn)).toBe('drop')
  })
})

describe('a message', () => {
  it('with words passes: the user wrote it', () => {
    expect(verdict({ kind: 'message', to: ann, body: true })).toBe('pass')
  })

  it('without words is dropped to people who do not see the user', () => {
    expect(verdict({ kind: 'message', to: ann, body: false })).toBe('drop')
    expect(verdict({ kind: 'message', to: ann, body: false }, seenByAnn)).toBe('pass')
  })
})

describe('an iq', () => {
  it.each([null, hidden.self, hidden.domain])('to %s passes: it is the user’s own server', (to) => {
    for (const type of ['get', 'set', 'result', 'error'] as const) {
      expect(verdict({ kind: 'iq', type, to })).toBe('pass')
    }
  })

  it.each(['get', 'set'] as const)('"%s" to people who do not see the user is dropped', (type) => {
    expect(verdict({ kind: 'iq', type, to: ann })).toBe('drop')
    expect(verdict({ kind: 'iq', type, to: ann }, seenByAnn)).toBe('pass')
  })

  it.each(['result', 'error'] as const)(
    '"%s" to them becomes what a session that is not there gives',
    (type) => {
      expect(verdict({ kind: 'iq', type, to: ann })).toBe('rewrite')
      expect(verdict({ kind: 'iq', type, to: ann }, seenByAnn)).toBe('pass')
    },
  )

  it('to a service of the own server passes, but not to a gateway that is a contact and does not see the user', () => {
    const to = (service: string) => ({ kind: 'iq', type: 'result', to: service }) as const
    expect(verdict(to('rooms.shire.example'))).toBe('pass')
    expect(verdict(to('gateway.shire.example'))).toBe('rewrite')
    expect(verdict({ ...to('gateway.shire.example'), type: 'get' })).toBe('drop')
    expect(verdict(to('gateway.shire.example'), { ...hidden, sees: () => true })).toBe('pass')
  })

  it('to a stranger is treated as to anybody who does not see the user', () => {
    expect(verdict({ kind: 'iq', type: 'result', to: 'eve@mordor.example' }, seenByAnn)).toBe(
      'rewrite',
    )
  })
})

describe('a verdict against a stanza', () => {
  it('gives its reason', () => {
    const judged = judge(presence('available'), hidden)
    expect(judged.action === 'pass' ? '' : judged.reason).not.toBe('')
  })
})
