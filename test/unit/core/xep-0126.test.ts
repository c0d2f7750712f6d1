// The use cases of XEP-0126 s.3, each as the exact stanzas that leave, in order (ids and what is not about presence aside).
import { describe, expect, test } from 'vitest'
import type { Target } from '../../../shared/visibility/policy'
import { stanzasIn } from '../../support/stanza-stream'
import type { ScriptedAccount } from './scripted-account'
import { signIn } from './scripted-account'

const roster =
  `<item jid='bob@localhost' subscription='both'><group>Friends</group></item>` +
  `<item jid='carol@localhost' subscription='from'><group>Work</group></item>`

const names = '<query xmlns="jabber:iq:privacy"/>'
const list = (name: string, items = '') =>
  `<query xmlns="jabber:iq:privacy"><list name="${name}"${items ? `>${items}</list>` : '/>'}</query>`
const active = (name: string) => `<query xmlns="jabber:iq:privacy"><active name="${name}"/></query>`
const decline = '<query xmlns="jabber:iq:privacy"><active/></query>'
const item = (action: string, order: number, match = '') =>
  `<item ${match}action="${action}" order="${String(order)}"><presence-out/></item>`

/** What was said about lists and presence since the mark, without ids; probes aside. */
function said({ wire }: ScriptedAccount, mark = 0): string[] {
  return stanzasIn(wire().slice(mark))
    .map(({ xml }) => xml.replace(/^<iq [^>]*>(.*)<\/iq>$/, '$1'))
    .filter((xml) => /^<presence|jabber:iq:privacy/.test(xml) && !xml.includes('type="probe"'))
}

async function wish(account: ScriptedAccount, sees: boolean, target: Target): Promise<string[]> {
  const mark = account.wire().length
  const command = sees ? 'visibility.let-see' : 'visibility.hide-from'
  await account.casper.request(command, { account: account.id, target })
  await account.casper.confirmed()
  return said(account, mark)
}

test('3.1 user logs in as globally invisible', async () => {
  const account = await signIn(true, { roster })
  await account.casper.confirmed()
  expect(said(account)).toEqual([
    names,
    list('invisible', item('deny', 1)),
    list('invisible'),
    active('invisible'),
    names,
    '<presence/>',
    names,
  ])
})

describe('3.2 user becomes selectively visible', () => {
  test.each<[string, Target, string, string]>([
    ['by JID', { type: 'jid', value: 'bob@localhost' }, 'visible-to-bob@localhost', 'jid'],
    ['by roster group', { type: 'group', value: 'Friends' }, 'visible-to-Friends', 'group'],
  ])('%s', async (_, target, name, type) => {
    const account = await signIn(true, { roster })
    await account.casper.confirmed()
    const match = `type="${type}" value="${target.value}" `
    expect(await wish(account, true, target)).toEqual([
      list(name, item('allow', 1, match) + item('deny', 2)),
      list(name),
      active(name),
      '<presence to="bob@localhost"/>',
      names,
    ])
  })

  test('by subscription type', async () => {
    const account = await signIn(true, { roster })
    await account.casper.confirmed()
    const steps = await wish(account, true, { type: 'subscription', value: 'both' })
    const match = `type="subscription" value="both" `
    expect(steps[0]).toContain(item('allow', 1, match) + item('deny', 2))
    expect(steps.slice(3)).toEqual(['<presence to="bob@localhost"/>', names])
  })
})

test('3.3 user becomes globally visible: what was active before is active again', async () => {
  const account = await signIn(true, { roster })
  await account.casper.confirmed()
  const mark = account.wire().length
  await account.casper.request('visibility.go-visible', { account: account.id })
  await account.casper.confirmed()
  expect(said(account, mark)).toEqual([
    decline,
    '<presence to="bob@localhost"/>',
    '<presence to="carol@localhost"/>',
    names,
  ])
})

describe('3.4 user becomes selectively invisible', () => {
  test.each<[string, Target, string, string]>([
    ['by JID', { type: 'jid', value: 'bob@localhost' }, 'invisible-to-bob@localhost', 'jid'],
    ['by roster group', { type: 'group', value: 'Friends' }, 'invisible-to-Friends', 'group'],
  ])('%s: only those who are hidden from are told', async (_, target, name, type) => {
    const account = await signIn(false, { roster })
    await account.casper.confirmed()
    const match = `type="${type}" value="${target.value}" `
    expect(await wish(account, false, target)).toEqual([
      list(name, item('deny', 1, match)),
      list(name),
      '<presence type="unavailable" to="bob@localhost"/>',
      active(name),
      names,
    ])
  })

  test('by subscription type', async () => {
    const account = await signIn(false, { roster })
    await account.casper.confirmed()
    const steps = await wish(account, false, { type: 'subscription', value: 'from' })
    expect(steps[0]).toContain(item('deny', 1, `type="subscription" value="from" `))
    expect(steps[2]).toBe('<presence type="unavailable" to="carol@localhost"/>')
  })
})

test('3.5 user becomes globally invisible', async () => {
  const account = await signIn(false, { roster })
  await account.casper.confirmed()
  const mark = account.wire().length
  await account.casper.request('visibility.go-invisible', { account: account.id })
  await account.casper.confirmed()
  expect(said(account, mark)).toEqual([
    list('invisible', item('deny', 1)),
    list('invisible'),
    '<presence type="unavailable"/>',
    active('invisible'),
    names,
    '<presence/>',
    names,
  ])
})

test('the first presence is never sent before both answers (implementation notes)', async () => {
  const account = await signIn(true, {
    roster,
    answer: (_iq, kind) => (kind.startsWith('active ') ? null : undefined),
  })
  await account.casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
  expect(said(account).filter((xml) => xml.startsWith('<presence'))).toEqual([])
})
