// To become invisible while nobody is there, on real servers, in every strategy that each has: who saw the user sees them go
// once and come back once as exactly what they were, and who is hidden from all the while hears of none of it.
import { describe, expect, test } from 'vitest'
import { awayScene, own, places } from './away-scene'
import { watch } from './watched'

describe.each(places)('on $kind', ({ start, strategies }) => {
  const watched = watch(start)

  describe.each(strategies)('by %s', (choice) => {
    const { begin, letBobSee, hideFromBob, heard } = awayScene(watched, choice)
    const nothing = { bob: [], carol: [] }

    const isBack = (): void => {
      const { casper, carol, alice } = watched()
      const last = carol.from(alice).at(-1)?.xml ?? ''
      expect(last).toContain('<status>Ask me.</status>')
      expect(last).toContain('<priority>7</priority>')
      expect(casper.account()).toMatchObject({
        presence: own,
        visibility: { requested: { base: 'visible' } },
        away: null,
      })
    }

    test('when idle: one going, nothing while time goes on, one coming back', async () => {
      const { machine, casper } = watched()
      await begin(false, { hideWhenIdle: true })
      await heard()
      for (let round = 0; round < 2; round += 1) {
        machine.pass(6)
        expect(await heard()).toEqual({ bob: ['unavailable'], carol: ['unavailable'] })
        expect(casper.account().away).toMatchObject({ hidden: true, show: null, why: 'idle' })
        machine.pass(10)
        machine.pass(600)
        expect(await heard()).toEqual(nothing)
        machine.type()
        expect(await heard()).toEqual({ bob: ['chat'], carol: ['chat'] })
        isBack()
      }
    })

    test.each([
      ['idle', { hideWhenIdle: true }],
      ['locked', { hideWhenLocked: true }],
    ] as const)(
      'when %s, and hidden from one all the while: they hear nothing',
      async (why, more) => {
        const { machine } = watched()
        await hideFromBob(await begin(false, more))
        await heard()
        for (let round = 0; round < 2; round += 1) {
          if (why === 'idle') machine.pass(6)
          else machine.lock()
          expect(await heard()).toEqual({ bob: [], carol: ['unavailable'] })
          machine.pass(20)
          expect(await heard()).toEqual(nothing)
          machine.unlock()
          expect(await heard()).toEqual({ bob: [], carol: ['chat'] })
          isBack()
        }
      },
    )

    test('idle, locked, asleep and awake again, all of them: one going and one coming back', async () => {
      const { machine } = watched()
      await hideFromBob(await begin(false, { hideWhenIdle: true, hideWhenLocked: true }))
      await heard()
      machine.pass(6)
      expect(await heard()).toEqual({ bob: [], carol: ['unavailable'] })
      for (const act of [machine.lock, machine.suspend, () => machine.resume(60), machine.type]) {
        act()
        expect(await heard()).toEqual(nothing)
      }
      machine.unlock()
      expect(await heard()).toEqual({ bob: [], carol: ['chat'] })
      isBack()
    })

    test('invisible to all but one who is told: one change at the sleep, one at the return', async () => {
      const { machine } = watched()
      await letBobSee(await begin(true, { whileInvisible: 'tell-those-who-see' }))
      await heard()
      for (let round = 0; round < 2; round += 1) {
        machine.suspend()
        expect(await heard()).toEqual({ bob: ['xa'], carol: [] })
        machine.resume(30, round === 0)
        machine.pass(1)
        expect(await heard()).toEqual(nothing)
        machine.type()
        expect(await heard()).toEqual({ bob: ['chat'], carol: [] })
      }
    })

    test('hidden when idle, and the line lost twice: nobody hears of it, and the return is one', async () => {
      const { machine, casper, proxy } = watched()
      await hideFromBob(await begin(false, { hideWhenIdle: true }))
      await heard()
      machine.pass(6)
      expect(await heard()).toEqual({ bob: [], carol: ['unavailable'] })
      for (let round = 0; round < 2; round += 1) {
        proxy.drop()
        await casper.when('the loss', ({ connection }) => connection.state !== 'online')
        machine.pass(9)
        await casper.when('the return', ({ connection }) => connection.state === 'online', 15_000)
        expect(await heard()).toEqual(nothing)
      }
      machine.type()
      expect(await heard()).toEqual({ bob: [], carol: ['chat'] })
      isBack()
    })

    test('somebody is back while the line is lost: the new session says what is theirs, once', async () => {
      const { machine, casper, proxy } = watched()
      await hideFromBob(await begin(false, { hideWhenIdle: true }))
      await heard()
      machine.pass(6)
      expect(await heard()).toEqual({ bob: [], carol: ['unavailable'] })
      proxy.refuse()
      proxy.drop()
      await casper.when('the loss', ({ connection }) => connection.state !== 'online')
      machine.type()
      proxy.accept()
      await casper.when('the return', ({ connection }) => connection.state === 'online', 15_000)
      expect(await heard()).toEqual({ bob: [], carol: ['chat'] })
      isBack()
    })
  })
})
