// What the user does about contacts, and who asks to see them, against a scripted server.
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../support/scripted-im'
import { refusal, result } from '../../support/scripted-im'
import { until } from '../../support/wait'
import type { ScriptedAccount } from './scripted-account'
import { signIn } from './scripted-account'

const bob = 'bob@localhost'
const eve = 'eve@localhost'
const named = { name: 'Eve', groups: [' New ', '', 'New'] }

/** A server that blocks those addresses, and accepts every change. */
const blocking =
  (...jids: readonly string[]): Answer =>
  (iq, kind) => {
    const items = jids.map((jid) => `<item jid='${jid}'/>`).join('')
    if (kind === 'blocklist')
      return result(iq, `<blocklist xmlns='urn:xmpp:blocking'>${items}</blocklist>`)
    return ['block', 'unblock'].includes(kind) ? result(iq) : undefined
  }

/** Refuses one kind of request that would change something. */
const refusing =
  (kind: string, condition: string): Answer =>
  (iq, asked) =>
    asked === kind && iq.attrs['type'] === 'set' ? refusal(iq, condition) : undefined

function send({ server }: ScriptedAccount, xml: string): void {
  server.peers[0]?.send(xml)
}

function push(account: ScriptedAccount, payload: string): void {
  send(account, `<iq type='set' id='push'>${payload}</iq>`)
}

async function codeOf(act: Promise<{ ok: boolean; error?: { code: string } }>): Promise<string> {
  const reply = await act
  return reply.ok ? 'done' : (reply.error?.code ?? '')
}

describe('adding', () => {
  test('puts them on the roster, then asks', async () => {
    const account = await signIn(true)
    const { casper, id, wire } = account
    await casper.confirmed()
    const add = casper.request('contact.add', { account: id, peer: eve, ...named })
    expect(await codeOf(add)).toBe('done')
    await until(() => wire().includes('type="subscribe"'), 'the request')
    expect(wire()).toMatch(
      /<item jid="eve@localhost" name="Eve"><group>New<\/group><\/item>.*<presence type="subscribe" to="eve@localhost"\/>/s,
    )
  })

  test('somebody who is seen already does not ask again', async () => {
    const { casper, id, wire } = await signIn(true)
    await casper.confirmed()
    await casper.request('contact.add', { account: id, peer: bob, ...named })
    await casper.confirmed()
    expect(wire()).not.toContain('type="subscribe"')
  })

  test.each([
    ['not-acceptable', 'contact-refused'],
    ['item-not-found', 'contact-gone'],
    ['forbidden', 'forbidden'],
  ])('that is refused with %s asks nobody', async (condition, code) => {
    const { casper, id, wire } = await signIn(true, { answer: refusing('roster', condition) })
    await casper.confirmed()
    const add = casper.request('contact.add', { account: id, peer: eve, ...named })
    expect(await codeOf(add)).toBe(code)
    expect(wire()).not.toContain('type="subscribe"')
  })

  test('oneself, or what is no address, is refused here', async () => {
    const { casper, id, wire } = await signIn(true)
    await casper.confirmed()
    for (const [peer, code] of [
      ['alice@localhost', 'contact-self'],
      ['alice@localhost/here', 'contact-self'],
      ['two words@localhost', 'invalid-jid'],
    ] as const) {
      const add = casper.request('contact.add', { account: id, peer, ...named })
      expect(await codeOf(add)).toBe(code)
    }
    expect(wire()).not.toContain('<item jid')
  })

  test('a gateway is possible', async () => {
    const { casper, id } = await signIn(true)
    await casper.confirmed()
    const add = casper.request('contact.add', { account: id, peer: 'gate.localhost', ...named })
    expect(await codeOf(add)).toBe('done')
  })

  test('needs a session', async () => {
    const { casper, id } = await signIn(true)
    await casper.request('account.sign-out', { account: id })
    const add = casper.request('contact.add', { account: id, peer: eve, ...named })
    expect(await codeOf(add)).toBe('offline')
    const act = { account: id, peer: eve, act: 'subscribe' } as const
    expect(await codeOf(casper.request('contact.subscription', act))).toBe('offline')
  })
})

test('a silent server is told as such', async () => {
  const silent: Answer = (iq, kind) =>
    kind === 'roster' && iq.attrs['type'] === 'set' ? null : undefined
  const { casper, id } = await signIn(true, { answer: silent })
  await casper.confirmed()
  expect(await codeOf(casper.request('contact.remove', { account: id, peer: bob }))).toBe('timeout')
})

describe('blocking', () => {
  test('is not there on a server without it', async () => {
    const { casper, id } = await signIn(true)
    await casper.confirmed()
    expect(casper.account().blocked).toBeNull()
    const block = casper.request('contact.block', { account: id, peer: bob })
    expect(await codeOf(block)).toBe('blocking-unsupported')
  })

  test('is shown at once, and put into the rules', async () => {
    const { casper, id, wire } = await signIn(true, { answer: blocking() })
    await casper.confirmed()
    await casper.request('contact.block', { account: id, peer: bob })
    await casper.when('the block', ({ blocked }) => blocked?.length === 1)
    await until(
      () => wire().split('<block ')[1]?.includes('<item type="jid" value="bob@localhost"'),
      'the rule',
    )
  })

  test('ends only for somebody who is blocked, with each of their addresses', async () => {
    const answer = blocking('carol@localhost/desk', 'carol@localhost')
    const { casper, id, wire } = await signIn(true, { answer })
    await casper.confirmed()
    expect(casper.account().blocked).toEqual(['carol@localhost'])
    const unblock = (peer: string) => casper.request('contact.unblock', { account: id, peer })
    expect(await codeOf(unblock(bob))).toBe('done')
    expect(wire()).not.toContain('<unblock')
    expect(await codeOf(unblock('carol@localhost'))).toBe('done')
    expect(wire()).toContain('<item jid="carol@localhost/desk"/><item jid="carol@localhost"/>')
    await casper.when('no block', ({ blocked }) => blocked?.length === 0)
  })

  test('by another device is shown', async () => {
    const account = await signIn(true, { answer: blocking() })
    await account.casper.confirmed()
    push(account, `<block xmlns='urn:xmpp:blocking'><item jid='bob@localhost'/></block>`)
    await account.casper.when('the block', ({ blocked }) => blocked?.length === 1)
    push(account, `<unblock xmlns='urn:xmpp:blocking'/>`)
    await account.casper.when('the end', ({ blocked }) => blocked?.length === 0)
  })
})

describe('a request', () => {
  const ask = (from: string) => `<presence type='subscribe' from='${from}'/>`

  test('is shown until it is answered', async () => {
    const account = await signIn(true)
    const { casper, id, wire } = account
    await casper.confirmed()
    send(account, ask(eve) + ask('dan@localhost') + ask(eve))
    await casper.when('both', ({ requests }) => requests.length === 2)
    expect(casper.account().requests).toEqual([eve, 'dan@localhost'])
    const answer = { account: id, peer: eve, act: 'subscribed' } as const
    await casper.request('contact.subscription', answer)
    await casper.when('one', ({ requests }) => requests.length === 1)
    await until(() => wire().includes('<presence type="subscribed" to="eve@localhost"/>'), 'yes')
  })

  test('that another device answered with yes is gone', async () => {
    const account = await signIn(true)
    await account.casper.confirmed()
    send(account, ask(eve))
    await account.casper.when('it', ({ requests }) => requests.length === 1)
    const item = `<item jid='${eve}' subscription='from'/>`
    push(account, `<query xmlns='jabber:iq:roster'>${item}</query>`)
    await account.casper.when('none', ({ requests }) => requests.length === 0)
  })

  test('from somebody blocked is not shown, nor one from whom is blocked then', async () => {
    const account = await signIn(true, { answer: blocking('pest.example', bob) })
    const { casper, id } = account
    await casper.confirmed()
    send(account, ask('one@pest.example') + ask(bob) + ask(eve))
    await casper.when('the one', ({ requests }) => requests.length > 0)
    expect(casper.account().requests).toEqual([eve])
    await casper.request('contact.block', { account: id, peer: eve })
    await casper.when('none', ({ requests }) => requests.length === 0)
  })

  test('is one of ten thousand: the newest are kept, and the rest is counted', async () => {
    const account = await signIn(true)
    const { casper } = account
    await casper.confirmed()
    const crowd = Array.from({ length: 10_000 }, (_, index) => ask(`p${index}@localhost`))
    send(account, crowd.join(''))
    await casper.when('the last', ({ requests }) => requests[0] === 'p9999@localhost', 20_000)
    expect(casper.account().requests).toHaveLength(200)
    await until(
      () => casper.snapshot().notices.some(({ error }) => error.detail === '9,800 more'),
      'the count',
    )
    expect(casper.snapshot().notices).toHaveLength(1)
  })
})
