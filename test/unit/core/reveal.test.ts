// The question before a message tells somebody that the user is here: on the wire of a scripted server.
import { cpSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createReveal } from '../../../electron/core/reveal'
import type { BareJid } from '../../../shared/jid'
import { invisibleToAll } from '../../../shared/visibility/policy'
import { until } from '../../support/wait'
import { startCasper } from '../../support/casper'
import { signIn } from './scripted-account'

const bob = 'bob@localhost'
const eve = 'eve@mordor.example'

async function hidden() {
  const scripted = await signIn(true)
  await scripted.casper.confirmed()
  const { casper, id, wire } = scripted
  const before = wire().length
  return {
    ...scripted,
    /** What went to somebody since the sign-in was confirmed. */
    sentTo: (jid: string) =>
      [
        ...wire()
          .slice(before)
          .matchAll(/<(message|presence|iq) [^>]*to=["']([^"']+)["']/g),
      ]
        .filter(([, , to]) => to === jid)
        .map(([, name]) => name),
    say: (peer: string, body: string, reveal?: 'once' | 'always') =>
      casper.request('message.send', { account: id, peer, body, ...(reveal && { reveal }) }),
  }
}

const asked = { ok: false, error: { code: 'gate-asks' } }

test('a message to a contact who may not see the user is not sent and not kept before a yes', async () => {
  const { casper, id, say, sentTo } = await hidden()
  await casper.request('chat.open', { account: id, peer: bob })
  const refused = await say(bob, 'hello')
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'gate-asks', message: `Sending this tells ${bob} that you are here.` },
  })
  expect(sentTo(bob)).toEqual([])
  expect(Object.values(casper.snapshot().chats[id] ?? {}).flat()).toEqual([])
})

test('a yes once is for that message alone', async () => {
  const { say, sentTo } = await hidden()
  expect(await say(bob, 'hello', 'once')).toMatchObject({ ok: true })
  await until(() => sentTo(bob).length === 1, 'the message')
  expect(await say(bob, 'again')).toMatchObject(asked)
  expect(sentTo(bob)).toEqual(['message'])
})

test('a yes for always is for that person alone, is kept, and can be taken back', async () => {
  const { casper, id, say, sentTo } = await hidden()
  expect(await say(bob, 'hello', 'always')).toMatchObject({ ok: true })
  expect(await say(bob, 'again')).toMatchObject({ ok: true })
  expect(await say('carol@localhost', 'hello')).toMatchObject(asked)
  await until(() => sentTo(bob).length === 2, 'both messages')
  await casper.when('the leave', ({ revealTo }) => revealTo.includes(bob as never))
  await casper.request('reveal.revoke', { account: id, peer: bob })
  await casper.when('no leave', ({ revealTo }) => revealTo.length === 0)
  expect(await say(bob, 'once more')).toMatchObject(asked)
  expect(sentTo(bob)).toEqual(['message', 'message'])
})

test('a stranger is nobody else', async () => {
  const { say, sentTo } = await hidden()
  expect(await say(eve, 'hello')).toMatchObject(asked)
  expect(await say(eve, 'hello', 'once')).toMatchObject({ ok: true })
  await until(() => sentTo(eve).length === 1, 'the message')
  expect(sentTo(eve)).toEqual(['message'])
})

test('the console asks, too', async () => {
  const { casper, id, sentTo } = await hidden()
  const xml = `<message to='${bob}' type='chat'><body>hello</body></message>`
  expect(await casper.request('console.send', { account: id, xml })).toMatchObject(asked)
  expect(sentTo(bob)).toEqual([])
})

test('whoever sees the user is written to without a question', async () => {
  const { casper, id } = await signIn(false)
  await casper.confirmed()
  const sent = await casper.request('message.send', { account: id, peer: bob, body: 'hello' })
  expect(sent).toMatchObject({ ok: true })
})

test('who is let see for a conversation is nowhere in the file, and a new start knows nothing of it', async () => {
  const { casper, id } = await hidden()
  const begun = await casper.request('visibility.decloak', { account: id, peer: bob, minutes: 15 })
  expect(begun).toMatchObject({ ok: true })
  await casper.when('being seen', ({ visibility }) => visibility.seenBy === 1)
  const [lasting] = casper.account().decloaked
  expect(lasting).toMatchObject({ jid: bob })
  await until(() => existsSync(join(casper.dataDir, 'casper.json')), 'the file')
  // As it stands on the disk while it lasts: whoever kills Casper leaves no more than this.
  const killed = mkdtempSync(join(tmpdir(), 'casper-killed-'))
  cpSync(join(casper.dataDir, 'casper.json'), join(killed, 'casper.json'))
  const again = await startCasper(killed)
  expect(again.account().decloaked).toEqual([])
  expect(again.account().visibility.requested).toEqual(invisibleToAll)
  await again.close()
  again.remove()
})

test('who is let see is hidden from again when the user ends it, and when they sign out', async () => {
  const { casper, id } = await hidden()
  const before = casper.account().visibility.requested
  await casper.request('visibility.decloak', { account: id, peer: bob, minutes: 15 })
  await casper.when('being seen', ({ visibility }) => visibility.seenBy === 1)
  await casper.request('visibility.recloak', { account: id, peer: bob })
  await casper.when('being hidden', ({ visibility }) => visibility.seenBy === 0)
  await casper.confirmed()
  expect(casper.account().visibility.requested).toEqual(before)
  await casper.request('visibility.decloak', { account: id, peer: bob, minutes: 15 })
  await casper.when('being seen', ({ visibility }) => visibility.seenBy === 1)
  await casper.request('account.sign-out', { account: id })
  await casper.when('the end', ({ decloaked }) => decloaked.length === 0)
  expect(casper.account().visibility.requested).toEqual(before)
})

test('a stranger cannot be let see', async () => {
  const { casper, id } = await hidden()
  const refused = await casper.request('visibility.decloak', {
    account: id,
    peer: eve,
    minutes: 15,
  })
  expect(refused).toMatchObject({ ok: false, error: { code: 'decloak-unsubscribed' } })
})

test('a message that had its yes may be sent again after a break of the connection; of others nothing is kept', () => {
  let revealTo: BareJid[] = []
  const reveal = createReveal({
    stored: () => ({ revealTo }),
    store: (change) => (revealTo = change.revealTo),
  })
  reveal.give(bob as BareJid, 'm1', 'once')
  expect(reveal.covers(bob, 'm1')).toBe(true)
  expect(reveal.covers(eve, 'm1')).toBe(false)
  expect(reveal.covers(bob, 'm2')).toBe(false)
  expect(reveal.covers(bob, null)).toBe(false)
  for (let n = 0; n < 4000; n++) reveal.give(eve as BareJid, `n${String(n)}`, 'once')
  expect(reveal.covers(bob, 'm1')).toBe(true)
  reveal.settle(bob, 'm1')
  expect(reveal.covers(bob, 'm1')).toBe(false)
  expect(revealTo).toEqual([])
})

test('a program may give two messages one id: each has its leave until its own fate is known', () => {
  const reveal = createReveal({ stored: () => ({ revealTo: [] }), store: () => undefined })
  for (const peer of [bob, bob, eve]) reveal.give(peer as BareJid, 'm', 'once')
  reveal.settle(bob, 'm')
  expect(reveal.covers(bob, 'm')).toBe(true)
  reveal.settle(bob, 'm')
  expect(reveal.covers(bob, 'm')).toBe(false)
  expect(reveal.covers(eve, 'm')).toBe(true)
})
