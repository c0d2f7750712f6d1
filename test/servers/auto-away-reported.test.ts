// What users of other clients complained about in auto-away, each as a test that bears the complaint's name.
import { describe, expect, test } from 'vitest'
import { createPageIdle } from '../../electron/tab/idle'
import type { AutoAway } from '../../shared/away/auto-away'
import { noAutoAway } from '../../shared/away/auto-away'
import type { OwnPresence } from '../../shared/model'
import { startEmbedded } from '../support/embedded'
import { startProsody } from '../support/prosody'
import { watch } from './watched'

const wishes: AutoAway = {
  ...noAutoAway,
  awayAfter: 5,
  xaAfter: 15,
  onLock: 'away',
  onSuspend: 'away',
  status: 'Not here.',
}

const places = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'embedded', start: () => startEmbedded() },
] as const

describe.each(places)('auto-away, as others got it wrong, on $kind', ({ start }) => {
  const watched = watch(start)

  const begin = async (
    invisible: boolean,
    presence: OwnPresence = { show: null, status: 'Hello.', priority: 3 },
    more: Partial<AutoAway> = {},
  ): Promise<string> => {
    const { casper, bob, carol, news, signIn } = watched()
    const id = await signIn(invisible)
    await casper.request('presence.set', { account: id, presence })
    await casper.request('settings.set', { autoAway: { ...wishes, ...more } })
    await casper.confirmed()
    await Promise.all([news(bob), news(carol)])
    return id
  }
  const bobHeard = async (): Promise<string[]> => {
    await watched().casper.confirmed()
    return watched().news(watched().bob)
  }
  const lastOfBob = (): string => watched().bob.from(watched().alice).at(-1)?.xml ?? ''

  test('auto-away turns Offline into Away, that is, visible', async () => {
    const { casper, machine, nobodyHeard, bob, carol, news, proxy } = watched()
    const id = await begin(true)
    machine.pass(6)
    machine.type()
    await casper.confirmed()
    await nobodyHeard()
    await casper.request('account.sign-out', { account: id })
    await casper.when('the end', ({ connection }) => connection.state === 'signed-out')
    await Promise.all([news(bob), news(carol)])
    const before = proxy.outgoing()
    machine.pass(20)
    machine.type()
    expect(casper.account().connection.state).toBe('signed-out')
    expect(proxy.outgoing()).toBe(before)
    await nobodyHeard()
  })

  test('stays Away after sleep and reconnect, with the old message', async () => {
    const { casper, machine, proxy } = watched()
    await begin(false)
    machine.suspend()
    expect(await bobHeard()).toEqual(['away'])
    expect(lastOfBob()).toContain('<status>Not here.</status>')
    proxy.drop()
    await casper.when('the loss', ({ connection }) => connection.state !== 'online')
    machine.resume(90)
    machine.type()
    await casper.when('the return', ({ connection }) => connection.state === 'online', 15_000)
    expect((await bobHeard()).at(-1)).toBe('available')
    expect(lastOfBob()).toContain('<status>Hello.</status>')
    expect(lastOfBob()).toContain('<priority>3</priority>')
  })

  test.each(['dnd', 'away', 'xa'] as const)(
    'auto-away overrides a presence set by hand: %s',
    async (show) => {
      const { machine } = watched()
      await begin(false, { show, status: 'By hand.', priority: 3 })
      machine.pass(6)
      machine.pass(20)
      machine.lock()
      expect(await bobHeard()).toEqual([])
      machine.unlock()
      expect(await bobHeard()).toEqual([])
      expect(lastOfBob()).toContain('<status>By hand.</status>')
    },
  )

  test.each([
    ['counts its sleep as idle', true],
    ['counts nothing while it sleeps', false],
  ])('merely waking the screen sets you online, where the machine %s', async (_, counted) => {
    const { machine } = watched()
    await begin(false)
    machine.suspend()
    expect(await bobHeard()).toEqual(['away'])
    machine.resume(3, counted)
    machine.pass(1)
    expect(await bobHeard()).toEqual([])
    machine.type()
    expect(await bobHeard()).toEqual(['available'])
    machine.lock()
    expect(await bobHeard()).toEqual(['away'])
    machine.pass(6)
    machine.type()
    expect(await bobHeard(), 'a key on the locked screen').toEqual([])
    machine.unlock()
    expect(await bobHeard()).toEqual(['available'])
  })

  test('it might leak too much information about the user', async () => {
    const { machine, proxy } = watched()
    await begin(false)
    machine.pass(6)
    expect(await bobHeard()).toEqual(['away'])
    expect(proxy.outgoing()).not.toContain('urn:xmpp:idle')
  })

  test('away on screen lock is missing', async () => {
    const { machine } = watched()
    await begin(false)
    machine.lock()
    expect(await bobHeard()).toEqual(['away'])
  })

  test('lock and unlock never restore the status', async () => {
    const { casper, machine } = watched()
    await begin(false)
    for (let round = 0; round < 2; round += 1) {
      machine.lock()
      await casper.confirmed()
      machine.unlock()
      expect((await bobHeard()).at(-1)).toBe('available')
      expect(lastOfBob()).toContain('<status>Hello.</status>')
    }
  })

  test('a choice made while away is forgotten on return, or told twice', async () => {
    const { casper, machine } = watched()
    const id = await begin(false)
    machine.lock()
    expect(await bobHeard()).toEqual(['away'])
    const presence = { show: 'dnd', status: 'Busy now.', priority: 3 } as const
    await casper.request('presence.set', { account: id, presence })
    expect(await bobHeard()).toEqual(['dnd'])
    machine.unlock()
    expect(await bobHeard()).toEqual([])
    expect(casper.account().presence).toEqual(presence)
  })
})

describe('two idle sources fighting, presence flapping', () => {
  const pages = createPageIdle(Date.now)
  const watched = watch(
    () => startEmbedded(),
    () => ({ idle: pages }),
  )

  test('of two pages the least idle one counts, and each change is told once', async () => {
    const { bob, casper, news, signIn } = watched()
    await signIn(false)
    await casper.request('settings.set', { autoAway: wishes })
    const [here, there] = [{}, {}]
    const report = (page: object, seconds: number) =>
      casper.core.request('idle.report', { seconds, locked: false }, page)
    await report(here, 0)
    for (let round = 0; round < 3; round += 1) {
      await report(there, 600)
      await report(here, 1)
    }
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
    await report(here, 301)
    await report(there, 601)
    await casper.confirmed()
    expect(await news(bob)).toEqual(['away'])
    pages.pages.gone(there)
    await report(here, 0)
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
    pages.pages.gone(here)
    await casper.confirmed()
    expect(await news(bob), 'where nobody knows, nothing happens').toEqual([])
  })
})

describe('where the system itself knows', () => {
  const watched = watch(() => startEmbedded())

  test('a page is not believed beside it', async () => {
    const { casper } = watched()
    const said = await casper.core.request('idle.report', { seconds: 900, locked: true }, {})
    expect(said).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })
})
