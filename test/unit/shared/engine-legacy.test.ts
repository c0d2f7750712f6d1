// Hiding by invisible presence (XEP-0018): only where it was chosen and the server has proved that it honours it.
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { Target } from '../../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import type { FlowOptions } from './flow'
import { flow, here } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'both' }
const theAnn: Target = { type: 'jid', value: ann.jid }
const annOnly = withException(invisibleToAll, theAnn, true)

function legacy(options: FlowOptions = {}) {
  return flow({
    people: [ann, bob],
    supportsLists: false,
    legacy: 'honoured-until-visible',
    choice: 'legacy-presence',
    policy: invisibleToAll,
    ...options,
  })
}

describe('a server that does not honour invisible presence', () => {
  it.each(['refused', 'forwarded'] as const)('(%s) is never sent any', (conduct) => {
    const { signIn, server, phase } = legacy({ legacy: conduct })
    expect(signIn()).toEqual(['prove-legacy'])
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('failed: strategy-unsupported')
  })

  it('is never even asked unless that was chosen', () => {
    const { signIn } = legacy({ legacy: 'honoured-until-visible', choice: 'automatic' })
    expect(signIn()).not.toContain('prove-legacy')
  })
})

describe.each(['honoured-until-presence', 'honoured-until-visible'] as const)(
  'a server that honours it (%s)',
  (conduct) => {
    it('proves it first, and is then asked to hide; no presence leaves', () => {
      const { signIn, server, phase } = legacy({ legacy: conduct })
      expect(signIn()).toEqual(['prove-legacy', 'get-names', 'legacy-invisible', 'sync'])
      expect(server.cover).toBe('legacy')
      expect(server.deliveries).toEqual([])
      expect(phase()).toBe('confirmed')
    })

    it('lets one see, and hides from them again, by directed presence', () => {
      const { signIn, wish, server } = legacy({ legacy: conduct })
      signIn()
      expect(wish(annOnly)).toEqual([`available to ${ann.jid}`, 'sync'])
      expect(server.shown()).toEqual([ann.jid])
      expect(wish(invisibleToAll)).toEqual([`unavailable to ${ann.jid}`, 'sync'])
      expect(server.shown()).toEqual([])
    })

    it('is told that hiding ends before presence is broadcast (s.3.2)', () => {
      const { signIn, wish, server } = legacy({ legacy: conduct })
      signIn()
      expect(wish(visibleToAll)).toEqual(['legacy-visible', 'available', 'sync'])
      expect(server.shown()).toEqual([ann.jid, bob.jid])
    })

    it('takes presence back before it hides', () => {
      const { signIn, wish, server } = legacy({ legacy: conduct, policy: visibleToAll })
      signIn()
      const asked = wish(annOnly)
      expect(asked.indexOf('unavailable')).toBeLessThan(asked.indexOf('legacy-invisible'))
      expect(asked.slice(-2)).toEqual([`available to ${ann.jid}`, 'sync'])
      expect(server.shown()).toEqual([ann.jid])
    })

    it('shows a change of presence to those who may see, and to nobody else (s.4.1, auto-away)', () => {
      const { signIn, tell, server } = legacy({ legacy: conduct, policy: annOnly })
      signIn()
      const presence = { ...here, show: 'away' } as const
      tell({ type: 'presence-chosen', presence })
      expect(server.view(ann.jid)).toEqual(presence)
      expect(server.view(bob.jid)).toBeNull()
    })
  },
)
