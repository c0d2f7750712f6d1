// The same old clients without the bridge: what their contacts see when they "go invisible" on a server of today.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { addFriends, password } from '../support/friends'
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
  {
    kind: 'prosody',
    start: () => startProsody({ startTls }),
    // It passes on what is no show value of XMPP: a contact is told the very word.
    believed: (program: string) => (program === 'tkabber' ? 'invisible' : 'away'),
  },
  { kind: 'ejabberd', start: () => startEjabberd({ startTls }), believed: () => 'away' },
] as const
const programs: readonly { name: string; start: (login: ProgramLogin) => Promise<Program> }[] = [
  { name: 'mcabber', start: startMcabber },
  { name: 'psi', start: startPsi },
  { name: 'tkabber', start: startTkabber },
  { name: 'pidgin', start: startPidgin },
]

describe.each(servers)('straight to $kind', ({ start, believed }) => {
  let server: RunningServer
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())
  let close: () => Promise<void>
  afterEach(() => close())

  test.each(programs)(
    '$name is seen by its contacts, "invisible" or not',
    async ({ name, start: startProgram }) => {
      const folder = mkdtempSync(join(tmpdir(), 'casper-program-'))
      await addFriends(server, name, [{ jid: `bob${name}@localhost`, name: 'Bob' }])
      const bob = await startObserver({ server, user: `bob${name}`, password })
      const program = await startProgram({ user: name, password, port: server.port, folder })
      close = async () => {
        await program.close()
        await bob.close()
        rmSync(folder, { recursive: true, force: true })
      }
      const shown = () =>
        bob
          .from(`${name}@localhost`, 0)
          .filter((one) => one.name === 'presence' && one.from.includes('/'))
      await until(() => shown().length > 0, 'the login', 40_000)
      await program.show('away')
      await until(() => shown().some(({ xml }) => xml.includes('<show>away')), 'away', 20_000)
      await program.show('invisible')
      await sleep(2000)
      await bob.settled()
      expect(shown().map(({ type }) => type)).not.toContain('unavailable')
      expect(/<show>(\w+)</.exec(shown().at(-1)?.xml ?? '')?.[1]).toBe(believed(name))
    },
  )
})
