// The room services of the own server are found by disco (XEP-0045 s.6.1); a gateway that is a contact is not asked,
// since the question would tell it that the user is here.
import { expect, test } from 'vitest'
import type { Answer } from '../../support/scripted-im'
import { result } from '../../support/scripted-im'
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
