// Hiding by the invisible command (XEP-0186), as the exact order of what goes to the server.
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../shared/privacy/evaluate'
import type { Target } from '../../../shared/visibility/policy'
import { invisibleToAll, visibleToAll, withException } from '../../../shared/visibility/policy'
import type { FlowOptions } from './flow'
import { flow, here } from './flow'

const ann: Entity = { jid: 'ann@shire.example', groups: ['Kin'], subscription: 'both' }
const bob: Entity = { jid: 'bob@shire.example', groups: ['Work'], subscription: 'both' }
const cay: Entity = { jid: 'cay@shire.example', groups: ['Work'], subscription: 'from' }
const theAnn: Target = { type: 'jid', value: ann.jid }
const annOnly = withException(invisibleToAll, theAnn, true)
const refused = { kind: 'error', code: 'internal-server-error', applied: false } as const

/** A server without lists, so that the best there is is the command. */
function commanded(options: FlowOptions = {}) {
  return flow({ people: [ann, bob, cay], supportsLists: false, supportsCommand: true, ...options })
}

describe('signing in invisible', () => {
  it('asks for the command by saying what is so already, then gives it; no presence leaves', () => {
    const { signIn, server, phase } = commanded({ policy: invisibleToAll })
    expect(signIn()).toEqual(['get-names', 'go visible', 'go invisible', 'sync'])
    expect(server.cover).toBe('command')
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('goes by the command although there are lists, where that was chosen; lists are left alone', () => {
    const { signIn, server } = commanded({
      policy: invisibleToAll,
      choice: 'invisible-command',
      supportsLists: true,
    })
    expect(signIn()).toEqual(['go visible', 'get-names', 'go invisible', 'get-names'])
    expect(server.lists.size).toBe(0)
  })

  it('fails closed where the command is refused in the end', () => {
    const { signIn, spoil, wish, server, phase } = commanded({ choice: 'invisible-command' })
    signIn()
    wish(annOnly)
    wish(visibleToAll)
    spoil('cloak', refused)
    wish(annOnly)
    expect(server.shown()).toEqual([])
    expect(phase()).toBe('failed: command-refused')
  })
})

describe('becoming selectively visible', () => {
  it('sends presence to that contact alone', () => {
    const { signIn, wish, server } = commanded({ policy: invisibleToAll })
    signIn()
    expect(wish(annOnly)).toEqual([`available to ${ann.jid}`, 'sync'])
    expect(server.shown()).toEqual([ann.jid])
  })

  it('and hiding from them again sends unavailable to them alone', () => {
    const { signIn, wish, server } = commanded({ policy: annOnly })
    signIn()
    expect(wish(invisibleToAll)).toEqual([`unavailable to ${ann.jid}`, 'sync'])
    expect(server.shown()).toEqual([])
  })
})

describe('becoming visible and invisible', () => {
  it('ends the command, then broadcasts', () => {
    const { signIn, wish, server } = commanded({ policy: annOnly })
    signIn()
    expect(wish(visibleToAll)).toEqual(['go visible', 'available', 'sync'])
    expect(server.shown()).toEqual([ann.jid, bob.jid, cay.jid])
  })

  it('gives the command, upon which the server itself sends unavailable, then shows who may see', () => {
    const { signIn, wish, server } = commanded()
    signIn()
    expect(wish(annOnly)).toEqual(['go visible', 'go invisible', `available to ${ann.jid}`, 'sync'])
    expect(server.shown()).toEqual([ann.jid])
  })
})

describe('while invisible', () => {
  it('a change of presence goes to those who may see it, and to nobody else', () => {
    const { signIn, tell, server } = commanded({ policy: annOnly })
    signIn()
    const presence = { ...here, show: 'away' } as const
    expect(tell({ type: 'presence-chosen', presence })).toEqual([
      `available away to ${ann.jid}`,
      'sync',
    ])
    expect(server.view(ann.jid)).toEqual(presence)
    expect(server.view(bob.jid)).toBeNull()
  })

  it('somebody who may see and comes online later is sent presence', () => {
    const { signIn, appear, server } = commanded({ policy: annOnly })
    server.goOffline(ann.jid)
    signIn()
    expect(server.shown()).toEqual([])
    expect(appear(ann.jid)).toEqual([`available to ${ann.jid}`, 'sync'])
    expect(server.shown()).toEqual([ann.jid])
  })

  it('somebody who may not see and comes online is sent nothing', () => {
    const { signIn, appear, server } = commanded({ policy: annOnly })
    server.goOffline(bob.jid)
    signIn()
    expect(appear(bob.jid)).toEqual([])
    expect(server.shown()).toEqual([ann.jid])
  })

  it('leaving says unavailable to those who were sent presence', () => {
    const { signIn, leave, server } = commanded({ policy: annOnly, quirks: ['forgets-directed'] })
    signIn()
    expect(leave()).toEqual([`unavailable to ${ann.jid}`])
    expect(server.shown()).toEqual([])
  })

  it('a resumed session is hidden anew, and whoever is to be hidden by now is told', () => {
    const { signIn, lose, wish, resume, server } = commanded({ policy: annOnly })
    signIn()
    lose()
    wish(invisibleToAll)
    const asked = resume()
    expect(asked).toContain('go invisible')
    expect(asked).toContain(`unavailable to ${ann.jid}`)
    expect(server.shown()).toEqual([])
  })
})
