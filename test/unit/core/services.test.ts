// The room services of the own server are found by disco (XEP-0045 s.6.1); a gateway that is a contact is not asked,
// since the question would tell it that the user is here.
import { expect, test } from 'vitest'
import type { Answer } from '../../support/scripted-im'
import { refusal, result } from '../../support/scripted-im'
import { until } from '../../support/wait'
import { signIn } from './scripted-account'

const ns = 'http://jabber.org/protocol/disco'

const disco: Answer = (iq) => {
  const asked = iq.getChildElements()[0]?.getNS()
  const from = iq.attrs['to'] ?? 'localhost'
  const reply = (payload: string) => result(iq, payload).replace('<iq ', `<iq from='${from}' `)
  if (asked === `${ns}#items`) {
    const items = ['rooms.localhost', 'gateway.localhost', 'rooms.elsewhere.invalid']
    const listed = items.map((jid) => `<item jid='${jid}'/>`).join('')
    return reply(`<query xmlns='${ns}#items'>${listed}</query>`)
  }
  if (asked !== `${ns}#info`) return undefined
  const identity = `<identity category='conference' type='text'/>`
  return reply(`<query xmlns='${ns}#info'>${identity}</query>`)
}

test('a hidden sign-in lets presence out to the rooms, and asks neither gateways nor other domains', async () => {
  const roster = `<item jid='gateway.localhost' subscription='both'/>`
  const { casper, wire } = await signIn(true, { roster, answer: disco })
  await casper.confirmed()
  expect(wire()).toContain('value="rooms.localhost" action="allow"')
  const questions = wire().match(/<iq type="get"[^>]*to="[^"]*"/g) ?? []
  expect(questions.some((iq) => iq.includes('rooms.localhost'))).toBe(true)
  expect(questions.filter((iq) => /gateway|elsewhere/.test(iq))).toEqual([])
})

test('where contacts live, presence is not let out to all, and where a room became a contact, not to it', async () => {
  const push = (jid: string) =>
    `<iq type='set' id='${jid}'><query xmlns='jabber:iq:roster'><item jid='${jid}' subscription='both'/></query></iq>`
  const { casper, id, server, wire } = await signIn(true, { answer: disco })
  await casper.confirmed()
  await casper.request('room.join', { account: id, room: 'inn@rooms.localhost', nick: 'al' })
  await until(() => wire().includes('<presence to="inn@rooms.localhost/al">'), 'entering')
  const last = () => wire().slice(wire().lastIndexOf('"><item '))
  server.peers[0]?.send(push('friend@rooms.localhost'))
  await until(() => last().includes('value="inn@rooms.localhost" action="allow"'), 'the room alone')
  expect(last()).not.toContain('value="rooms.localhost"')
  server.peers[0]?.send(push('inn@rooms.localhost'))
  await until(() => !last().includes('value="inn@rooms.localhost"'), 'no way to the contact')
  await casper.confirmed()
})

test('where the roster cannot be had, nobody is asked anything', async () => {
  const { casper, wire } = await signIn(true, {
    answer: (iq, kind) => (kind === 'roster' ? refusal(iq, 'forbidden') : disco(iq, kind)),
  })
  await casper.when('the end', ({ connection }) => connection.state === 'signed-out')
  expect(wire()).not.toMatch(/to="(rooms|gateway)/)
})
