// What no page may do, whichever window it is in: leave, open windows, embed, or use the machine.
import type { Session } from 'electron'
import { appOrigin } from './app-protocol'
import { externalUrl, isOwnLink } from './external'
import type { Modules, Page } from './modules'

/**
 * Binds one web contents; call for each as it is created. A link out goes to the system's browser, if allowed.
 * @param openLink takes links to people and rooms
 */
export function hardenContents(
  contents: Pick<Page, 'on' | 'setWindowOpenHandler'>,
  shell: Modules['shell'],
  openLink: (url: string) => void,
): void {
  const openOutside = (url: string): void => {
    const link = externalUrl(url)
    if (isOwnLink(url)) openLink(url)
    else if (link !== undefined) shell.openExternal(link).catch(() => undefined)
  }
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault()
    openOutside(event.url)
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Denies every permission but that of our own pages to copy text on a click, every device and every screen. */
export function hardenSession(
  session: Pick<
    Session,
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setDevicePermissionHandler'
    | 'setDisplayMediaRequestHandler'
    | 'setBluetoothPairingHandler'
  >,
): void {
  const isAllowed = (permission: string, origin: string): boolean =>
    permission === 'clipboard-sanitized-write' && origin === appOrigin
  session.setPermissionRequestHandler((_, permission, answer, { requestingUrl }) => {
    answer(requestingUrl.startsWith(`${appOrigin}/`) && isAllowed(permission, appOrigin))
  })
  session.setPermissionCheckHandler((_, permission, origin) =>
    isAllowed(permission, origin.replace(/\/$/, '')),
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_, answer) => answer(null))
  session.setBluetoothPairingHandler((_, answer) => answer({ confirmed: false }))
}
