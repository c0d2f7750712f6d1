// Psi on a display of its own, told what to do from its command line.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startChild } from '../child'
import { until } from '../wait'
import { startDisplay } from './display'
import type { Program, ProgramLogin } from './program'

const run = promisify(execFile)

/** What may be different. */
export interface PsiOptions {
  /** What it logs in as; default online. */
  readonly first?: 'online' | 'invisible'
  /** Minutes until its auto-away; default: none. */
  readonly awayAfter?: number
}

/** Starts it; it logs in by itself. */
export async function startPsi(login: ProgramLogin, options: PsiOptions = {}): Promise<Program> {
  const { folder } = login
  const display = await startDisplay(folder)
  const profile = join(folder, 'psi', 'profiles', 'default')
  mkdirSync(profile, { recursive: true })
  writeFileSync(join(profile, 'accounts.xml'), accounts(login, options.first ?? 'online'))
  writeFileSync(join(profile, 'options.xml'), preferences(options))
  const own = { ...display.env, PSIDATADIR: join(folder, 'psi'), QT_QPA_PLATFORM: 'xcb' }
  const env = { ...process.env, ...own }
  const child = startChild('psi', ['--profile=default'], { cwd: folder, env: own })
  const remote = (...args: string[]) =>
    run('psi', ['--profile=default', '--remote', ...args], { env })
  return {
    name: 'Psi',
    show: async (status) => void (await remote(`--status=${status}`)),
    write: async (to, body) => {
      await remote(`--uri=xmpp:${to}?message;type=chat`)
      const chat = ['search', '--onlyvisible', '--name', /^[a-z]+/.exec(to)?.[0] ?? '']
      const type = [...chat, 'windowfocus', '--sync', 'type', '--delay', '20', body]
      // A window can be found before it takes the focus.
      const typed = () =>
        run('xdotool', type, { env })
          .then(() => true)
          .catch(() => false)
      await until(typed, 'the window of the chat', 20_000)
      await run('xdotool', ['key', 'Return'], { env })
    },
    log: () => Promise.resolve(child.log()),
    close: async () => {
      await child.end('SIGTERM')
      await display.close()
    },
  }
}

// Psi hides a password from a glance: each character, XORed with one of the address.
function accounts({ user, password, port }: ProgramLogin, first: string): string {
  const jid = `${user}@localhost`
  const codes = [...password].map(
    (char, at) => char.charCodeAt(0) ^ jid.charCodeAt(at % jid.length),
  )
  const hidden = codes.map((code) => code.toString(16).padStart(4, '0')).join('')
  const text = {
    id: '{488396e1-b741-4d85-8bd1-42a2d49e13b2}',
    name: 'bridge',
    jid,
    password: hidden,
  }
  const server = {
    host: '127.0.0.1',
    ssl: 'no',
    'allow-plain': 'always',
    'last-status': first,
    resource: 'psi',
  }
  const yes = ['use-host', 'enabled', 'auto', 'auto-same-status']
  const no = ['legacy-ssl-probe', 'automatic-resource']
  const tags = [
    ...Object.entries({ ...text, ...server }).map(([key, value]) => tag(key, 'QString', value)),
    ...yes.map((key) => tag(key, 'bool', 'true')),
    ...no.map((key) => tag(key, 'bool', 'false')),
    tag('port', 'int', String(port)),
    tag('priority', 'int', '5'),
  ]
  return (
    '<!DOCTYPE accounts>\n<accounts version="1.5" xmlns="http://psi-im.org/options">' +
    `<accounts comment=""><a0>${tags.join('\n')}</a0></accounts></accounts>\n`
  )
}

function preferences({ awayAfter }: PsiOptions): string {
  const away =
    `<auto-away>${tag('use-away', 'bool', String(awayAfter !== undefined))}` +
    `${tag('away-after', 'int', String(awayAfter ?? 10))}</auto-away>`
  const quiet = `<auto-update>${tag('check-on-startup', 'bool', 'false')}</auto-update>`
  const port = `<p2p><bytestreams>${tag('listen-port', 'int', '0')}</bytestreams></p2p>`
  const menu = `<ui><menu><status>${tag('invisible', 'bool', 'true')}</status></menu></ui>`
  const keychain = `<keychain>${tag('enabled', 'bool', 'false')}</keychain>`
  const options = `${quiet}${port}${menu}${keychain}<status>${away}</status>`
  return (
    '<!DOCTYPE psi>\n<psi version="1.5" xmlns="http://psi-im.org/options">' +
    `<options comment="">${options}</options></psi>\n`
  )
}

function tag(name: string, type: string, value: string): string {
  return `<${name} type="${type}">${value}</${name}>`
}
