// A step towards hiding that fails ends unavailable, never visible, and says so (XEP-0126 s.3; RFC 3921 s.10).
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../support/scripted-im'
import { refusal, result } from '../../support/scripted-im'
import { until } from '../../support/wait'
import { signIn } from './scripted-account'

const withoutLists: Answer = (iq, kind) =>
  kind === 'names' ? refusal(iq, 'service-unavailable') : undefined

const cases: readonly { readonly what: string; readonly code: string; readonly answer: Answer }[] =
  [
    {
      what: 'a server that is silent about its lists',
      code: 'server-silent',
      answer: (_iq, kind) => (kind === 'names' ? null : undefined),
    },
    {
      what: 'lists that the user may not look at',
      code: 'lists-forbidden',
      answer: (iq, kind) => (kind === 'names' ? refusal(iq, 'forbidden') : undefined),
    },
    {
      what: 'a question about lists that the server does not understand',
      code: 'lists-misunderstood',
      answer: (iq, kind) => (kind === 'names' ? refusal(iq, 'bad-request') : undefined),
    },
    {
      what: 'a list that the user may not look at',
      code: 'lists-forbidden',
      answer: (iq, kind) => (kind.startsWith('list ') ? refusal(iq, 'forbidden') : undefined),
    },
    {
      what: 'a list that is refused',
      code: 'list-refused',
      answer: (iq, kind) => (kind.startsWith('set ') ? refusal(iq, 'not-allowed') : undefined),
    },
    {
      what: 'a list that the server does not understand',
      code: 'list-invalid',
      answer: (iq, kind) => (kind.startsWith('set ') ? refusal(iq, 'bad-request') : undefined),
    },
    {
      what: 'lists that the user may not set',
      code: 'list-forbidden',
      answer: (iq, kind) => (kind.startsWith('set ') ? refusal(iq, 'forbidden') : undefined),
    },
    {
      what: 'a list that another device uses',
      code: 'list-in-use',
      answer: (iq, kind) => (kind.startsWith('set ') ? refusal(iq, 'conflict') : undefined),
    },
    {
      what: 'a list that is never answered',
      code: 'list-refused',
      answer: (_iq, kind) => (kind.startsWith('set ') ? null : undefined),
    },
    {
      what: 'a list that is kept otherwise than sent',
      code: 'list-not-kept',
      answer: (iq, kind) =>
        kind.startsWith('list ')
          ? result(
              iq,
              `<query xmlns='jabber:iq:privacy'><list name='${kind.slice(5)}'>` +
                `<item action='allow' order='1'/></list></query>`,
            )
          : undefined,
    },
    {
      what: 'an activation that is refused',
      code: 'activation-refused',
      answer: (iq, kind) => (kind.startsWith('active ') ? refusal(iq, 'not-allowed') : undefined),
    },
    {
      what: 'an activation that the server does not understand',
      code: 'activation-invalid',
      answer: (iq, kind) => (kind.startsWith('active ') ? refusal(iq, 'bad-request') : undefined),
    },
    {
      what: 'an activation that the user may not ask for',
      code: 'activation-forbidden',
      answer: (iq, kind) => (kind.startsWith('active ') ? refusal(iq, 'forbidden') : undefined),
    },
    {
      what: 'a list that is gone when it is activated',
      code: 'list-missing',
      answer: (iq, kind) =>
        kind.startsWith('active ') ? refusal(iq, 'item-not-found') : undefined,
    },
    {
      what: 'an activation that is acknowledged but not done',
      code: 'activation-not-confirmed',
      answer: (iq, kind) => (kind.startsWith('active ') ? result(iq) : undefined),
    },
  ]

describe('signing in invisible', () => {
  test.each(cases)('$what: no presence leaves, and the user is told', async ({ code, answer }) => {
    const { casper, wire } = await signIn(true, { answer })
    await casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
    const { error, exposure, seenBy } = casper.account().visibility
    expect(error?.code).toBe(code)
    expect({ exposure, seenBy }).toEqual({ exposure: { kind: 'nobody' }, seenBy: 0 })
    await casper.request('account.sign-out', { account: casper.account().id })
    expect(presences(wire())).toEqual([])
  })

  test('a refused list ends it there: nothing that builds upon it is sent (metronome 220)', async () => {
    const { casper, wire } = await signIn(true, {
      answer: (iq, kind) => (kind.startsWith('set ') ? refusal(iq, 'bad-request') : undefined),
    })
    await casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
    expect(wire()).not.toMatch(/<active|<default/)
  })

  test('goes through once the server does its part, on trying again', async () => {
    let refusing = true
    const { casper, id, wire } = await signIn(true, {
      answer: (iq, kind) =>
        refusing && kind.startsWith('set ') ? refusal(iq, 'not-allowed') : undefined,
    })
    await casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
    refusing = false
    await casper.request('visibility.retry', { account: id })
    await casper.confirmed()
    expect(presences(wire())).toEqual(['<presence/>'])
  })
})

describe('going invisible while visible', () => {
  test.each(cases)('$what: presence is taken back from everybody', async ({ answer }) => {
    let troubled = false
    const { casper, id, wire } = await signIn(false, {
      answer: (iq, kind) => (troubled ? answer(iq, kind) : undefined),
    })
    await casper.confirmed()
    troubled = true
    await casper.request('visibility.retry', { account: id })
    await casper.request('visibility.go-invisible', { account: id })
    await casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
    await until(() => presences(wire()).length > 1, 'the taking back')
    expect(casper.account().visibility.exposure.kind).not.toBe('available')
    expect(presences(wire())).toEqual(['<presence/>', '<presence type="unavailable"/>'])
  })
})

describe('a server without privacy lists', () => {
  const listsOnly = { choice: 'privacy-lists', scope: 'session' } as const

  test('hides by other means: no presence leaves', async () => {
    const { casper, wire } = await signIn(true, { answer: withoutLists })
    await casper.confirmed()
    const { strategy, exposure } = casper.account().visibility
    expect({ strategy, exposure }).toEqual({
      strategy: 'directed-presence',
      exposure: { kind: 'nobody' },
    })
    await casper.request('account.sign-out', { account: casper.account().id })
    expect(presences(wire())).toEqual([])
  })

  test('cannot hide by lists: no presence leaves, the user is told, and may go visible', async () => {
    const { casper, id, wire } = await signIn(true, { answer: withoutLists })
    await casper.request('visibility.choose', { account: id, ...listsOnly })
    await casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
    expect(casper.account().visibility.error?.code).toBe('lists-unsupported')
    expect(presences(wire())).toEqual([])
    await casper.request('visibility.go-visible', { account: id })
    await casper.confirmed()
    expect(casper.account().visibility.seenBy).toBe(2)
  })

  test('cannot hide by lists who is visible: presence is taken back from everybody', async () => {
    const { casper, id, wire } = await signIn(false, { answer: withoutLists })
    await casper.confirmed()
    await casper.request('visibility.choose', { account: id, ...listsOnly })
    await casper.request('visibility.go-invisible', { account: id })
    await casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
    await until(() => presences(wire()).length > 1, 'the taking back')
    expect(presences(wire())).toEqual(['<presence/>', '<presence type="unavailable"/>'])
  })
})

/** The presence stanzas on the wire; probes show nobody anything. */
function presences(wire: string): string[] {
  const all = wire.match(/<presence[ />][^>]*>?/g) ?? []
  return all.filter((stanza) => !stanza.includes('type="probe"'))
}
