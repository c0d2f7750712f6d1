// What the XML console refuses of what is typed, before the gate is asked.
import { describe, expect, test } from 'vitest'
import { sleep } from '../../support/wait'
import { signIn } from './scripted-account'

const entityBomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><message><body>&b;</body></message>`
const nested = (depth: number) => `<message>${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}</message>`

async function hidden() {
  const account = await signIn(true)
  const { casper, id } = account
  await casper.confirmed()
  /** The code of the refusal, or `sent`. */
  const send = async (xml: string): Promise<string> => {
    const sent = await casper.request('console.send', { account: id, xml })
    return sent.ok ? 'sent' : sent.error.code
  }
  return { ...account, send }
}

describe('what is typed is refused, and nothing leaves,', () => {
  test.each([
    ['text', 'hello', 'console-malformed'],
    ['a tag that is not closed', '<message><body>hi</message>', 'console-malformed'],
    ['half a stanza', '<presence', 'console-malformed'],
    ['a stanza without its end', '<message><body>hi</body>', 'console-malformed'],
    ['the end of the stream', '<presence/></stream:stream>', 'console-malformed'],
    ['an entity bomb', entityBomb, 'console-malformed'],
    ['an entity nobody knows', '<message><body>&bomb;</body></message>', 'console-malformed'],
    [
      'a character that XML does not have',
      '<message><body>&#0;</body></message>',
      'console-malformed',
    ],
    ['a comment', '<!-- hi --><presence/>', 'console-malformed'],
    ['a processing instruction', '<?php ?><presence/>', 'console-malformed'],
    ['elements very deep in each other', nested(200), 'console-malformed'],
    ['two stanzas', `<presence/><presence type='unavailable'/>`, 'console-several'],
    ['another element', `<r xmlns='urn:xmpp:sm:3'/>`, 'console-no-stanza'],
    ['a stanza of another namespace', `<message xmlns='jabber:server'/>`, 'console-no-stanza'],
    ['an iq without a type', `<iq><ping xmlns='urn:xmpp:ping'/></iq>`, 'console-no-stanza'],
    ['an address that is none', `<message to='@'/>`, 'console-no-stanza'],
    [
      'a privacy list set by hand',
      `<iq type='set'><query xmlns='jabber:iq:privacy'><active/></query></iq>`,
      'console-guarded',
    ],
    [
      'blocking by hand',
      `<iq type='set'><unblock xmlns='urn:xmpp:blocking'/></iq>`,
      'console-guarded',
    ],
    [
      'a contact removed by hand',
      `<iq type='set'><query xmlns='jabber:iq:roster'><item jid='bob@localhost' subscription='remove'/></query></iq>`,
      'console-guarded',
    ],
    [
      'the visible command',
      `<iq type='set'><visible xmlns='urn:xmpp:invisible:1'/></iq>`,
      'console-guarded',
    ],
    [
      'a password',
      `<iq type='set'><query xmlns='jabber:iq:register'><password>swordfish</password></query></iq>`,
      'console-secret',
    ],
    ['old sign-in', `<iq type='get'><query xmlns='jabber:iq:auth'/></iq>`, 'console-secret'],
    ['a negative priority', '<presence><priority>-1</priority></presence>', 'negative-priority'],
    ['a subscription', `<presence to='bob@localhost' type='subscribed'/>`, 'console-subscription'],
  ])('%s', async (_, xml, code) => {
    const { send, wire } = await hidden()
    const before = wire()
    expect(await send(xml)).toBe(code)
    await sleep(30)
    expect(wire()).toBe(before)
  })

  test('anything, while nobody is signed in', async () => {
    const { casper, id, send } = await hidden()
    await casper.request('account.sign-out', { account: id })
    expect(await send('<presence/>')).toBe('offline')
  })

  test('a text of more than 64 KiB', async () => {
    const { send } = await hidden()
    expect(await send(`<message><body>${'x'.repeat(65_536)}</body></message>`)).toBe('bad-request')
  })
})
