// Hiding by directed presence alone (RFC 6121 s.4.6; "Playing Casper in Openfire"), as the exact order of what goes out.
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
const work: Target = { type: 'group', value: 'Work' }
const annOnly = withException(invisibleToAll, theAnn, true)
const probe = `probe ${ann.jid}, ${bob.jid}`

/** A server that has neither lists nor the command. */
function plain(options: FlowOptions = {}) {
  return flow({ people: [ann, bob, cay], supportsLists: false, ...options })
}

describe('signing in invisible', () => {
  it('asks for contacts’ presence, and sends none', () => {
    const { signIn, server, phase } = plain({ policy: invisibleToAll })
    expect(signIn()).toEqual(['get-names', 'go visible', probe, 'sync'])
    expect(server.deliveries).toEqual([])
    expect(phase()).toBe('confirmed')
  })

  it('asks no gateway, and nobody behind one, for their presence', () => {
    const gateway: Entity = { jid: 'icq.example', groups: [], subscription: 'both' }
    const behind: Entity = { jid: '123@icq.example', groups: [], subscription: 'both' }
    const people = [ann, gateway, behind]
    const { signIn, server } = plain({ policy: invisibleToAll, people })
    expect(signIn()).toContain(`probe ${ann.jid}`)
    expect(server.deliveries).toEqual([])
  })

  it('sends presence to those who may see, and to nobody else', () => {
    const { signIn, server, exposure } = plain({
      policy: withException(invisibleToAll, work, true),
    })
    expect(signIn()).toContain(`available to ${bob.jid}, ${cay.jid}`)
    expect(server.shown()).toEqual([bob.jid, cay.jid])
    expect(exposure()).toBe('directed')
  })
})

describe('a change of the wish', () => {
  it('lets one see: presence to them alone', () => {
    const { signIn, wish, server } = plain({ policy: invisibleToAll })
    signIn()
    expect(wish(annOnly)).toEqual([`available to ${ann.jid}`, 'sync'])
    expect(server.shown()).toEqual([ann.jid])
  })

  it('hides from one: unavailable to them alone', () => {
    const { signIn, wish, server } = plain({ policy: withException(invisibleToAll, work, true) })
    signIn()
    const bobHidden = withException(
      withException(invisibleToAll, work, true),
      { type: 'jid', value: bob.jid },
      false,
    )
    expect(wish(bobHidden)).toEqual([`unavailable to ${bob.jid}`, 'sync'])
    expect(server.shown()).toEqual([cay.jid])
  })

  it('hides from one before it shows another', () => {
    const { signIn, wish } = plain({ policy: annOnly })
    signIn()
    expect(wish(withException(invisibleToAll, work, true))).toEqual([
      `unavailable to ${ann.jid}`,
      `available to ${bob.jid}, ${cay.jid}`,
      'sync',
    ])
  })

  it('to visible: presence is broadcast', () => {
    const { signIn, wish, server } = plain({ policy: annOnly })
    signIn()
    expect(wish(visibleToAll)).toEqual(['available', 'sync'])
    expect(server.shown()).toEqual([ann.jid, bob.jid, cay.jid])
  })

  it('from visible: unavailable is broadcast, then presence to those who may still see', () => {
    const { signIn, wish, server } = plain({ choice: 'directed-presence' })
    signIn()
    expect(wish(annOnly)).toEqual(['unavailable', probe, `available to ${ann.jid}`, 'sync'])
    expect(server.shown()).toEqual([ann.jid])
  })
})

describe('while invisible', () => {
  it('a change of presence goes to those who may see it', () => {
    const { signIn, tell, server } = plain({ policy: annOnly })
    signIn()
    const presence = { ...here, show: 'away' } as const
    expect(tell({ type: 'presence-chosen', presence })).toEqual([
      `available away to ${ann.jid}`,
      'sync',
    ])
    expect(server.shown()).toEqual([ann.jid])
  })

  it('the server tells of nobody who comes online', () => {
    const { signIn, appear, server } = plain({ policy: annOnly })
    server.goOffline(ann.jid)
    signIn()
    expect(appear(ann.jid)).toEqual([])
  })

  it('somebody of whom it is known otherwise that they came online is sent presence', () => {
    const { signIn, appear, tell, server } = plain({ policy: annOnly })
    server.goOffline(ann.jid)
    signIn()
    appear(ann.jid)
    tell({ type: 'contact-appeared', jid: ann.jid })
    expect(server.shown()).toEqual([ann.jid])
  })

  it('leaving says unavailable to those who were sent presence: no server does (measured)', () => {
    const { signIn, leave, server } = plain({ policy: annOnly, quirks: ['forgets-directed'] })
    signIn()
    expect(leave()).toEqual([`unavailable to ${ann.jid}`])
    expect(server.shown()).toEqual([])
  })

  it('leaving says nothing where nobody was sent anything', () => {
    const { signIn, leave, server } = plain({ policy: invisibleToAll })
    signIn()
    expect(leave()).toEqual([])
    expect(server.deliveries).toEqual([])
  })

  it('a session that is taken up again announces itself to nobody, although presence was under way', () => {
    const { signIn, lose, tell, resume, server } = plain({ policy: annOnly })
    signIn()
    lose()
    tell({ type: 'presence-unsure', to: ann.jid, available: true })
    resume()
    expect(server.deliveries.map(({ to }) => to)).not.toContain(bob.jid)
    expect(server.shown()).toEqual([ann.jid])
  })
})

describe('who is blocked by a user whom all see', () => {
  const block = { type: 'block-foretold', jid: ann.jid } as const
  const blocked = { type: 'surroundings-known', services: [], blocked: [ann.jid] } as const
  const nobody = { ...blocked, blocked: [] } as const

  it('is told first that the user went, where the server does not tell them', () => {
    const { signIn, tell, server } = plain({ habits: { quietBlocks: true } })
    signIn()
    expect(tell(block)).toEqual([`unavailable to ${ann.jid}`, 'sync'])
    expect(tell(blocked)).toEqual([])
    expect(server.shown()).toEqual([bob.jid, cay.jid])
  })

  it('is left to the server that tells them', () => {
    const { signIn, tell } = plain()
    signIn()
    expect(tell(block)).toEqual([])
  })

  it('sees again once they are unblocked', () => {
    const { signIn, tell, server } = plain({ habits: { quietBlocks: true } })
    signIn()
    tell(block)
    tell(blocked)
    expect(tell(nobody)).toEqual([`available to ${ann.jid}`, 'sync'])
    expect(server.shown()).toEqual([ann.jid, bob.jid, cay.jid])
  })
})

describe('a failure', () => {
  it('hides from those whom the wish hides', () => {
    const { signIn, spoil, tell, wish, server, phase } = plain({ policy: annOnly })
    signIn()
    spoil('sync', { kind: 'error', code: 'timeout', applied: false })
    tell({ type: 'presence-chosen', presence: { ...here, show: 'away' } })
    expect(phase()).toBe('failed: server-silent')
    wish(invisibleToAll)
    expect(server.shown()).toEqual([])
  })
})
