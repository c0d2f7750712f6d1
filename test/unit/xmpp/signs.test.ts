// What clients say by themselves, on its way to somebody who may not see the user: XEP-0085, XEP-0184, XEP-0333, XEP-0022.
import { describe, expect, test } from 'vitest'
import { createOutbox } from '../../../electron/xmpp/outbox'
import { ok } from '../../../shared/result'
import { judge } from '../../../shared/visibility/disclosure'
import type { Guards } from '../../../shared/visibility/policy'
import { guarded } from '../../../shared/visibility/policy'
import { parseStanza } from '../../stanzas/pairs'

const composing = `<composing xmlns="http://jabber.org/protocol/chatstates"/>`
const active = `<active xmlns="http://jabber.org/protocol/chatstates"/>`
const received = `<received xmlns="urn:xmpp:receipts" id="m0"/>`
const displayed = `<displayed xmlns="urn:xmpp:chat-markers:0" id="m0"/>`
const asks = `<request xmlns="urn:xmpp:receipts"/><markable xmlns="urn:xmpp:chat-markers:0"/>`
const event = (signs: string) => `<x xmlns="jabber:x:event">${signs}</x>`
const events = {
  asking: event('<composing/><displayed/>'),
  typing: event('<composing/><id>m0</id>'),
  typingNoMore: event('<id>m0</id>'),
  read: event('<displayed/><id>m0</id>'),
  both: event('<composing/><delivered/><id>m0</id>'),
}
const thread = '<thread>t</thread>'
const hint = `<no-store xmlns="urn:xmpp:hints"/>`
const origin = `<origin-id xmlns="urn:xmpp:sid:0" id="o"/>`
const words = '<body>hi</body>'

const none: Guards = { requests: true, typing: false, receipts: false }

/** What reaches the wire of what is sent to somebody to whom the user writes although they may not see the user. */
async function wire(parts: string, guards: Guards = guarded): Promise<string | null> {
  let written: string | null = null
  const outbox = createOutbox({
    judge: (facts) =>
      judge(facts, {
        self: 'alice@shire.example',
        domain: 'shire.example',
        asked: [],
        guards,
        knows: () => true,
        sees: () => false,
        talksWith: () => true,
        seenByAll: () => false,
        rooms: () => null,
      }),
    write: (stanza) => {
      written = stanza.children.map(String).join('')
      return Promise.resolve(ok(undefined))
    },
    absentForm: () => Promise.resolve(null),
    heldBack: () => undefined,
    seen: () => undefined,
  })
  const stanza = parseStanza(`<message to='bob@shire.example' id='m1'>${parts}</message>`)
  const sent = await outbox.send(stanza)
  expect(sent.ok).toBe(written !== null)
  return written
}

describe('a message of signs alone', () => {
  test.each<[string, string, readonly (keyof Guards)[]]>([
    ['a chat state', composing, ['typing']],
    ['a chat state with its thread and hints', thread + composing + hint, ['typing']],
    ['an old sign of typing', events.typing, ['typing']],
    ['an old sign of typing no more', events.typingNoMore, ['typing']],
    ['a receipt', received + origin, ['receipts']],
    ['a marker', displayed, ['receipts']],
    ['an old receipt', events.read, ['receipts']],
    ['an old sign of both', events.both, ['typing', 'receipts']],
    ['a receipt and a chat state', received + active, ['typing', 'receipts']],
  ])('%s leaves only without the guards on it', async (_, parts, guards) => {
    expect(await wire(parts)).toBeNull()
    for (const guard of guards) expect(await wire(parts, { ...none, [guard]: true })).toBeNull()
    const others = Object.fromEntries(guards.map((guard) => [guard, false]))
    expect(await wire(parts, { ...guarded, ...others })).toBe(parts)
  })

  test.each([
    ['a question for a receipt', asks],
    ['an old question', events.asking],
    ['an unknown part', `${composing}<x xmlns="urn:example:unknown"/>`],
    ['an empty subject', `${composing}<subject/>`],
    ['an empty body', `${composing}<body/>`],
    ['a thread alone', thread],
    ['nothing', ''],
  ])('does not take along %s', async (_, parts) => {
    expect(await wire(parts, none)).toBeNull()
  })
})

describe('a message with words', () => {
  test('goes without the signs in it; what it asks for stays', async () => {
    const parts = words + active + asks + events.asking + thread
    expect(await wire(parts)).toBe(words + asks + events.asking + thread)
    expect(await wire(words + received + events.both)).toBe(words)
  })

  test('may be a subject alone: somebody wrote it', async () => {
    const subject = '<subject>s</subject>'
    expect(await wire(subject + composing)).toBe(subject)
  })

  test('keeps the signs that are not guarded', async () => {
    const parts = words + active + received
    expect(await wire(parts, { ...guarded, typing: false })).toBe(words + active)
    expect(await wire(parts, { ...guarded, receipts: false })).toBe(words + received)
    expect(await wire(parts, none)).toBe(parts)
  })
})
