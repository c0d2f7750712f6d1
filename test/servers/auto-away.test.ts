// Auto-away on real servers, in every strategy that each has: what the two contacts see of somebody who leaves the machine.
import { describe, expect, test } from 'vitest'
import { until } from '../support/wait'
import { awayScene, own, places } from './away-scene'
import { watch } from './watched'

describe.each(places)('on $kind', ({ start, strategies }) => {
  const watched = watch(start)

  describe.each(strategies)('by %s', (choice) => {
    // What hiding costs without lists: whoever may see sees the user go and come back, once.
    const flicker = choice === 'privacy-lists' ? [] : ['unavailable']

    const { begin, letBobSee, heard } = awayScene(watched, choice)

    test('visible: one change when the user leaves, one when they come back, as exactly what they were', async () => {
      const { machine, bob, alice, casper } = watched()
      await begin(false)
      await heard()
      machine.pass(6)
      expect(await heard()).toEqual({ bob: ['away'], carol: ['away'] })
      machine.pass(1)
      expect(await heard()).toEqual({ bob: [], carol: [] })
      machine.pass(10)
      expect(await heard()).toEqual({ bob: ['xa'], carol: ['xa'] })
      machine.type()
      expect(await heard()).toEqual({ bob: ['chat'], carol: ['chat'] })
      const last = bob.from(alice).at(-1)?.xml ?? ''
      expect(last).toContain('<status>Ask me.</status>')
      expect(last).toContain('<priority>7</priority>')
      expect(casper.account().presence).toEqual(own)
    })

    test('visible: locking and unlocking is one change each, and the end of it is the user’s own', async () => {
      const { machine } = watched()
      await begin(false)
      await heard()
      for (let round = 0; round < 3; round += 1) {
        machine.lock()
        expect(await heard()).toEqual({ bob: ['away'], carol: ['away'] })
        machine.unlock()
        expect(await heard()).toEqual({ bob: ['chat'], carol: ['chat'] })
      }
    })

    test('invisible: nobody hears anything of leaving, coming back, locking, sleeping and waking', async () => {
      const { machine, nobodyHeard, proxy } = watched()
      await begin(true)
      await heard()
      const before = presences(proxy.outgoingStanzas())
      for (const act of [
        () => machine.pass(6),
        () => machine.pass(16),
        machine.type,
        machine.lock,
        machine.unlock,
        machine.suspend,
        () => machine.resume(30),
        machine.type,
      ]) {
        act()
        await heard()
      }
      await nobodyHeard()
      expect(presences(proxy.outgoingStanzas()), 'not a word goes out').toBe(before)
    })

    test('seen by one: who may see hears one change each time, who may not hears nothing', async () => {
      const { machine } = watched()
      const id = await begin(true, { whileInvisible: 'tell-those-who-see' })
      await letBobSee(id)
      await heard()
      machine.pass(6)
      expect(await heard()).toEqual({ bob: ['away'], carol: [] })
      machine.pass(10)
      expect(await heard()).toEqual({ bob: ['xa'], carol: [] })
      machine.type()
      expect(await heard()).toEqual({ bob: ['chat'], carol: [] })
      for (let round = 0; round < 2; round += 1) {
        machine.lock()
        expect(await heard()).toEqual({ bob: ['away'], carol: [] })
        machine.unlock()
        expect(await heard()).toEqual({ bob: ['chat'], carol: [] })
      }
    })

    test('seen by one, and nothing is to be said: neither of them hears anything', async () => {
      const { machine, nobodyHeard } = watched()
      const id = await begin(true)
      await letBobSee(id)
      await heard()
      machine.pass(16)
      machine.lock()
      await heard()
      machine.unlock()
      await heard()
      await nobodyHeard()
    })

    test('to become invisible when locked: who sees goes on seeing, the others see the user go and come', async () => {
      const { machine, casper } = watched()
      const id = await begin(false, { hideWhenLocked: true })
      await letBobSee(id)
      await heard()
      machine.lock()
      const gone = await heard()
      expect(gone.carol).toEqual(['unavailable'])
      expect(gone.bob).toEqual(choice === 'privacy-lists' ? [] : [...flicker, 'chat'])
      expect(casper.account().away).toMatchObject({ hidden: true, show: null, why: 'locked' })
      machine.unlock()
      // Without lists the presence that shows the others the return goes to everybody, and says nothing new to who sees.
      const again = choice === 'privacy-lists' ? [] : ['chat']
      expect(await heard()).toEqual({ bob: again, carol: ['chat'] })
      expect(casper.account().visibility.requested.base).toBe('visible')
      expect(casper.account().away).toBeNull()
    })

    test('to become invisible when locked and to tell who sees: one change each, both at once', async () => {
      const { machine } = watched()
      const more = { hideWhenLocked: true, whileInvisible: 'tell-those-who-see' } as const
      const id = await begin(false, more)
      await letBobSee(id)
      await heard()
      machine.lock()
      expect(await heard()).toEqual({ bob: [...flicker, 'away'], carol: ['unavailable'] })
      machine.suspend()
      expect(await heard()).toEqual({ bob: ['xa'], carol: [] })
      machine.resume(1)
      expect(await heard()).toEqual({ bob: [], carol: [] })
      machine.unlock()
      expect(await heard()).toEqual({ bob: ['chat'], carol: ['chat'] })
    })

    test('away, then invisible when locked, and nothing is to be said: who sees hears of the return alone', async () => {
      const { machine } = watched()
      const id = await begin(false, { hideWhenLocked: true, onLock: 'nothing' })
      await letBobSee(id)
      await heard()
      machine.pass(6)
      expect(await heard()).toEqual({ bob: ['away'], carol: ['away'] })
      machine.lock()
      const covered = choice === 'privacy-lists' ? [] : [...flicker, 'away']
      expect(await heard()).toEqual({ bob: covered, carol: ['unavailable'] })
      machine.pass(20)
      expect(await heard()).toEqual({ bob: [], carol: [] })
      machine.unlock()
      expect(await heard()).toEqual({ bob: ['chat'], carol: ['chat'] })
    })

    test('“do not disturb” is hidden like any other state, and is back as exactly what it was', async () => {
      const { machine, bob, carol, alice, casper } = watched()
      const id = await begin(false, { hideWhenLocked: true })
      await heard()
      const busy = { show: 'dnd', status: 'By hand.', priority: 3 } as const
      await casper.request('presence.set', { account: id, presence: busy })
      expect(await heard()).toEqual({ bob: ['dnd'], carol: ['dnd'] })
      machine.lock()
      expect(await heard()).toEqual({ bob: ['unavailable'], carol: ['unavailable'] })
      machine.unlock()
      expect(await heard()).toEqual({ bob: ['dnd'], carol: ['dnd'] })
      for (const seen of [bob, carol]) {
        expect(seen.from(alice).at(-1)?.xml).toContain('<status>By hand.</status>')
      }
      expect(casper.account().presence).toEqual(busy)
    })

    test('since when is told to the quarter of an hour, to who may see, and else to nobody (XEP-0319)', async () => {
      const { machine, bob, alice, proxy } = watched()
      const more = { whileInvisible: 'tell-those-who-see', idleTime: 'coarse' } as const
      const id = await begin(true, more)
      await letBobSee(id)
      await heard()
      machine.pass(6)
      expect(await heard()).toEqual({ bob: ['away'], carol: [] })
      // One server (prosody) writes attributes in any order.
      const [idle = ''] = /<idle [^>]*>/.exec(bob.from(alice).at(-1)?.xml ?? '') ?? []
      expect(idle).toContain('urn:xmpp:idle:1')
      const [, since = ''] = /since=['"](.+?)['"]/.exec(idle) ?? []
      expect(since).toMatch(/:(00|15|30|45):00Z$/)
      expect(Date.parse(since)).toBeLessThanOrEqual(machine.clock.now() - 6 * 60_000)
      machine.pass(1)
      expect(await heard()).toEqual({ bob: [], carol: [] })
      machine.type()
      expect(await heard()).toEqual({ bob: ['chat'], carol: [] })
      expect(bob.from(alice).at(-1)?.xml).not.toContain('urn:xmpp:idle:1')
      expect(proxy.outgoing().split('urn:xmpp:idle:1')).toHaveLength(2)
    })

    test('asleep, and the connection lost: what the new session says is right from its first word', async () => {
      const { machine, casper, proxy, bob, carol, alice } = watched()
      await begin(false)
      await heard()
      machine.suspend()
      expect(await heard()).toEqual({ bob: ['xa'], carol: ['xa'] })
      proxy.drop()
      await casper.when('the loss', ({ connection }) => connection.state !== 'online')
      machine.resume(60)
      await casper.when('the return', ({ connection }) => connection.state === 'online', 15_000)
      await casper.confirmed()
      const woken = await heard()
      for (const seen of [...woken.bob, ...woken.carol])
        expect(['xa', 'unavailable']).toContain(seen)
      machine.type()
      await casper.confirmed()
      await until(async () => bob.from(alice).at(-1)?.xml.includes('<show>chat'), 'the return')
      await carol.settled()
      expect(carol.from(alice).at(-1)?.xml).toContain('<status>Ask me.</status>')
      expect(casper.account().presence).toEqual(own)
    })
  })
})

function presences(stanzas: readonly { name: string; xml: string }[]): string {
  return stanzas
    .filter(({ name, xml }) => name === 'presence' && !xml.includes('type="probe"'))
    .map(({ xml }) => xml)
    .join('\n')
}
