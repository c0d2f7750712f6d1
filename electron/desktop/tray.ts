// The tray: what is seen of every account, and the same wishes that the window offers, by the same commands.
import { join } from 'node:path'
import type { MenuItemConstructorOptions, Tray as ElectronTray } from 'electron'
import { forbids, setByWords } from '../../shared/managed'
import type { AccountView, Show } from '../../shared/model'
import type { AppSnapshot } from '../../shared/snapshot'
import { plain, unreadOf } from '../core/attention'
import type { Modules } from './modules'
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

/** The menu for that state. */
export function trayTemplate(
  { accounts, managed }: Pick<AppSnapshot, 'accounts' | 'managed'>,
  acts: TrayActs,
): MenuItemConstructorOptions[] {
  const mayHide = !forbids(managed, 'forbidInvisible')
  const all = Object.values(accounts)
  const [only] = all
  const items =
    all.length === 1 && only
      ? accountItems(only, acts, mayHide)
      : all.map((account) => ({
          label: literally(account.jid),
          submenu: accountItems(account, acts, mayHide),
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
  { ask }: TrayActs,
  mayHide: boolean,
): MenuItemConstructorOptions[] {
  const { id, presence, connection, visibility } = account
  const hidden = visibility.requested.base === 'invisible'
  const signedOut = connection.state === 'signed-out'
  const ofAccount = { account: id }
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
        click: () => void ask('presence.set', { ...ofAccount, presence: { ...presence, show } }),
      })),
    },
    signedOut
      ? { label: 'Sign in', click: () => void ask('account.sign-in', ofAccount) }
      : { label: 'Sign out', click: () => void ask('account.sign-out', ofAccount) },
  ]
}

/** Builds the part that keeps the tray. @param iconDir the folder with its pictures */
export function createTray(
  { Tray, Menu, nativeImage }: Pick<Modules, 'Tray' | 'Menu' | 'nativeImage'>,
  platform: NodeJS.Platform,
  iconDir: string,
  acts: TrayActs,
): ShellPart {
  let tray: ElectronTray | undefined
  let shownMenu = ''
  let shownPicture = ''

  const picture = (state: AppSnapshot): string => {
    const unread = unreadOf(state) > 0 ? '-unread' : ''
    // macOS colours pictures of that name to fit its menu bar.
    const kind = platform === 'darwin' ? 'Template' : ''
    return `tray-${trayMood(Object.values(state.accounts))}${unread}${kind}.png`
  }

  return {
    changed: (state) => {
      const name = picture(state)
      const image = () => nativeImage.createFromPath(join(iconDir, name))
      if (!tray) {
        tray = new Tray(image())
        tray.on('click', acts.show)
      } else if (name !== shownPicture) tray.setImage(image())
      shownPicture = name
      const template = trayTemplate(state, acts)
      const menu = JSON.stringify(template)
      // A menu that is open closes when it is replaced.
      if (menu === shownMenu) return
      shownMenu = menu
      tray.setContextMenu(Menu.buildFromTemplate(template))
      tray.setToolTip(tipOf(state))
    },
    close: () => tray?.destroy(),
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
