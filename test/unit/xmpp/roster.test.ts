// What is written about contacts: roster items (RFC 3921 s.7), subscriptions (s.6), and what the gate is told of them.
import type { Element } from '@xmpp/xml'
import { describe, expect, it } from 'vitest'
import type { Iq } from '../../../electron/xmpp/iq'
import { subscription } from '../../../electron/xmpp/presence'
import { removeItem, setItem } from '../../../electron/xmpp/roster'
import { factsOf } from '../../../electron/xmpp/stanza'
import { appError } from '../../../shared/errors'
import type { BareJid } from '../../../shared/jid'
import type { Result } from '../../../shared/result'
import { err, ok } from '../../../shared/result'
import type { Standing } from '../../../shared/visibility/disclosure'
import { judge } from '../../../shared/visibility/disclosure'
import type { Effect } from '../../../shared/visibility/effects'
import { guarded } from '../../../shared/visibility/policy'

const ann = 'ann@example.org' as BareJid

/** Requests that are written down, each with the same end. */
function recorded(end: (payload: Element) => Result<Element> = ok) {
  const written: string[] = []
  const iq: Iq = {
    request: (type, to, payload) => {
      written.push(`${type} ${to ?? 'own'} ${String(payload)}`)
      return Promise.resolve(end(payload))
    },
    receive: () => undefined,
    abandon: () => undefined,
  }
  return { iq, written }
}

function asking(asked: readonly Effect[]): Standing {
  const nobody = () => false
  const place = { self: 'me@example.org', domain: 'example.org', rooms: () => null }
  const all = { knows: nobody, sees: nobody, seenByAll: nobody, talksWith: nobody }
  return { ...place, ...all, asked, guards: guarded }
}

describe('a roster item', () => {
  it('is set with its name and groups', async () => {
    const { iq, written } = recorded()
    const item = { jid: ann, name: 'Ann & <Co>', groups: ['Friends', 'Chess'] }
    expect(await setItem(iq, item)).toEqual(ok(undefined))
    expect(written).toEqual([
      'set own <query xmlns="jabber:iq:roster"><item jid="ann@example.org" name="Ann &amp; &lt;Co&gt;">' +
        '<group>Friends</group><group>Chess</group></item></query>',
    ])
  })

  it('without a name has none on the wire, and never says a subscription', async () => {
    const { iq, written } = recorded()
    await setItem(iq, { jid: ann, name: '', groups: [] })
    expect(written).toEqual([
      'set own <query xmlns="jabber:iq:roster"><item jid="ann@example.org"/></query>',
    ])
  })

  it('is removed', async () => {
    const { iq, written } = recorded()
    expect(await removeItem(iq, ann)).toEqual(ok(undefined))
    expect(written[0]).toContain('<item jid="ann@example.org" subscription="remove"/>')
  })

  it('that is refused says why', async () => {
    const refused = err(appError('item-not-found'))
    const { iq } = recorded(() => refused)
    expect(await removeItem(iq, ann)).toEqual(refused)
  })
})

describe('an act about a subscription', () => {
  it.each(['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'] as const)(
    '%s is told to the gate as what it is, which lets it out only where it was asked for',
    (act) => {
      const stanza = subscription(act, ann)
      expect(String(stanza)).toBe(`<presence type="${act}" to="ann@example.org"/>`)
      const facts = factsOf(stanza)
      expect(facts).toMatchObject({ kind: 'presence', type: act, to: ann })
      expect(facts && judge(facts, asking([])).action).toBe('drop')
      const asked: Effect = { kind: 'subscription', act, to: ann }
      expect(facts && judge(facts, asking([asked])).action).toBe('pass')
      const other: Effect = { ...asked, to: 'bob@example.org' as BareJid }
      expect(facts && judge(facts, asking([other])).action).toBe('drop')
    },
  )
})
