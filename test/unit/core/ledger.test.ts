// The ledger of a real core on a scripted server: what it says of each thing that was shown, held back, or answered as if
// nobody were there.
import { afterEach, describe, expect, test } from 'vitest'
import type { LedgerRow } from '../../../shared/ledger'
import type { CommandPayload } from '../../../shared/protocol'
import { startCasper } from '../../support/casper'
import { until } from '../../support/wait'
import type { ScriptedAccount } from './scripted-account'
import { signIn } from './scripted-account'

type Query = Omit<CommandPayload<'ledger.search'>, 'account'>

const roster =
  `<item jid='bob@localhost' subscription='both'><group>Friends</group></item>` +
  `<item jid='carol@localhost' subscription='both'><group>Work</group></item>`

let scripted: ScriptedAccount
const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

async function begin(signInInvisible: boolean): Promise<ScriptedAccount> {
  scripted = await signIn(signInInvisible, { roster })
  await scripted.casper.confirmed()
  return scripted
}

async function rows(query: Query = {}): Promise<readonly LedgerRow[]> {
  const { casper, id } = scripted
  const found = await casper.request('ledger.search', { account: id, ...query })
  return found.ok ? found.value.rows : []
}

/** Oldest first: whom, what became of it, what, why. */
async function told(query?: Query): Promise<string[]> {
  return [...(await rows(query))]
    .reverse()
    .map(({ jid, outcome, what, why }) => `${jid ?? 'all'} ${outcome}: ${what} (${why})`)
}

function receive(xml: string): void {
  scripted.server.peers[0]?.send(xml)
}

const version = (from: string, id = 'v') =>
  `<iq type='get' id='${id}' from='${from}'><query xmlns='jabber:iq:version'/></iq>`

const group = { type: 'group', value: 'Friends' } as const

describe('signed in invisible', () => {
  test('nobody was shown anything, and it says so', async () => {
    await begin(true)
    expect(await rows({ outcome: 'shown' })).toEqual([])
    expect(await told()).toEqual(['all held-back: available (invisible to all)'])
    expect(await rows()).toMatchObject([{ shownTo: 0, keptFrom: 2 }])
  })

  test('whoever is let see the user is noted, with the reason', async () => {
    const { casper, id } = await begin(true)
    await casper.request('visibility.let-see', { account: id, target: group })
    await casper.confirmed()
    expect(await told({ outcome: 'shown' })).toEqual([
      'bob@localhost shown: available (because group Friends)',
    ])
    expect(await told({ peer: 'carol@localhost', outcome: 'shown' })).toEqual([])
    await casper.request('visibility.hide-from', { account: id, target: group })
    await casper.confirmed()
    expect(await told({ peer: 'bob@localhost', outcome: 'shown' })).toEqual([
      'bob@localhost shown: available (because group Friends)',
      'bob@localhost shown: went offline (hidden: group Friends)',
    ])
  })

  test('a request is answered as if nobody were there, a message is the user’s own', async () => {
    const { casper, id, wire } = await begin(true)
    receive(version('carol@localhost/desk'))
    await until(() => wire().includes('id="v"'), 'the answer')
    const message = { account: id, peer: 'carol@localhost', body: 'swordfish' }
    await casper.request('message.send', message)
    await casper.request('message.send', { ...message, reveal: 'once' })
    const receipt = `<message to='carol@localhost'><received xmlns='urn:xmpp:receipts'/></message>`
    await casper.request('console.send', { account: id, xml: receipt })
    expect((await told({ peer: 'carol@localhost' })).slice(1)).toEqual([
      'carol@localhost answered-absent: answered: your version ' +
        '(guard “requests”; hidden: invisible to all)',
      'carol@localhost shown: a message (your own message)',
      'carol@localhost held-back: a receipt ' +
        '(an automatic message would show that you are here; hidden: invisible to all)',
    ])
    expect(JSON.stringify(await rows())).not.toContain('swordfish')
  })
})

describe('visible', () => {
  test('a broadcast is one row, told to each as they met it', async () => {
    const { casper, id } = await begin(false)
    const presence = { show: 'away', status: '', priority: 0 } as const
    await casper.request('presence.set', { account: id, presence })
    await casper.confirmed()
    expect(await told()).toEqual([
      'all shown: available (visible to all)',
      'all shown: available, away (visible to all)',
    ])
    expect(await rows()).toMatchObject([{ shownTo: 2 }, { shownTo: 2 }])
    const [newest] = await rows()
    const people = await casper.request('ledger.people', { account: id, row: newest?.id ?? 0 })
    expect(people).toMatchObject({
      value: { people: [{ jid: 'bob@localhost', sees: true }, { jid: 'carol@localhost' }] },
    })
    await casper.request('visibility.hide-from', { account: id, target: group })
    await casper.confirmed()
    await casper.request('presence.set', { account: id, presence: { ...presence, show: 'dnd' } })
    await casper.confirmed()
    expect((await told({ peer: 'bob@localhost' })).slice(2)).toEqual([
      'bob@localhost shown: went offline (hidden: group Friends)',
      'bob@localhost held-back: available, do not disturb (hidden: group Friends)',
    ])
    expect((await told({ words: 'carol@localhost disturb' })).at(-1)).toBe(
      'carol@localhost shown: available, do not disturb (visible to all)',
    )
  })

  test('a new subscriber is shown the user by the server; one who is removed is told', async () => {
    const { casper } = await begin(false)
    const push = (subscription: string) =>
      receive(
        `<iq type='set' id='${subscription}'><query xmlns='jabber:iq:roster'>` +
          `<item jid='dora@localhost' subscription='${subscription}'/></query></iq>`,
      )
    push('from')
    await until(() => casper.contact('dora@localhost'), 'dora')
    push('remove')
    await until(() => !casper.contact('dora@localhost'), 'the end of dora')
    expect(await told({ peer: 'dora@localhost' })).toEqual([
      'dora@localhost server: available (visible to all)',
      'dora@localhost server: went offline (they may no longer see you)',
    ])
  })

  test('signing out is told to those who saw the user', async () => {
    const { casper, id } = await begin(false)
    await casper.request('account.sign-out', { account: id })
    expect((await told()).at(-1)).toBe('all shown: went offline (you signed out)')
    expect(await told({ peer: 'bob@localhost', words: 'offline' })).toHaveLength(1)
  })

  test('what a request of a contact was answered is noted', async () => {
    const { wire } = await begin(false)
    receive(version('bob@localhost/desk'))
    await until(() => wire().includes('id="v"'), 'the answer')
    expect((await told()).at(-1)).toBe(
      'bob@localhost shown: answered: your version (visible to all)',
    )
  })
})

describe('however much happens', () => {
  test('a burst of requests and of presence stays a few rows', async () => {
    const { wire } = await begin(true)
    const burst = Array.from({ length: 10_000 }, (_, n) => version('eve@localhost/x', `n${n}`))
    receive(burst.join(''))
    receive(`<presence from='bob@localhost/x'/>`.repeat(10_000))
    await until(() => wire().includes('id="n9999"'), 'the last answer', 15_000)
    const found = await rows({ peer: 'eve@localhost' })
    expect(found.length).toBeLessThan(5)
    expect(found.reduce((sum, { times }) => sum + times, 0)).toBe(10_000)
    expect((await rows()).length).toBeLessThan(10)
  })
})

describe('the user', () => {
  test('takes it along as lines, and deletes it', async () => {
    const { casper, id } = await begin(false)
    const exported = await casper.request('ledger.export', { account: id })
    const lines = exported.ok ? exported.value.text.trim().split('\n') : []
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { jid: null, what: 'available', outcome: 'shown', why: 'visible to all', shownTo: 2 },
    ])
    await casper.request('ledger.clear', { account: id })
    expect(await rows()).toEqual([])
  })

  test('keeps nothing if that is the wish', async () => {
    const { casper, id } = await begin(false)
    await casper.request('ledger.retention', { days: 0 })
    await until(() => casper.snapshot().settings.ledgerDays === 0, 'the setting')
    await casper.request('message.send', { account: id, peer: 'bob@localhost', body: 'hi' })
    expect(await rows()).toEqual([])
    await casper.request('settings.set', { theme: 'dark' })
    await until(() => casper.snapshot().settings.theme === 'dark', 'the theme')
    expect(casper.snapshot().settings.ledgerDays).toBe(0)
  })

  test('finds it again after a restart, until the account is removed', async () => {
    const { casper, id } = await begin(false)
    await casper.close()
    const second = await startCasper(casper.dataDir)
    endings.push(() => second.close())
    const found = () => second.request('ledger.search', { account: id, peer: 'bob@localhost' })
    expect(await found()).toMatchObject({ value: { rows: [{}, { what: 'available' }] } })
    await second.request('account.remove', { account: id })
    expect(await found()).toEqual({ ok: true, value: { rows: [] } })
  })
})
