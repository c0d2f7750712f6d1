// The menu: what the system's users expect to find, and nothing that opens a door into the page.
import type { MenuItemConstructorOptions } from 'electron'

/** What the menu can do. */
export interface MenuActs {
  readonly settings: () => void
  readonly hideEverywhere: () => void
  /** Whether an organisation lets anybody hide. */
  readonly mayHide: boolean
}

/** The menu's template for that system. */
export function menuTemplate(
  platform: NodeJS.Platform,
  { settings, hideEverywhere, mayHide }: MenuActs,
): MenuItemConstructorOptions[] {
  const own: MenuItemConstructorOptions[] = [
    { label: 'Settings…', accelerator: 'CommandOrControl+,', click: settings },
    { label: 'Go invisible everywhere', enabled: mayHide, click: hideEverywhere },
    { type: 'separator' },
  ]
  const first: MenuItemConstructorOptions =
    platform === 'darwin'
      ? {
          label: 'Casper',
          submenu: [
            { role: 'about' },
            { type: 'separator' },
            ...own,
            { role: 'services' },
            { type: 'separator' },
            { role: 'hide' },
            { role: 'hideOthers' },
            { role: 'unhide' },
            { type: 'separator' },
            { role: 'quit' },
          ],
        }
      : {
          label: '&Casper',
          submenu: [
            ...own,
            { role: 'close', label: '&Close window' },
            { role: 'quit', accelerator: 'Control+Q' },
          ],
        }
  return [
    first,
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ]
}
