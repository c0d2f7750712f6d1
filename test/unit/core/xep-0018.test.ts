// The use cases of XEP-0018 and the Openfire sequence, typed into the console, as the exact stanzas that leave, in
// order: compliant ones alone (ids and what is not about presence aside).
import { afterEach, describe, expect, test } from 'vitest'
import type { Typist } from './typed'
import { active, decline, item, list, names, typist } from './typed'

const [stpeter, pgmillard, rynok] = ['stpeter@localhost', 'pgmillard@localhost', 'rynok@localhost']
const invisible = `<presence type='invisible'/>`
const visible = `<presence type='visible'/>`
const away = '<presence><show>xa</show><status>Away (due to idle)</status></presence>'
const chat = '<presence><show>chat</show></presence>'

const directed = (to: string, content = '') =>
  content === '' ? `<presence to="${to}"/>` : `<presence to="${to}">${content}</presence>`
const farewell = (to: string) => `<presence type="unavailable" to="${to}"/>`
const awayTo = (to: string) => directed(to, '<show>xa</show><status>Away (due to idle)</status>')

let me: Typist
// Whatever was typed: the types of XEP-0018 never reach the wire.
afterEach(() => expect(me.wire()).not.toMatch(/<presence[^>]*type=["'](in)?visible/))

describe('by privacy lists', () => {
  test('3.1 as the initial presence: nothing is shown to anybody, from the first stanza on', async () => {
    me = await typist(true, 'privacy-lists')
    expect(await me.type(invisible)).toEqual([
      names,
      list('invisible', item('deny', 1)),
      list('invisible'),
      active('invisible'),
      names,
      '<presence/>',
      names,
    ])
  })

  test('3.1 user becomes invisible to all contacts', async () => {
    me = await typist(false, 'privacy-lists')
    me.said()
    expect(await me.type(invisible)).toEqual([
      list('invisible', item('deny', 1)),
      list('invisible'),
      '<presence type="unavailable"/>',
      active('invisible'),
      names,
      '<presence/>',
      names,
    ])
  })

  test('3.2 user becomes visible to all contacts', async () => {
    me = await typist(false, 'privacy-lists')
    await me.type(invisible)
    expect(await me.type(visible)).toEqual([
      decline,
      directed(stpeter),
      directed(pgmillard),
      directed(rynok),
      names,
    ])
  })

  test('3.3 user becomes invisible to a selected contact, and visible to them again', async () => {
    me = await typist(false, 'privacy-lists')
    me.said()
    expect(await me.type(`<presence to='${rynok}' type='invisible'/>`)).toEqual([
      list(`invisible-to-${rynok}`, item('deny', 1, rynok)),
      list(`invisible-to-${rynok}`),
      farewell(rynok),
      active(`invisible-to-${rynok}`),
      names,
    ])
    expect(await me.type(`<presence to='${rynok}' type='visible'/>`)).toEqual([
      decline,
      directed(rynok),
      names,
    ])
  })

  test('3.4 user becomes visible to a selected contact, and invisible to them again', async () => {
    me = await typist(false, 'privacy-lists')
    await me.type(invisible)
    expect(await me.type(`<presence to='${rynok}' type='visible'/>`)).toEqual([
      list(`visible-to-${rynok}`, item('allow', 1, rynok) + item('deny', 2)),
      list(`visible-to-${rynok}`),
      active(`visible-to-${rynok}`),
      directed(rynok),
      names,
    ])
    // Under the list that shows it to rynok alone, unavailable presence reaches nobody else.
    expect(await me.type(`<presence to='${rynok}' type='invisible'/>`)).toEqual([
      '<presence type="unavailable"/>',
      active('invisible'),
      names,
      '<presence/>',
      names,
    ])
  })

  test('4.1 undirected presence while invisible to selected contacts, listing by listing', async () => {
    me = await typist(true, 'privacy-lists')
    me.said()
    // Listing 5, initial presence; the session has it already.
    expect(await me.type(invisible)).toEqual([])
    // Listings 6 and 7: the last presence goes to rynok.
    expect(await me.type(`<presence to='${rynok}' type='visible'/>`)).toEqual([
      list(`visible-to-${rynok}`, item('allow', 1, rynok) + item('deny', 2)),
      list(`visible-to-${rynok}`),
      active(`visible-to-${rynok}`),
      directed(rynok),
      names,
    ])
    // Listings 8 and 9: under a list that shows it to rynok alone.
    expect(await me.type(away)).toEqual([list(`visible-to-${rynok}`), names, away, names])
    // Listings 10 and 11: the last presence is restored for the others.
    expect(await me.type(visible)).toEqual([decline, awayTo(stpeter), awayTo(pgmillard), names])
    // Listings 12 and 13.
    expect(await me.type(`<presence to='${pgmillard}' type='invisible'/>`)).toEqual([
      list(`invisible-to-${pgmillard}`, item('deny', 1, pgmillard)),
      list(`invisible-to-${pgmillard}`),
      farewell(pgmillard),
      active(`invisible-to-${pgmillard}`),
      names,
    ])
    // Listings 14 and 15: under a list that hides it from pgmillard alone.
    expect(await me.type(chat)).toEqual([list(`invisible-to-${pgmillard}`), names, chat, names])
  })

  test('the Openfire way: unavailable, then directed presence to two, typed at once', async () => {
    me = await typist(false, 'privacy-lists')
    me.said()
    const typed = [`<presence type='unavailable'/>`, directed(rynok), directed(stpeter)]
    expect(await me.type(...typed)).toEqual([
      list('invisible', item('deny', 1)),
      list('invisible'),
      '<presence type="unavailable"/>',
      active('invisible'),
      names,
      '<presence/>',
      names,
      list(`visible-to-${rynok}`, item('allow', 1, rynok) + item('deny', 2)),
      list(`visible-to-${rynok}`),
      active(`visible-to-${rynok}`),
      directed(rynok),
      names,
      list('casper-a', item('allow', 1, rynok) + item('allow', 2, stpeter) + item('deny', 3)),
      list('casper-a'),
      active('casper-a'),
      directed(stpeter),
      names,
    ])
  })
})

describe('by directed presence', () => {
  test('3.1 and 3.2 user becomes invisible, and visible again', async () => {
    me = await typist(false, 'directed-presence')
    expect(await me.presence(invisible)).toEqual(['<presence type="unavailable"/>'])
    expect(await me.presence(visible)).toEqual(['<presence/>'])
  })

  test('3.3 user becomes invisible to a selected contact', async () => {
    me = await typist(false, 'directed-presence')
    expect(await me.presence(`<presence to='${rynok}' type='invisible'/>`)).toEqual([
      '<presence type="unavailable"/>',
      directed(stpeter),
      directed(pgmillard),
    ])
  })

  test('4.1 undirected presence while invisible to selected contacts, listing by listing', async () => {
    me = await typist(true, 'directed-presence')
    expect(await me.presence(invisible)).toEqual([])
    expect(await me.presence(`<presence to='${rynok}' type='visible'/>`)).toEqual([directed(rynok)])
    expect(await me.presence(away)).toEqual([awayTo(rynok)])
    expect(await me.presence(visible)).toEqual([away])
    expect(await me.presence(`<presence to='${pgmillard}' type='invisible'/>`)).toEqual([
      '<presence type="unavailable"/>',
      awayTo(stpeter),
      awayTo(rynok),
    ])
    expect(await me.presence(chat)).toEqual([
      directed(stpeter, '<show>chat</show>'),
      directed(rynok, '<show>chat</show>'),
    ])
  })

  test('the Openfire way: unavailable, then directed presence to two, typed at once', async () => {
    me = await typist(false, 'directed-presence')
    const typed = [`<presence type='unavailable'/>`, directed(rynok), directed(stpeter)]
    expect(await me.presence(...typed)).toEqual([
      '<presence type="unavailable"/>',
      directed(rynok),
      directed(stpeter),
    ])
  })
})
