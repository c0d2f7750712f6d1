// Stanzas from strangers who pose as the server: RFC 6120 s.8.1.2.1 and s.13.5.1; RFC 6121 s.2.1.6.
import { describe, expect, test } from 'vitest'
import { until } from '../../support/wait'
import { signIn, twoContacts } from './scripted-account'

const evil = 'eve@localhost/x'

describe('pushes', () => {
  const push = (from: string, payload: string) =>
    `<iq type='set' id='p1'${from === '' ? '' : ` from='${from}'`} to='alice@localhost/r'>${payload}</iq>`
  const roster = (jid: string) =>
    `<query xmlns='jabber:iq:roster'><item jid='${jid}' subscription='both'/></query>`

  test('a roster push from somebody else changes nothing and is answered as by nobody', async () => {
    const { casper, server, wire } = await signIn(true)
    await casper.confirmed()
    server.peers[0]?.send(push(evil, roster('mallory@localhost')))
    await until(() => wire().includes(`to="${evil}"`), 'the answer')
    expect(casper.contact('mallory@localhost')).toBeUndefined()
    expect(wire()).toMatch(/<iq type="error"[^>]*><error type="cancel"><service-unavailable/)
  })

  test.each(['', 'alice@localhost', 'localhost'])('from “%s” it counts', async (from) => {
    const { casper, server } = await signIn(true)
    await casper.confirmed()
    server.peers[0]?.send(push(from, roster('dave@localhost')))
    await until(() => casper.contact('dave@localhost') !== undefined, 'dave')
  })

  test('a privacy list push from somebody else is not acted on', async () => {
    const { casper, server, wire } = await signIn(true)
    await casper.confirmed()
    const before = wire().match(/jabber:iq:privacy/g)?.length
    const name = casper.account().visibility.activeList ?? ''
    const list = `<query xmlns='jabber:iq:privacy'><list name='${name}'/></query>`
    server.peers[0]?.send(push(evil, list))
    await until(() => wire().includes(`to="${evil}"`), 'the answer')
    expect(wire().match(/jabber:iq:privacy/g)?.length).toBe(before)
  })
})

describe('replies', () => {
  test('one from somebody else with the right id is not taken for the server’s', async () => {
    const { casper } = await signIn(true, {
      answer: (iq, kind) =>
        kind === 'roster'
          ? `<iq type='result' from='${evil}' id='${iq.attrs['id'] ?? ''}'>` +
            `<query xmlns='jabber:iq:roster'><item jid='mallory@localhost' subscription='both'/></query></iq>` +
            `<iq type='result' id='${iq.attrs['id'] ?? ''}'><query xmlns='jabber:iq:roster'>${twoContacts}</query></iq>`
          : undefined,
    })
    await casper.confirmed()
    expect(casper.contact('mallory@localhost')).toBeUndefined()
    expect(casper.contact('bob@localhost')).toBeDefined()
  })
})

describe('requests', () => {
  const ask = (payload: string) =>
    `<iq type='get' id='q1' from='${evil}' to='alice@localhost/r'>${payload}</iq>`

  test.each([
    `<ping xmlns='urn:xmpp:ping'/>`,
    `<query xmlns='jabber:iq:version'/>`,
    `<x xmlns='made:up'/>`,
  ])('a stranger’s %s is answered as for a resource that is not there', async (payload) => {
    const { casper, server, wire } = await signIn(false)
    await casper.confirmed()
    server.peers[0]?.send(ask(payload))
    const reply = await until(() => /<iq[^>]*id="q1".*?<\/iq>/.exec(wire())?.[0], 'the answer')
    expect(reply).toContain('<service-unavailable')
    expect(reply).not.toContain('type="result"')
  })

  test('a contact who sees us has a ping answered; one who is hidden from has not', async () => {
    const { casper, id, server, wire } = await signIn(false)
    await casper.confirmed()
    const target = { type: 'jid', value: 'carol@localhost' } as const
    await casper.request('visibility.hide-from', { account: id, target })
    await casper.confirmed()
    for (const name of ['bob', 'carol']) {
      server.peers[0]?.send(
        `<iq type='get' id='${name}' from='${name}@localhost/r' to='alice@localhost/r'>` +
          `<ping xmlns='urn:xmpp:ping'/></iq>`,
      )
    }
    await until(() => wire().includes('id="carol"'), 'both answers')
    expect(wire()).toMatch(/<iq[^>]*type="result"[^>]*to="bob@localhost\/r"/)
    expect(wire()).toMatch(/<iq[^>]*type="error"[^>]*to="carol@localhost\/r"/)
  })
})

test('of a contact with endlessly many resources and words, so much is kept as can be shown', async () => {
  const { casper, server } = await signIn(true)
  await casper.confirmed()
  const presence = (n: number) =>
    `<presence from='bob@localhost/r${String(n)}'><status>${'x'.repeat(5000)}</status></presence>`
  server.peers[0]?.send(Array.from({ length: 200 }, (_, n) => presence(n)).join(''))
  server.peers[0]?.send(`<message from='bob@localhost' type='chat'><body>after</body></message>`)
  await until(() => casper.contact('bob@localhost')?.unread === 1, 'what came after it')
  const resources = casper.contact('bob@localhost')?.resources ?? []
  expect(resources).toHaveLength(50)
  expect(resources[0]?.status).toHaveLength(1024)
})
