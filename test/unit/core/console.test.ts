// The XML console: what the gate holds back of what is typed, and what is shown, to whom and when.
import { afterEach, describe, expect, test } from 'vitest'
import type { SeenStanza } from '../../../shared/model'
import { consoleLength } from '../../../shared/snapshot'
import { result } from '../../support/scripted-im'
import { sleep, until } from '../../support/wait'
import type { ScriptedAccount } from './scripted-account'
import { signIn } from './scripted-account'

const pubsub = (part: '' | '#owner', act: string) =>
  `<iq type='set'><pubsub xmlns='http://jabber.org/protocol/pubsub${part}'>${act}</pubsub></iq>`

let account: ScriptedAccount

async function hidden(): Promise<ScriptedAccount> {
  account = await signIn(true)
  await account.casper.confirmed()
  return account
}

/** The code of the refusal, or `sent`. */
async function send(xml: string): Promise<string> {
  const sent = await account.casper.request('console.send', { account: account.id, xml })
  return sent.ok ? 'sent' : sent.error.code
}

const open = () => account.casper.request('console.open', { account: account.id })
const shown = (): readonly SeenStanza[] | undefined => account.casper.snapshot().console[account.id]

describe('the gate holds back', () => {
  test.each([
    ['a request to somebody who does not see the user', `<iq type='get' to='bob@localhost/r'/>`],
    ['a message without words to them', `<message to='bob@localhost'/>`],
    ['a message with an empty body to them', `<message to='bob@localhost'><body/></message>`],
    ['a probe', `<presence type='probe' to='bob@localhost'/>`],
    ['presence of a type nobody knows', `<presence type='here'/>`],
    ['an item for all contacts', pubsub('', `<publish node='nick'><item/></publish>`)],
    ['an item taken back', pubsub('', `<retract node='nick' notify='1'><item/></retract>`)],
    ['a node deleted', pubsub('#owner', `<delete node='nick'/>`)],
    ['a vCard', `<iq type='set'><vCard xmlns='vcard-temp'/></iq>`],
  ])('%s, and the console shows it with the reason', async (_, xml) => {
    const { wire } = await hidden()
    await open()
    const before = wire()
    expect(await send(xml)).toBe('gate-held')
    expect(wire()).toBe(before)
    const [seen] = await until(() => shown()?.filter(({ held }) => held !== null), 'the stanza')
    expect(seen?.held).not.toBe('')
  })
})

describe('what may leave, leaves', () => {
  test('a message with words; “from” is left to the server', async () => {
    const { casper, id, wire } = await hidden()
    const body = '<body>a &lt; b</body>'
    const xml = `<message from='eve@localhost' to='bob@localhost'>${body}</message>`
    expect(await send(xml)).toBe('gate-asks')
    const leave = { account: id, peer: 'bob@localhost', body: 'hi', reveal: 'always' } as const
    await casper.request('message.send', leave)
    expect(await send(xml)).toBe('sent')
    await until(() => wire().includes(`<message to="bob@localhost">${body}</message>`), 'it')
  })

  test('a request about lists, with an id, and its answer is shown', async () => {
    await hidden()
    await open()
    expect(await send(`<iq type='get'><query xmlns='jabber:iq:privacy'/></iq>`)).toBe('sent')
    const lines = await until(() => ((shown()?.length ?? 0) > 1 ? shown() : undefined), 'two lines')
    expect(lines.map(({ direction }) => direction)).toEqual(['out', 'in'])
    expect(lines[0]?.xml).toMatch(/^<iq type="get" id="[\w-]{36}">/)
    expect(lines[1]?.xml).toContain('<list name="invisible"/>')
  })
})

describe('the console', () => {
  test('shows nothing before it is opened, and nothing after it was closed', async () => {
    const { casper, id } = await hidden()
    await send(`<message to='bob@localhost'><body>before</body></message>`)
    expect(shown()).toBeUndefined()
    await open()
    await send(`<message to='bob@localhost'><body>meanwhile</body></message>`)
    await until(() => shown()?.length === 1, 'one line')
    await casper.request('console.close', { account: id })
    await send(`<message to='bob@localhost'><body>after</body></message>`)
    await until(() => shown() === undefined, 'the end')
    await open()
    await until(() => shown()?.length === 0, 'an empty console')
  })

  test('shows no password that somebody sends or asks for', async () => {
    const { server } = await hidden()
    await open()
    const secrets = '<username>alice</username><password>swordfish</password>'
    for (const ns of ['jabber:iq:auth', 'jabber:iq:register', 'made:up']) {
      server.peers[0]?.send(
        `<iq type='set' id='x' from='localhost'><query xmlns='${ns}'>${secrets}</query></iq>`,
      )
    }
    const lines = await until(
      () => ((shown()?.length ?? 0) >= 6 ? shown() : undefined),
      'the lines',
    )
    expect(JSON.stringify(lines)).not.toContain('swordfish')
    expect(lines[0]?.xml).toContain('<query xmlns="jabber:iq:auth">…</query>')
    expect(lines.some(({ xml }) => xml.includes('<username>alice</username>'))).toBe(true)
  })

  test('loses no stanza that it can hardly show', async () => {
    const { casper, server } = await hidden()
    await open()
    const many = '<a/>'.repeat(200_000)
    server.peers[0]?.send(
      `<message from='bob@localhost' type='chat'><body>hi</body>${many}</message>`,
    )
    await until(() => casper.contact('bob@localhost')?.unread === 1, 'the message')
  })

  test('never shows how the session was signed in to', async () => {
    const { casper, id } = await hidden()
    await open()
    await casper.request('account.sign-out', { account: id })
    await casper.request('account.sign-in', { account: id })
    await casper.confirmed()
    await until(() => shown()?.some(({ xml }) => xml.includes('jabber:iq:roster')), 'the roster')
    for (const { xml } of shown() ?? []) expect(xml).toMatch(/^<(message|presence|iq)\b/)
  })

  test(`keeps ${String(consoleLength)} stanzas, and of each what can be read`, async () => {
    const { server } = await hidden()
    await open()
    const send = (n: number, words: string) =>
      server.peers[0]?.send(
        `<message id='n${String(n)}' from='localhost'><x>${words}</x></message>`,
      )
    for (let n = 0; n < consoleLength + 10; n += 1) send(n, '')
    send(1000, 'long'.repeat(10_000))
    const ends = () => shown()?.at(-1)?.xml.endsWith('…')
    await until(ends, 'the last one')
    expect(shown()).toHaveLength(consoleLength)
    expect(shown()?.at(-1)?.xml.length).toBeLessThan(17_000)
    expect(shown()?.[0]?.xml).toContain('id="n11"')
  })
})

describe('words of an old client', () => {
  afterEach(() => expect(account.wire()).not.toMatch(/<presence[^>]*type=["'](in)?visible/))
  const bob = { type: 'jid', value: 'bob@localhost' } as const
  const requested = () => account.casper.account().visibility.requested

  test('are never stored, and end with the session', async () => {
    const { casper, id } = await hidden()
    await send(`<presence type='visible'><show>dnd</show></presence>`)
    await casper.confirmed()
    expect(requested().base).toBe('visible')
    expect(casper.account().presence.show).toBe('dnd')
    await casper.request('account.sign-out', { account: id })
    await casper.when(
      'the own policy',
      ({ visibility }) => visibility.requested.base === 'invisible',
    )
    expect(casper.account().presence.show).toBeNull()
  })

  test('yield to what the user clicks about the same person, and stand for the others', async () => {
    const { casper, id } = await hidden()
    await send(`<presence to='bob@localhost' type='visible'/>`)
    await send(`<presence to='carol@localhost' type='visible'/>`)
    await casper.confirmed()
    await casper.request('visibility.hide-from', { account: id, target: bob })
    await casper.confirmed()
    const sees = requested().exceptions.map(({ target, sees }) => [target.value, sees])
    expect(sees).toEqual([
      ['carol@localhost', true],
      ['bob@localhost', false],
    ])
  })

  test('yield to a click on invisible, even while they wait for the server', async () => {
    let answer: (() => void) | undefined
    account = await signIn(false, {
      answer: (iq, kind) => {
        if (kind !== 'list invisible') return undefined
        const list = `<list name='invisible'><item action='deny' order='1'><presence-out/></item></list>`
        const reply = result(iq, `<query xmlns='jabber:iq:privacy'>${list}</query>`)
        answer = () => account.server.peers[0]?.send(reply)
        return null
      },
    })
    const { casper, id } = account
    await casper.confirmed()
    await send(`<presence type='invisible'/>`)
    await send(`<presence type='visible'/>`)
    await until(() => answer, 'the list')
    await casper.request('visibility.go-invisible', { account: id })
    answer?.()
    await casper.confirmed()
    expect(requested().base).toBe('invisible')
    expect(casper.account().visibility.seenBy).toBe(0)
  })

  test('are not heard before the contacts are known', async () => {
    account = await signIn(true, { answer: (_iq, kind) => (kind === 'roster' ? null : undefined) })
    await account.casper.when('the session', ({ connection }) => connection.state === 'online')
    expect(await send(`<presence to='stranger@localhost'/>`)).toBe('offline')
    expect(await send(`<iq type='get' to='gateway.localhost'/>`)).toBe('offline')
    expect(account.wire()).not.toMatch(/stranger|gateway/)
  })

  test('do not go on after a step that failed', async () => {
    account = await signIn(false, {
      answer: (_iq, kind) => (kind.startsWith('active ') ? null : undefined),
    })
    const { casper, wire } = account
    await casper.confirmed()
    await send(`<presence type='invisible'/>`)
    await send(`<presence to='stranger@localhost'/>`)
    await casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
    await sleep(50)
    expect(wire()).not.toContain('to="stranger@localhost"')
  })

  test('reach somebody without a subscription by directed presence, which is taken back', async () => {
    const { id, wire, casper } = await hidden()
    const target = { type: 'jid', value: 'stranger@localhost' } as const
    const farewells = () => wire().split(`<presence type="unavailable" to="${target.value}"/>`)
    await send(`<presence to='${target.value}' type='visible'/>`)
    await until(() => wire().includes(`<presence to="${target.value}"/>`), 'the presence')
    await casper.confirmed()
    await send(`<presence to='${target.value}' type='invisible'/>`)
    await until(() => farewells().length === 2, 'the farewell')
    await send(`<presence to='${target.value}' type='visible'/>`)
    await casper.confirmed()
    await casper.request('visibility.hide-from', { account: id, target })
    await until(() => farewells().length === 3, 'the farewell by a click')
    await casper.confirmed()
    await send(`<presence to='${target.value}' type='visible'/>`)
    await casper.confirmed()
    await casper.request('account.sign-out', { account: id })
    expect(farewells()).toHaveLength(4)
    expect(wire().lastIndexOf(target.value)).toBeLessThan(wire().lastIndexOf('</stream:stream>'))
  })
})
