// What a contact was told, in words; whether they should have been; what their client shows; and how much is kept.
import xml from '@xmpp/xml'
import { describe, expect, test } from 'vitest'
import { createAllowance } from '../../../electron/core/observer-allowance'
import type { Moment } from '../../../electron/core/observer-judgement'
import { isLeak, wordsOf } from '../../../electron/core/observer-judgement'
import { newObserver, received } from '../../../electron/core/observer-record'
import { judgeObserver } from '../../../electron/core/observer-session'
import type { SourceListener } from '../../../electron/core/observer-source'
import { createObservers } from '../../../electron/core/observers'
import type { ObservedFact } from '../../../electron/xmpp/observed-stanza'
import { readObserved } from '../../../electron/xmpp/observed-stanza'
import { factsOf } from '../../../electron/xmpp/stanza'
import type { BareJid } from '../../../shared/jid'
import type { AccountView, VisibilityView } from '../../../shared/model'
import type { Observer } from '../../../shared/observer'
import type { AppEvent, AppSnapshot } from '../../../shared/snapshot'
import { applyBatch } from '../../../shared/snapshot'
import type { Guards } from '../../../shared/visibility/policy'
import {
  guarded,
  invisibleToAll,
  visibleToAll,
  withException,
} from '../../../shared/visibility/policy'
import { emptyState } from '../../contract/core-under-test'
import { parseStanza as elementOf } from '../../stanzas/pairs'

const hidden: Moment = { own: true, shown: false, allowed: false, guards: guarded }
const bob = 'bob@localhost' as BareJid

function fact(text: string): ObservedFact {
  const read = readObserved(elementOf(text))
  if (!read) throw new Error(`nothing to observe in ${text}`)
  return read
}

const from = `from='alice@localhost/desk'`
const stanzas = {
  available: `<presence ${from}><show>away</show><status>at  tea</status></presence>`,
  plain: `<presence ${from}/>`,
  unavailable: `<presence ${from} type='unavailable'/>`,
  farewell: `<presence ${from} type='unavailable'><status>bye</status></presence>`,
  invisible: `<presence ${from} type='invisible'/>`,
  ofAccount: `<presence from='alice@localhost' type='unavailable'/>`,
  request: `<presence from='alice@localhost' type='subscribe'/>`,
  bounced: `<presence ${from} type='error'><error type='cancel'/></presence>`,
  words: `<message ${from}><body>Hello</body><active xmlns='http://jabber.org/protocol/chatstates'/></message>`,
  typing: `<message ${from}><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`,
  receipt: `<message ${from}><received xmlns='urn:xmpp:receipts' id='1'/></message>`,
  marker: `<message ${from}><displayed xmlns='urn:xmpp:chat-markers:0' id='1'/></message>`,
  failed: `<message ${from} type='error'><body>Hi</body><error type='cancel'/></message>`,
  version: `<iq ${from} type='get' id='1'><query xmlns='jabber:iq:version'/></iq>`,
  answer: `<iq ${from} type='result' id='1'/>`,
  absent: `<iq ${from} type='error' id='1'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
  refusal: `<iq ${from} type='error' id='1'><error type='cancel'><feature-not-implemented xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
} as const
type Name = keyof typeof stanzas

describe('the words', () => {
  test.each<[Name, string]>([
    ['available', 'came online, away, “at tea”'],
    ['plain', 'came online, available'],
    ['unavailable', 'went offline'],
    ['farewell', 'went offline, “bye”'],
    ['invisible', 'went offline'],
    ['request', 'asked to see their presence'],
    ['bounced', 'could not be reached'],
    ['words', 'wrote: “Hello”'],
    ['typing', 'told whether they are typing'],
    ['receipt', 'confirmed that a message arrived'],
    ['marker', 'told that a message was read'],
    ['failed', 'a message could not be delivered'],
    ['version', 'asked for the version'],
    ['answer', 'answered a request'],
    ['absent', 'answered as if nobody were there'],
    ['refusal', 'refused a request: feature-not-implemented'],
  ])('of %s: %s', (name, words) => {
    expect(wordsOf(fact(stanzas[name]), hidden)).toBe(words)
  })

  test('tell a change from an arrival, and another device apart', () => {
    const away = fact(stanzas.available)
    expect(wordsOf(away, { ...hidden, shown: true })).toBe('is now away, “at tea”')
    expect(wordsOf(away, { ...hidden, own: false })).toContain('(another device)')
    expect(wordsOf(fact(stanzas.ofAccount), { ...hidden, own: false })).toBe('went offline')
  })

  test('are short, whatever was said', () => {
    const long = fact(`<message ${from}><body>${'😀'.repeat(5000)}</body></message>`)
    expect([...wordsOf(long, hidden)].length).toBeLessThan(100)
  })
})

describe('a leak', () => {
  const leaks: readonly Name[] = [
    'available',
    'plain',
    'unavailable',
    'farewell',
    'invisible',
    'typing',
    'receipt',
    'marker',
    'version',
    'answer',
    'refusal',
  ]
  test.each(Object.keys(stanzas) as Name[])('to somebody hidden from, or none: %s', (name) => {
    expect(isLeak(fact(stanzas[name]), hidden)).toBe(leaks.includes(name))
  })

  test.each(Object.keys(stanzas) as Name[])(
    'is none to who may see, or from elsewhere: %s',
    (name) => {
      expect(isLeak(fact(stanzas[name]), { ...hidden, allowed: true })).toBe(false)
      expect(isLeak(fact(stanzas[name]), { ...hidden, own: false })).toBe(false)
    },
  )

  test('is no end of what was shown', () => {
    expect(isLeak(fact(stanzas.unavailable), { ...hidden, shown: true })).toBe(false)
    expect(isLeak(fact(stanzas.available), { ...hidden, shown: true })).toBe(true)
  })

  test.each<[keyof Guards, readonly Name[]]>([
    ['requests', ['refusal', 'answer']],
    ['typing', ['typing']],
    ['receipts', ['receipt', 'marker']],
  ])('is none of what the user lets them be told, without the guard “%s”', (guard, names) => {
    const moment = { ...hidden, guards: { ...guarded, [guard]: false } }
    const harmless = leaks.filter((name) => !isLeak(fact(stanzas[name]), moment))
    expect(harmless.toSorted()).toEqual(names.toSorted())
  })
})

describe('what is allowed', () => {
  const person = { jid: bob, groups: [], subscription: 'both' } as const
  const view = (requested: VisibilityView['requested'], phase: VisibilityView['phase']) =>
    ({ requested, phase }) as VisibilityView

  test('is what the confirmed wish or the requested one allows', () => {
    let now = 0
    const allowance = createAllowance(() => now)
    const may = () => allowance.of(person).allowed
    expect(may()).toBe(false)
    allowance.note(view(visibleToAll, 'confirmed'))
    expect(may()).toBe(true)
    const hiding = withException(visibleToAll, { type: 'jid', value: bob }, false)
    allowance.note(view(hiding, 'changing'))
    now += 60_000
    expect(may()).toBe(true)
    allowance.note(view(hiding, 'confirmed'))
    expect(may()).toBe(true)
    now += 1001
    expect(may()).toBe(false)
    allowance.note(view(visibleToAll, 'changing'))
    expect(may()).toBe(true)
    allowance.note(view(invisibleToAll, 'failed'))
    now += 60_000
    expect(may()).toBe(true)
  })
})

describe('what the client shows', () => {
  const take = (observer: Observer, text: string) => received(observer, fact(text), hidden, 7)
  const sees = (...texts: string[]) =>
    texts.reduce(take, newObserver(bob, 'cast')).sees.map(({ resource }) => resource)

  test('is every resource that came and did not go, the highest priority first', () => {
    const phone = `<presence from='alice@localhost/phone'><priority>5</priority></presence>`
    expect(sees(stanzas.plain, phone)).toEqual(['phone', 'desk'])
    expect(sees(stanzas.plain, phone, stanzas.unavailable)).toEqual(['phone'])
    expect(sees(stanzas.plain, phone, stanzas.ofAccount)).toEqual([])
    expect(sees(stanzas.plain, stanzas.bounced, stanzas.request)).toEqual(['desk'])
  })

  test('and its log keep the newest, and no endless stanza', () => {
    let observer = newObserver(bob, 'cast')
    for (let round = 0; round < 450; round++) {
      observer = take(observer, `<presence from='alice@localhost/r${String(round)}'/>`)
    }
    expect(observer.received).toHaveLength(200)
    expect(observer.received.at(-1)).toMatchObject({ id: 450, at: 7, leak: true })
    expect(observer.sees.length).toBeLessThanOrEqual(50)
    const long = take(observer, `<message ${from}><body>${'x'.repeat(20_000)}</body></message>`)
    expect(long.received.at(-1)?.xml.length).toBe(8192)
  })
})

describe('an observer’s session sends', () => {
  const jid = bob
  const watched = 'alice@localhost' as BareJid
  test.each<[string, boolean]>([
    ['<presence/>', true],
    [`<presence type='unavailable'/>`, true],
    [`<presence type='probe' to='alice@localhost'/>`, true],
    [`<presence type='probe' to='carol@localhost'/>`, false],
    [`<presence to='alice@localhost'/>`, false],
    [`<presence type='subscribed' to='alice@localhost'/>`, false],
    [`<iq type='get'><query xmlns='jabber:iq:roster'/></iq>`, true],
    [`<iq type='get' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>`, true],
    [`<iq type='get' to='alice@localhost/desk'><ping xmlns='urn:xmpp:ping'/></iq>`, true],
    [`<iq type='get' to='carol@localhost/desk'><ping xmlns='urn:xmpp:ping'/></iq>`, false],
    [`<iq type='set'><query xmlns='jabber:iq:roster'/></iq>`, false],
    [`<iq type='result' to='alice@localhost/desk'/>`, false],
    [`<iq type='error' to='carol@localhost/desk'/>`, false],
    [`<message to='alice@localhost'><body>Hi</body></message>`, true],
    [`<message to='alice@localhost'><received xmlns='urn:xmpp:receipts'/></message>`, false],
    [`<message to='carol@localhost'><body>Hi</body></message>`, false],
  ])('%s: %s', (text, passes) => {
    const facts = factsOf(elementOf(text))
    expect(facts && judgeObserver(facts, { jid, watched }).action).toBe(passes ? 'pass' : 'drop')
  })
})

describe('the observers', () => {
  const account = {
    id: 'one',
    jid: 'alice@localhost',
    visibility: { requested: invisibleToAll, phase: 'confirmed' },
  } as unknown as AccountView

  function stage() {
    let snapshot: AppSnapshot = emptyState
    const publish = (event: AppEvent) => {
      snapshot = applyBatch(snapshot, { from: snapshot.seq + 1, events: [event] })
    }
    let told: SourceListener | undefined
    let closed = 0
    const observers = createObservers({
      snapshot: () => snapshot,
      publish,
      isOwn: (_account, resource) => resource === 'desk',
      now: () => 0,
    })
    publish({ type: 'account.changed', account })
    observers.hear({ type: 'account.changed', account })
    const open = (jid: BareJid) =>
      observers.open('one', jid, 'cast', (listener) => {
        told = listener
        return { acts: null, close: () => Promise.resolve(void closed++) }
      })
    const say = (text: string) => told?.stanza(elementOf(text))
    const shown = () => snapshot.observers['one'] ?? {}
    return { observers, open, say, shown, closed: () => closed, publish }
  }

  test('tell what the watched user sent, and nobody else', () => {
    const { open, say, shown } = stage()
    expect(open(bob).ok).toBe(true)
    say(`<presence from='carol@localhost/desk'/>`)
    say(stanzas.plain)
    say(`<presence from='alice@localhost/other'/>`)
    expect(shown()[bob]?.received.map(({ leak, words }) => [leak, words])).toEqual([
      [true, 'came online, available'],
      [false, 'came online, available (another device)'],
    ])
  })

  test('end when they are closed, and when their account goes; nothing comes after', async () => {
    const { observers, open, say, shown, closed } = stage()
    open(bob)
    await observers.close('one', bob)
    say(stanzas.plain)
    expect(shown()[bob]).toBeUndefined()
    open(bob)
    observers.hear({ type: 'account.removed', account: 'one' })
    expect(closed()).toBe(2)
  })

  test('are so many and no more', () => {
    const { open } = stage()
    const results = Array.from({ length: 13 }, (_, n) => open(`p${String(n)}@localhost` as BareJid))
    expect(results.filter(({ ok }) => ok)).toHaveLength(12)
    expect(results.at(-1)).toMatchObject({ error: { code: 'observer-too-many' } })
  })
})

test('a stanza without a sender is none to observe', () => {
  expect(readObserved(xml('presence', {}))).toBeUndefined()
})
