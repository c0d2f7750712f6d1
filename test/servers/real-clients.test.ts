// Real old clients through the bridge to real servers: what they mean by invisible is what their contacts get.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { password } from '../support/friends'
import type { Observer } from '../support/observer'
import { startMcabber } from '../support/programs/mcabber'
import { startPidgin } from '../support/programs/pidgin'
import type { Program, ProgramLogin } from '../support/programs/program'
import { startPsi } from '../support/programs/psi'
import { startTkabber } from '../support/programs/tkabber'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import { sleep, until } from '../support/wait'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene } from './bridge-scene'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
] as const

describe.each(servers)('through the bridge to $kind', ({ start }) => {
  let server: RunningServer
  let scene: BridgeScene
  let folder: string
  let program: Program | undefined
  let count = 0
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    count += 1
    folder = mkdtempSync(join(tmpdir(), 'casper-program-'))
    scene = await startBridgeScene(server, String(count))
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await program?.log(), scene.log())
    await program?.close()
    program = undefined
    await scene.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const login = (port = scene.port): ProgramLogin => ({
    user: `alice${String(count)}`,
    password,
    port,
    folder,
  })
  const begun = <P extends Program>(started: P): P => {
    program = started
    return started
  }
  const bare = (observer: Observer): string => observer.jid.slice(0, observer.jid.indexOf('/'))
  const bothHear = async (expected: readonly string[]): Promise<void> => {
    await scene.heard(scene.bob, expected)
    await scene.heard(scene.carol, expected)
  }
  /** Waits until it is logged in, which some take long for; both are shown the user. */
  const comesOn = async (): Promise<void> => {
    const { bob, carol, alice } = scene
    const isShown = (one: Observer) =>
      one
        .from(alice, 0)
        .some(({ name, type, from }) => name === 'presence' && type === '' && from.includes('/'))
    await until(() => isShown(bob) && isShown(carol), 'the login', 40_000)
    await bothHear(['available'])
  }
  const account = () => Object.values(scene.snapshot().accounts)[0]
  const isConfirmed = () =>
    until(() => account()?.visibility.phase === 'confirmed', 'the confirmation', 20_000)
  const isAwayTo = (observer: Observer): boolean =>
    observer.from(scene.alice, 0).some(({ xml }) => xml.includes('<show>away'))
  /** Bob writes and is answered; nobody else hears of it. */
  const chat = async ({ write }: Program): Promise<void> => {
    const { bob, carol, alice, news, heard } = scene
    bob.message(alice, 'are you there?')
    await write(bare(bob), 'yes')
    await until(
      () => bob.from(alice, 0).some(({ xml }) => xml.includes('<body>yes')),
      'the answer',
      20_000,
    )
    expect((await news(bob)).every((name) => name === 'message')).toBe(true)
    await heard(carol, [])
  }

  test('Psi: on, invisible, talking, away while invisible, on again, off', async () => {
    const psi = begun(await startPsi(login()))
    await comesOn()
    // Contacts learn what it can do (XEP-0115).
    expect(scene.bob.from(scene.alice, 0).at(-1)?.xml).toContain('psi-im.org')
    await psi.show('invisible')
    await bothHear(['unavailable'])
    await chat(psi)
    await psi.show('away')
    await bothHear(['away'])
    await psi.show('invisible')
    await bothHear(['unavailable'])
    await psi.show('online')
    await bothHear(['available'])
    await psi.close()
    await bothHear(['unavailable'])
  })

  test('Psi: logs in invisible, and nobody learns of it', async () => {
    const { bob, carol, news } = scene
    const psi = begun(await startPsi(login(), { first: 'invisible' }))
    await isConfirmed()
    await chat(psi)
    await psi.close()
    expect([await news(bob), await news(carol)]).toEqual([[], []])
  })

  test('Psi: its own auto-away while invisible tells nobody', async () => {
    const { bob, carol, news } = scene
    const start = (name: string, first: 'online' | 'invisible') => {
      const own = join(folder, name)
      mkdirSync(own)
      return startPsi({ ...login(), folder: own }, { first, awayAfter: 1 })
    }
    const hidden = begun(await start('hidden', 'invisible'))
    await isConfirmed()
    // Nothing of it shows that it is away: another one tells, which nobody touches for less long.
    const seen = await start('seen', 'online')
    await comesOn()
    await until(() => isAwayTo(bob), 'auto-away', 90_000).finally(() => seen.close())
    await bothHear(['away', 'unavailable'])
    await hidden.close()
    expect([await news(bob), await news(carol)]).toEqual([[], []])
  })

  test('mcabber: its own auto-away while invisible tells nobody', async () => {
    const { bob, carol, news } = scene
    const mcabber = begun(await startMcabber(login()))
    await comesOn()
    await mcabber.raw("<presence type='invisible'/>")
    await bothHear(['unavailable'])
    await mcabber.goesAwayAfter(4)
    await until(
      () => mcabber.log().then((screen) => /set: \[.>a\]/.test(screen)),
      'auto-away',
      20_000,
    )
    expect([await news(bob), await news(carol)]).toEqual([[], []])
    await chat(mcabber)
    expect(account()?.visibility.requested.base).toBe('invisible')
    await mcabber.show('online')
    await sleep(1000)
    expect([await news(bob), await news(carol)]).toEqual([[], []])
    // Whoever types is back, to their program; to others only when they say so.
    await mcabber.raw("<presence type='visible'/>")
    await bothHear(['available'])
    await mcabber.raw(`<presence type='invisible' to='${bare(bob)}'/>`)
    await scene.heard(bob, ['unavailable'])
    expect(await news(carol)).toEqual([])
  })

  test('Tkabber: hides from one by a list of its own, which no server ever gets', async () => {
    const { bob, carol, heard, news } = scene
    const tkabber = begun(await startTkabber(login()))
    await comesOn()
    await tkabber.hideFrom(bare(bob), true)
    await heard(bob, ['unavailable'])
    // Its own auto-away is for the other one alone.
    await tkabber.goesAwayAfter(1)
    await heard(carol, ['away'])
    expect(await news(bob)).toEqual([])
    await chat(tkabber)
    await tkabber.hideFrom(bare(bob), false)
    // Shown again by the list that went, and told once more by Tkabber itself.
    await heard(bob, ['away', 'away'])
    await tkabber.show('away')
    await tkabber.close()
    await bothHear(['unavailable'])
  })

  test('Tkabber: on, invisible, its own auto-away, talking, on again', async () => {
    const { bob, carol, news } = scene
    const tkabber = begun(await startTkabber(login()))
    await comesOn()
    await tkabber.show('invisible')
    await bothHear(['unavailable'])
    await tkabber.goesAwayAfter(1)
    await sleep(2000)
    expect([await news(bob), await news(carol)]).toEqual([[], []])
    await chat(tkabber)
    await tkabber.goesAwayAfter(600)
    await tkabber.show('online')
    await bothHear(['available'])
  })

  test('Pidgin: hides from one, which it offers on the port without a version', async () => {
    const { bob, heard, news, carol, versionlessPort } = scene
    const groups = ['Friends', 'Work']
    const pidgin = begun(await startPidgin(login(versionlessPort), { groups, awayAfter: 1 }))
    await comesOn()
    await pidgin.toggleHiding()
    await heard(bob, ['unavailable'])
    // Its own auto-away is for the other one alone.
    await until(() => isAwayTo(carol), 'auto-away', 90_000)
    expect((await news(carol)).at(-1)).toBe('away')
    expect(await news(bob)).toEqual([])
    await chat(pidgin)
    await pidgin.show('away')
    await heard(carol, ['away'])
    expect(await news(bob)).toEqual([])
    await pidgin.toggleHiding()
    await heard(bob, ['away'])
  })

  test('Pidgin: hidden in Casper, whatever it does and whatever it takes for away', async () => {
    const { bob, carol, core, news } = scene
    const pidgin = begun(await startPidgin(login(), { awayAfter: 1 }))
    await comesOn()
    await core.request('visibility.go-invisible', { account: account()?.id })
    await bothHear(['unavailable'])
    await until(() => account()?.presence.show === 'away', 'auto-away', 90_000)
    await chat(pidgin)
    for (const status of ['invisible', 'online', 'away'] as const) await pidgin.show(status)
    await sleep(2000)
    expect([await news(bob), await news(carol)]).toEqual([[], []])
    await core.request('visibility.go-visible', { account: account()?.id })
    await bothHear(['away'])
  })
})
