// The tray: what is seen of every account, and the same wishes that the window offers, by the same commands.
import { join } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import { forbids, setByWords } from '../../shared/managed'
import type { AccountView, Show } from '../../shared/model'
import type { AppSnapshot } from '../../shared/snapshot'
import { plain, unreadOf } from '../core/attention'
import type { Modules, TrayIcon } from './modules'
import type { Ask, ShellPart } from './shell'
import { trayMood, trayWords } from './tray-words'

/** What the tray can do. */
export interface TrayActs {
  readonly ask: Ask
  readonly show: () => void
  readonly hideEverywhere: () => void
  readonly quit: () => void
}

const longest = 64

const availabilities: readonly (readonly [show: Show | null, label: string])[] = [
  [null, 'Available'],
  ['chat', 'Free for chat'],
  ['away', 'Away'],
  ['xa', 'Not available'],
  ['dnd', 'Do not disturb'],
]

/** Reads what is known: when the menu is made, and again when an item is clicked. */
type Now = () => Pick<AppSnapshot, 'accounts' | 'managed'>

/** The menu for the state of now. */
export function trayTemplate(now: Now, acts: TrayActs): MenuItemConstructorOptions[] {
  const { accounts, managed } = now()
  const mayHide = !forbids(managed, 'forbidInvisible')
  const all = Object.values(accounts)
  const [only] = all
  const items =
    all.length === 1 && only
      ? accountItems(only, now, acts, mayHide)
      : all.map((account) => ({
          label: literally(account.jid),
          submenu: accountItems(account, now, acts, mayHide),
        }))
  return [
    { label: 'Show Casper', click: acts.show },
    { type: 'separator' },
    ...items,
    ...(all.length > 0 ? [{ type: 'separator' } as const] : []),
    ...(mayHide ? [] : [{ label: literally(setByWords(managed)), enabled: false }]),
    ...(all.length > 1
      ? [{ label: 'Go invisible everywhere', enabled: mayHide, click: acts.hideEverywhere }]
      : []),
    { label: 'Quit Casper', click: acts.quit },
  ]
}

function accountItems(
  account: AccountView,
  now: Now,
  { ask }: TrayActs,
  mayHide: boolean,
): MenuItemConstructorOptions[] {
  const { id, presence, connection, visibility } = account
  const hidden = visibility.requested.base === 'invisible'
  const signedOut = connection.state === 'signed-out'
  const ofAccount = { account: id }
  const setShow = (wanted: Show | null): void => {
    const current = now().accounts[id]?.presence
    if (current) void ask('presence.set', { ...ofAccount, presence: { ...current, show: wanted } })
  }
  return [
    { label: trayWords(account), enabled: false },
    {
      label: 'Visible',
      type: 'radio',
      checked: !hidden,
      click: () => void ask('visibility.go-visible', ofAccount),
    },
    {
      label: 'Invisible',
      type: 'radio',
      checked: hidden,
      enabled: mayHide,
      click: () => void ask('visibility.go-invisible', ofAccount),
    },
    {
      label: 'Availability',
      submenu: availabilities.map(([show, label]) => ({
        label,
        type: 'radio',
        checked: presence.show === show,
        click: () => setShow(show),
      })),
    },
    signedOut
      ? { label: 'Sign in', click: () => void ask('account.sign-in', ofAccount) }
      : { label: 'Sign out', click: () => void ask('account.sign-out', ofAccount) },
  ]
}

/** Builds the part that keeps the tray. @param iconDir the folder with its pictures */
export function createTray(
  { Tray, Menu }: Pick<Modules, 'Tray' | 'Menu'>,
  platform: NodeJS.Platform,
  iconDir: string,
  acts: TrayActs,
): ShellPart {
  let tray: TrayIcon | undefined
  let latest: AppSnapshot | undefined
  let shownMenu = ''
  let shownPicture = ''

  const picture = (state: AppSnapshot): string => {
    const unread = unreadOf(state) > 0 ? '-unread' : ''
    // macOS colours pictures of that name to fit its menu bar.
    const kind = platform === 'darwin' ? 'Template' : ''
    return `tray-${trayMood(Object.values(state.accounts))}${unread}${kind}.png`
  }

  const draw = (shown: TrayIcon, state: AppSnapshot): void => {
    const template = trayTemplate(() => latest ?? state, { ...acts, ask })
    const menu = JSON.stringify(template)
    // A menu that is open closes when it is replaced.
    if (menu === shownMenu) return
    shownMenu = menu
    shown.setContextMenu(Menu.buildFromTemplate(template))
    shown.setToolTip(tipOf(state))
  }

  // Electron checks a radio item by the click alone; whatever came of the wish, the menu is made anew from what is so.
  const ask: Ask = async (command, payload) => {
    const result = await acts.ask(command, payload)
    shownMenu = ''
    if (tray && latest) draw(tray, latest)
    return result
  }

  return {
    changed: (state) => {
      latest = state
      const name = picture(state)
      const path = join(iconDir, name)
      if (!tray) {
        tray = new Tray(path)
        // On macOS a click opens the menu.
        if (platform !== 'darwin') tray.on('click', acts.show)
      } else if (name !== shownPicture) tray.setImage(path)
      shownPicture = name
      draw(tray, state)
    },
    close: () => {
      tray?.destroy()
      tray = undefined
    },
  }
}

function tipOf({ accounts }: AppSnapshot): string {
  const lines = Object.values(accounts).map((one) => `${one.jid}: ${trayWords(one)}`)
  return plain(['Casper', ...lines].join(' – '), 2 * longest)
}

/** An ampersand would underline the letter after it. */
function literally(text: string): string {
  return plain(text, longest).replaceAll('&', '&&')
}
