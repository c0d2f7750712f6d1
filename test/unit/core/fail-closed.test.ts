// A step towards hiding that fails ends unavailable, never visible, and says so (XEP-0126 s.3; RFC 3921 s.10).
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../support/scripted-im'
import { refusal, result } from '../../support/scripted-im'
import { until } from '../../support/wait'
import { signIn } from './scripted-account'

const cases: readonly { readonly what: string; readonly code: string; readonly answer: Answer }[] =
  [
    {
      what: 'a server without privacy lists',
      code: 'lists-unsupported',
      answer: (iq, kind) => (kind === 'names' ? refusal(iq, 'service-unavailable') : undefined),
    },
    {
      what: 'a server that is silent about its lists',
      code: 'server-silent',
      answer: (_iq, kind) => (kind === 'names' ? null : undefined),
    },
    {
      what: 'a list that is refused',
      code: 'list-refused',
      answer: (iq, kind) => (kind.startsWith('set ') ? refusal(iq, 'not-allowed') : undefined),
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

  test('a server without lists still lets go visible again', async () => {
    const { casper, id } = await signIn(true, { answer: cases[0]?.answer as Answer })
    await casper.when('the failure', ({ visibility }) => visibility.phase === 'failed')
    await casper.request('visibility.go-visible', { account: id })
    await casper.confirmed()
    expect(casper.account().visibility.seenBy).toBe(2)
  })
})

/** The presence stanzas on the wire; probes show nobody anything. */
function presences(wire: string): string[] {
  const all = wire.match(/<presence[ />][^>]*>?/g) ?? []
  return all.filter((stanza) => !stanza.includes('type="probe"'))
}
