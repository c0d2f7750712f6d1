// Rooms while hidden (XEP-0126 s.3.2): presence is let out to them, and to nobody who is known (RFC 3921 s.10.1: a rule
// for a domain is one for everybody there).
import { expect, it } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { Entity } from '../../../shared/privacy/evaluate'
import { invisibleToAll } from '../../../shared/visibility/policy'
import type { Flow, FlowOptions } from './flow'
import { flow } from './flow'

const service = 'rooms.shire.example'
const inn = `inn@${service}`
const stranger = `sam@${service}`

function seer(jid: string): Entity {
  return { jid, groups: [], subscription: 'both' }
}

function hidden(options: FlowOptions = {}): Flow {
  const began = flow({ ...options, policy: invisibleToAll })
  began.signIn()
  began.tell({ type: 'surroundings-known', services: [service, inn], blocked: [] })
  return began
}

it('where nobody is known, presence is let out to the whole service', () => {
  const { server } = hidden()
  expect([inn, `other@${service}`].map(server.reaches)).toEqual([true, true])
})

it('where a contact lives, it is let out to the rooms in use alone', () => {
  const friend = `friend@${service}`
  const { server } = hidden({ people: [seer(friend)] })
  expect([inn, friend].map(server.reaches)).toEqual([true, false])
  expect(server.shown()).toEqual([])
})

it('a room that becomes a subscriber is a contact like any other', () => {
  const { server, tell } = hidden()
  tell({ type: 'roster-changed', person: seer(inn) })
  expect(server.reaches(inn)).toBe(false)
})

it('the service is closed before somebody there is let subscribe', () => {
  const { server, tell } = hidden()
  tell({ type: 'subscription-wanted', act: 'subscribed', to: stranger as BareJid })
  expect(server.acts).toEqual([{ act: 'subscribed', to: stranger }])
  expect(server.deliveries).toEqual([])
})
