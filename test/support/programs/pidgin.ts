// Pidgin on a display of its own, told what to do over its session bus, and by its menus where it must be.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startChild } from '../child'
import { until } from '../wait'
import { startDisplay } from './display'
import type { Program, ProgramLogin } from './program'

const run = promisify(execFile)
/** How libpurple numbers what a saved status is. */
const primitives = { online: 2, invisible: 4, away: 5 } as const

/** From the top of a contact's menu down to the item about hiding. */
const hidingItem = Array.from({ length: 7 }, () => 'Down')

/** Pidgin, which lets its user hide from one contact where it takes the server for an old one. */
export interface PidginProgram extends Program {
  /** Chooses "Temporarily Hide From", or "Un-hide From", in the menu of the first contact on the list. */
  toggleHiding(): Promise<void>
}

/** What may be different. */
export interface PidginOptions {
  /** The groups in the order in which its list shows them; default: as it likes. */
  readonly groups?: readonly string[]
  /** Minutes until its auto-away; default: none. */
  readonly awayAfter?: number
}

/** Starts it; it logs in by itself. */
export async function startPidgin(
  login: ProgramLogin,
  { groups = [], awayAfter }: PidginOptions = {},
): Promise<PidginProgram> {
  const { user, folder } = login
  const display = await startDisplay(folder)
  const home = join(folder, 'pidgin')
  mkdirSync(home)
  writeFileSync(join(home, 'accounts.xml'), accounts(login))
  const list = groups.map(
    (name) => `<group name='${name}'><setting name='collapsed' type='bool'>0</setting></group>`,
  )
  writeFileSync(
    join(home, 'blist.xml'),
    `<purple version='1.0'><blist>${list.join('')}</blist></purple>`,
  )
  writeFileSync(join(home, 'prefs.xml'), preferences(awayAfter))
  const env = { ...process.env, ...display.env }
  const child = startChild('pidgin', ['-c', home], { cwd: home, env: display.env })
  const call = async (method: string, ...args: string[]): Promise<string> => {
    const to = ['--session', '--print-reply=literal', '--dest=im.pidgin.purple.PurpleService']
    const what = ['/im/pidgin/purple/PurpleObject', `im.pidgin.purple.PurpleInterface.${method}`]
    const { stdout } = await run('dbus-send', [...to, ...what, ...args], { env })
    return stdout.trim().split(/\s+/).at(-1) ?? ''
  }
  const account = await until(
    () =>
      call(
        'PurpleAccountsFindConnected',
        `string:${user}@localhost/pidgin`,
        'string:prpl-jabber',
      ).then(
        (id) => id !== '0' && id,
        () => false,
      ),
    () => `Pidgin: ${child.log()}`,
    30_000,
  )
  return {
    name: 'Pidgin',
    show: async (status) => {
      const saved = await call(
        'PurpleSavedstatusNew',
        'string:',
        `int32:${String(primitives[status])}`,
      )
      await call('PurpleSavedstatusActivate', `int32:${saved}`)
    },
    write: async (to, body) => {
      const chat = await call(
        'PurpleConversationNew',
        'int32:1',
        `int32:${account}`,
        `string:${to}`,
      )
      const im = await call('PurpleConvIm', `int32:${chat}`)
      await call('PurpleConvImSend', `int32:${im}`, `string:${body}`)
    },
    toggleHiding: async () => {
      const find = ['search', '--onlyvisible', '--name', 'Buddy List']
      const look = () => run('xdotool', find, { env }).catch(() => undefined)
      const { stdout } = await until(look, 'the buddy list', 20_000)
      const window = stdout.trim().split('\n')[0] ?? ''
      // Beside the window of a conversation; the first contact stands under the first group.
      const first = ['mousemove', '--window', window, '60', '62', 'click', '3']
      await run('xdotool', ['windowmove', '--sync', window, '600', '0', ...first], { env })
      await run('xdotool', ['key', '--delay', '50', ...hidingItem, 'Return'], { env })
    },
    log: () => Promise.resolve(child.log()),
    close: async () => {
      await child.end('SIGTERM')
      await display.close()
    },
  }
}

function accounts({ user, password, port }: ProgramLogin): string {
  const settings = [
    ['connect_server', 'string', '127.0.0.1'],
    ['port', 'int', String(port)],
    ['connection_security', 'string', 'opportunistic_tls'],
    ['auth_plain_in_clear', 'bool', '1'],
  ].map(
    ([name = '', type = '', value = '']) =>
      `<setting name='${name}' type='${type}'>${value}</setting>`,
  )
  const status = `<status type='available' name='Available' active='true'><attributes/></status>`
  return (
    `<?xml version='1.0' encoding='UTF-8' ?>\n<account version='1.0'><account>` +
    `<protocol>prpl-jabber</protocol><name>${user}@localhost/pidgin</name><password>${password}</password>` +
    `<statuses>${status}</statuses><settings>${settings.join('')}</settings>` +
    `<settings ui='gtk-gaim'><setting name='auto-login' type='bool'>1</setting></settings></account></account>\n`
  )
}

function preferences(awayAfter: number | undefined): string {
  const set = [
    ['away_when_idle', 'bool', awayAfter === undefined ? '0' : '1'],
    ['mins_before_away', 'int', String(awayAfter ?? 5)],
  ].map(
    ([name = '', type = '', value = '']) =>
      `<pref name='${name}' type='${type}' value='${value}'/>`,
  )
  const away = `<pref name='away'>${set.join('')}</pref>`
  return `<?xml version='1.0'?>\n<pref version='1' name='/'><pref name='purple'>${away}</pref></pref>\n`
}
