// Watching from a contact's side on the stage: what three contacts received, a report of the check, and a play of both.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { AccountId, Show } from '../../shared/model'
import type { ObservedStanza, Observer, SelfTest } from '../../shared/observer'
import type { CommandName, CommandPayload } from '../../shared/protocol'
import { err, ok, type Result } from '../../shared/result'
import type { AppEvent, AppSnapshot } from '../../shared/snapshot'

/** Whether watching is what a command is about. */
export function isAboutObservers(command: CommandName): boolean {
  return command.startsWith('observer.') || command.startsWith('self-test.')
}

/** What such a command changes, and its answer. Whoever signs in with the password `wrong` is refused. */
export function actOnObservers(
  account: AccountId,
  command: CommandName,
  payload: unknown,
  now: number,
): { readonly events: readonly AppEvent[]; readonly result: Result<null> } {
  const done = (...events: AppEvent[]) => ({ events, result: ok(null) })
  if (command === 'observer.unwatch') {
    const jid = (payload as CommandPayload<'observer.unwatch'>).peer as BareJid
    return done({ type: 'observer.removed', account, jid })
  }
  if (command === 'self-test.run') {
    return done({ type: 'self-test.changed', account, test: report(0) })
  }
  if (command === 'observer.watch') {
    const jid = (payload as CommandPayload<'observer.watch'>).peer as BareJid
    return done({ type: 'observer.changed', account, observer: watcher(jid, 'cast', now, arrival) })
  }
  if (command === 'observer.sign-in') {
    const { jid, password } = payload as CommandPayload<'observer.sign-in'>
    if (password === 'wrong') {
      return { events: [], result: err(appError('observer-not-contact')) }
    }
    const observer = watcher(jid as BareJid, 'own', now, arrival)
    return done({ type: 'observer.changed', account, observer })
  }
  return done()
}

type Line = readonly [words: string, xml: string, leak?: boolean]

const from = 'from="mira@example.org/u8Vx0q2LJw5a"'
const arrival: readonly Line[] = [
  [
    'came online, away, “In the garden”',
    `<presence ${from} to="ines@example.org"><show>away</show><status>In the garden</status></presence>`,
  ],
]
const leaving: readonly Line[] = [
  ['came online, available', `<presence ${from}/>`],
  ['is now away, “In the garden”', `<presence ${from}><show>away</show></presence>`],
  [
    'wrote: “I found the recording from the concert. It is better than I remembered.”',
    `<message ${from} type="chat" id="m7"><body>I found the recording from the concert. It is better than I remembered.</body></message>`,
  ],
  ['went offline', `<presence ${from} type="unavailable"/>`],
]
const leaking: readonly Line[] = [
  ...leaving,
  ['came online, available (another device)', '<presence from="mira@example.org/phone"/>'],
  ['confirmed that a message arrived', `<message ${from}><received id="m9"/></message>`, true],
  ['came online, away', `<presence ${from}><show>away</show></presence>`, true],
  ['answered as if nobody were there', `<iq ${from} type="error" id="v1"/>`],
]

function watcher(
  jid: BareJid,
  kind: Observer['kind'],
  now: number,
  lines: readonly Line[],
  show: Show | null = 'away',
  sees = true,
): Observer {
  const received = lines.map(([words, xml, leak = false], index): ObservedStanza => ({
    id: index + 1,
    at: now - (lines.length - index) * 47_000,
    kind: xml.startsWith('<presence') ? 'presence' : xml.startsWith('<iq') ? 'iq' : 'message',
    words,
    xml,
    leak,
  }))
  const one = { resource: 'u8Vx0q2LJw5a', show, status: 'In the garden', priority: 0 }
  return { jid, kind, state: 'online', error: null, sees: sees ? [one] : [], received }
}

/** The snapshot with three of the cast watched: one sees the user, one does not, one was told too much. */
export function withEyes(snapshot: AppSnapshot, now: number): AppSnapshot {
  const [account] = Object.keys(snapshot.accounts)
  const demo = Object.values(snapshot.accounts).map((one) => [one.id, { ...one, demo: true }])
  const many = Array.from({ length: 12 }, () => leaking).flat()
  const watched = [
    watcher('ines@example.org' as BareJid, 'cast', now, arrival),
    watcher('jon@example.org' as BareJid, 'cast', now, leaving, null, false),
    watcher('tomasz@example.net' as BareJid, 'cast', now, many),
  ]
  const observers = { [account ?? '']: Object.fromEntries(watched.map((one) => [one.jid, one])) }
  const accounts = Object.fromEntries(demo) as AppSnapshot['accounts']
  return { ...snapshot, accounts, observers }
}

/** The snapshot after a check with a second account. @param leaks how many leaks it found */
export function withReport(snapshot: AppSnapshot, now: number, leaks: number): AppSnapshot {
  const [account = ''] = Object.keys(snapshot.accounts)
  const observer = watcher('ines@example.org' as BareJid, 'own', now, leaving, null, false)
  return {
    ...snapshot,
    observers: { [account]: { [observer.jid]: observer } },
    selfTests: { [account]: report(leaks) },
  }
}

function report(leaks: number): SelfTest {
  const steps: SelfTest['steps'] = [
    ['Your wish as it is', 'What you allow this contact.', [], 'held'],
    ['You let them see you', 'That you are available.', ['came online, available'], 'held'],
    [
      'You hide from them',
      'That you went offline, once, without a word.',
      ['went offline'],
      'held',
    ],
    [
      'You are away while hidden',
      'Nothing.',
      leaks > 0 ? ['came online, away'] : [],
      leaks > 0 ? 'leaked' : 'held',
    ],
    ['They sign in again and ask for your presence', 'Nothing.', [], 'held'],
    [
      'They ask which program you use, at the address they saw',
      'The answer for an address where nobody is.',
      ['answered as if nobody were there'],
      'held',
    ],
    ['They write to you while you are hidden', 'Nothing.', [], 'held'],
    [
      'The connection breaks while you are hidden',
      'Nothing.',
      ['Casper cannot break its own connection for a check.'],
      'not-possible',
    ],
    ['Your own wish is back', 'What you allow this contact.', [], 'held'],
  ].map(([name, allowed, saw, verdict]) => ({ name, allowed, saw, verdict })) as SelfTest['steps']
  return {
    observer: 'ines@example.org' as BareJid,
    state: 'done',
    strategy: 'privacy-lists',
    steps,
    leaks,
    error: null,
  }
}
