// The same old clients without the bridge: what their contacts see of what they do on a server of today.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { addFriends, password } from '../support/friends'
import { createNews } from '../support/news'
import { startObserver } from '../support/observer'
import { startMcabber } from '../support/programs/mcabber'
import { startPidgin } from '../support/programs/pidgin'
import type { Program, ProgramLogin } from '../support/programs/program'
import { startPsi } from '../support/programs/psi'
import { startTkabber } from '../support/programs/tkabber'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import { sleep, until } from '../support/wait'

const startTls = false
const servers = [
  { kind: 'prosody', start: () => startProsody({ startTls }) },
  { kind: 'ejabberd', start: () => startEjabberd({ startTls }) },
] as const

let count = 0

describe.each(servers)('straight to $kind', ({ kind, start }) => {
  let server: RunningServer
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  /** Alice logs in with a program; two contacts watch. */
  const scene = async <P extends Program>(begin: (login: ProgramLogin) => Promise<P>) => {
    count += 1
    const folder = mkdtempSync(join(tmpdir(), 'casper-program-'))
    const [alice, bob, carol] = [
      `alice${String(count)}`,
      `bob${String(count)}`,
      `carol${String(count)}`,
    ] as const
    const bare = `${bob}@localhost`
    const friends = [bare, `${carol}@localhost`].map((jid) => ({ jid, name: jid }))
    await addFriends(server, alice, friends)
    const watch = (user: string) => startObserver({ server, user, password })
    const [one, other] = await Promise.all([watch(bob), watch(carol)])
    const { heard } = createNews(`${alice}@localhost`, [one, other])
    const program = await begin({ user: alice, password, port: server.port, folder })
    onTestFinished(async () => {
      await program.close()
      await Promise.all([one.close(), other.close()])
      rmSync(folder, { recursive: true, force: true })
    })
    /** After an act, the one contact has been shown that, and the other one the same or what is said of them. */
    const shows = async (expected: readonly string[], others = expected) => {
      // That nothing comes takes a while.
      if (expected.length === 0) await sleep(2000)
      await heard(one, expected)
      await heard(other, others)
    }
    const isShown = () => one.from(`${alice}@localhost`, 0).some(({ from }) => from.includes('/'))
    return {
      program,
      bare,
      shows,
      /** What the one contact got last, as XML. */
      last: () => one.stanzas().at(-1)?.xml,
      comesOn: async () => {
        await until(isShown, 'the login', 40_000)
        await shows(['available'])
      },
      chat: async () => {
        one.message(`${alice}@localhost`, 'are you there?')
        await program.write(bare, 'yes')
        await until(
          () => one.stanzas().some(({ xml }) => xml.includes('<body>yes')),
          'the answer',
          20_000,
        )
        await shows(['message'], [])
      },
    }
  }

  // It is broadcast by the one with the word in it, and dropped by the other.
  const tkabberInvisible = kind === 'prosody' ? ['invisible'] : []

  test.each([
    { name: 'mcabber', begin: startMcabber, invisible: [] },
    { name: 'Psi', begin: startPsi, invisible: [] },
    { name: 'Tkabber', begin: startTkabber, invisible: tkabberInvisible },
    { name: 'Pidgin', begin: startPidgin, invisible: [] },
  ])('$name is never gone: not when "invisible", nor when it comes back', async (about) => {
    const { program, shows, comesOn, chat } = await scene<Program>(about.begin)
    await comesOn()
    await program.show('away')
    await shows(['away'])
    await program.show('invisible')
    await shows(about.invisible)
    await chat()
    // Whoever believes to be invisible is seen to go away.
    await program.show('online')
    await shows(['available'])
    await program.show('invisible')
    await shows(about.invisible)
    await program.show('away')
    await shows(['away'])
  })

  test('Psi: logs in invisible, and is seen by nobody until it says otherwise', async () => {
    const { program, shows } = await scene((login) => startPsi(login, { first: 'invisible' }))
    await sleep(3000)
    await shows([])
    await program.show('online')
    await shows(['available'])
  })

  test('mcabber: hides from one, who sees everything', async () => {
    const { program, shows, comesOn, bare } = await scene(startMcabber)
    await comesOn()
    await program.raw(`<presence type='invisible' to='${bare}'/>`)
    await shows([])
    await program.show('away')
    await shows(['away'])
  })

  test('Tkabber: hides from one by its list, where the server has lists', async () => {
    const { program, shows, comesOn, chat, bare } = await scene(startTkabber)
    await comesOn()
    await program.hideFrom(bare, true)
    await shows(['unavailable'], [])
    await program.show('away')
    await shows([], ['away'])
    await chat()
    await program.hideFrom(bare, false)
    await shows(['away'], [])
  })

  test('mcabber: its auto-away while "invisible" is seen', async () => {
    const { program, shows, comesOn } = await scene(startMcabber)
    await comesOn()
    await program.show('invisible')
    await program.goesAwayAfter(4)
    await sleep(4000)
    await shows(['away'])
  })

  test('Tkabber: no auto-away while "invisible"', async () => {
    const { program, shows, comesOn } = await scene(startTkabber)
    await comesOn()
    await program.show('invisible')
    await shows(tkabberInvisible)
    await program.goesAwayAfter(2)
    await shows([])
    // It would be by now.
    await program.show('online')
    await shows(['available', 'away'])
  })

  test('Psi and Pidgin: nobody at them while "invisible"; Pidgin tells since when', async () => {
    const psi = await scene((login) => startPsi(login, { awayAfter: 1 }))
    const pidgin = await scene((login) => startPidgin(login, { awayAfter: 1 }))
    await Promise.all([psi.comesOn(), pidgin.comesOn()])
    await Promise.all([psi.program.show('invisible'), pidgin.program.show('invisible')])
    await sleep(75_000)
    await psi.shows([])
    await pidgin.shows(['available'])
    expect(pidgin.last()).toMatch(/<query [^>]*seconds='\d+'/)
    // It would be away by now.
    await psi.program.show('online')
    await psi.shows(['available', 'away'])
  })
})
