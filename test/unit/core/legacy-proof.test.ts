// Invisible presence (XEP-0018) is used only on a server that has proved that it honours it: as unavailable presence of
// this very session, seen by the session itself and by a second one of the user's own. Anything else is a refusal.
import { describe, expect, test } from 'vitest'
import { until } from '../../support/wait'
import type { ScriptedAccount } from './scripted-account'
import { signIn } from './scripted-account'

/** What comes back from a session that sent the type to one of the two; `jid` is its full address. */
type Reply = (jid: string) => string

const from = (sender: string, type: string) => `<presence from='${sender}' type='${type}'/>`
const honoured: Reply = (jid) => from(jid, 'unavailable')

const refusal: Reply = (jid) => from(jid, 'error')

const refusals: readonly (readonly [string, Reply])[] = [
  ['the type as it was sent', (jid) => from(jid, 'invisible')],
  ['an error', refusal],
  ['available presence', (jid) => `<presence from='${jid}'/>`],
  ['nothing', () => ''],
  ...['alice@localhost/phone', 'alice@localhost', 'bob@localhost/r'].map((sender) => {
    const reply: Reply = (jid) => from(sender, 'unavailable') + refusal(jid)
    return [`that ${sender} went, then an error`, reply] as const
  }),
]

/** Asks for invisible presence on a server that answers so at the session itself, and at the second one. */
async function tried(first: Reply, second: Reply): Promise<ScriptedAccount> {
  const account = await signIn(true, {
    hear: (stanza, peer, jid) => {
      const { type, to = '' } = stanza.attrs
      if (type !== 'invisible' || to === '') return
      const isOwn = to === jid
      const at = isOwn ? peer : account.server.peers.at(-1)
      const answer = (isOwn ? first : second)(jid)
      if (answer !== '') at?.send(answer)
    },
  })
  await account.casper.confirmed()
  const choice = { account: account.id, choice: 'legacy-presence', scope: 'session' } as const
  await account.casper.request('visibility.choose', choice)
  return account
}

const presences = ({ wire }: ScriptedAccount): string[] => wire().match(/<presence[^>]*>/g) ?? []
const broadcast = /<presence(?![^>]* to=)[^>]* type="invisible"/

describe('a server that answers', () => {
  test.each(refusals)(
    'the session itself (%s) is not trusted, nor asked again',
    async (_, reply) => {
      const account = await tried(reply, honoured)
      await account.casper.when('the refusal', ({ visibility }) => visibility.phase === 'failed')
      expect(account.casper.account().visibility.error?.code).toBe('strategy-unsupported')
      expect(account.wire()).not.toMatch(broadcast)
      expect(account.server.peers).toHaveLength(1)
    },
  )

  test.each(refusals)('the second session (%s) is not trusted', async (_, reply) => {
    const account = await tried(honoured, reply)
    await account.casper.when('the refusal', ({ visibility }) => visibility.phase === 'failed')
    expect(account.casper.account().visibility.error?.code).toBe('strategy-unsupported')
    expect(account.wire()).not.toMatch(broadcast)
  })
})

describe('a server that proves it to both', () => {
  test('is then asked to hide the session', async () => {
    const account = await tried(honoured, honoured)
    await account.casper.confirmed()
    expect(account.casper.account().visibility.strategy).toBe('legacy-presence')
    expect(presences(account).at(-1)).toMatch(broadcast)
  })

  test('is tried by presence to the user’s own two sessions, and to nobody else', async () => {
    const account = await tried(honoured, honoured)
    await account.casper.confirmed()
    const trials = presences(account).filter((stanza) => stanza.includes('"invisible"'))
    const to = trials.flatMap((stanza) => / to="([^"]*)"/.exec(stanza)?.[1] ?? [])
    expect(to).toHaveLength(2)
    expect(new Set(to.map((jid) => jid.split('/')[0]))).toEqual(new Set(['alice@localhost']))
    expect(to[0]).not.toBe(to[1])
  })

  test('has the second session ended before that, which said nothing but who it is', async () => {
    const { server, casper } = await tried(honoured, honoured)
    await casper.confirmed()
    const [, second] = server.peers
    expect(second?.received()).toMatch(/<\/stream:stream>$/)
    expect(second?.received()).not.toMatch(/<presence|<message|jabber:iq:roster/)
  })
})

test('signing out meanwhile ends the second session, too', async () => {
  const account = await tried(honoured, () => '')
  const { casper, server, id } = account
  await until(() => presences(account).length > 2 && server.peers.length === 2, 'both trials')
  await casper.request('account.sign-out', { account: id })
  expect(server.peers.map((peer) => peer.received().endsWith('</stream:stream>'))).toEqual([
    true,
    true,
  ])
})
