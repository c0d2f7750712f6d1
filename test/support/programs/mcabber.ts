// mcabber in a terminal (tmux). It knows no invisibility of its own any more, but sends any stanza as typed.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startChild } from '../child'
import { until } from '../wait'
import type { Program, ProgramLogin } from './program'

const run = promisify(execFile)

/** Starts it; it logs in by itself, by PLAIN. */
export async function startMcabber(login: ProgramLogin): Promise<McabberProgram> {
  const { user, password, port, folder } = login
  const home = join(folder, 'mcabber')
  mkdirSync(home, { mode: 0o700 })
  const rc = join(home, 'rc')
  const settings = {
    server: '127.0.0.1',
    port,
    tls: 0,
    ssl: 0,
    resource: 'mcabber',
    pgp: 0,
    otr: 0,
  }
  const lines = Object.entries({
    jid: `${user}@localhost`,
    password,
    ...settings,
  })
  writeFileSync(rc, lines.map(([key, value]) => `set ${key} = ${String(value)}\n`).join(''), {
    mode: 0o600,
  })
  const socket = join(home, 'tmux')
  const tmux = (...args: string[]) => run('tmux', ['-S', socket, ...args])
  const child = startChild('tmux', ['-S', socket, '-f', '/dev/null', '-D'], {
    cwd: home,
    env: { HOME: home, TERM: 'screen', LC_ALL: 'C.UTF-8' },
  })
  await until(
    () =>
      tmux('new-session', '-d', '-x', '120', '-y', '40', `mcabber -f ${rc}`).then(
        () => true,
        () => false,
      ),
    'tmux',
  )
  const screen = async () => (await tmux('capture-pane', '-p')).stdout
  const type = async (line: string) => {
    await tmux('send-keys', '-l', line)
    await tmux('send-keys', 'Enter')
  }
  const raw = (xml: string) => type(`/rawxml send ${xml}`)
  return {
    name: 'mcabber',
    raw,
    goesAwayAfter: (seconds) => type(`/set autoaway = ${String(seconds)}`),
    show: (status) =>
      status === 'invisible' ? raw("<presence type='invisible'/>") : type(`/status ${status}`),
    write: (to, body) => type(`/say_to -q ${to} ${body}`),
    log: screen,
    close: async () => {
      // The one that runs it need not be the child: whichever came first has the socket.
      await tmux('kill-server').catch(() => undefined)
      await child.end('SIGTERM')
    },
  }
}

/** mcabber, which can be told to send a stanza as it is. */
export interface McabberProgram extends Program {
  raw(xml: string): Promise<void>
  /** It goes away by itself after so many seconds without a key; before: never. */
  goesAwayAfter(seconds: number): Promise<void>
}
