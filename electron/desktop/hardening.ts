// What no page may do, whichever window it is in: leave, open windows, embed, or use the machine.
import type { Session, Shell, WebContents } from 'electron'
import { appOrigin } from './app-protocol'
import { externalUrl } from './external'

/** Binds one web contents; call for each as it is created. A link out goes to the system's browser, if allowed. */
export function hardenContents(contents: WebContents, shell: Pick<Shell, 'openExternal'>): void {
  const openOutside = (url: string): void => {
    const link = externalUrl(url)
    if (link !== undefined) shell.openExternal(link).catch(() => undefined)
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

/** Denies every permission but notifications of our own pages. */
export function hardenSession(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
): void {
  const isAllowed = (permission: string, origin: string): boolean =>
    permission === 'notifications' && origin === appOrigin
  session.setPermissionRequestHandler((_, permission, answer, { requestingUrl }) => {
    answer(requestingUrl.startsWith(`${appOrigin}/`) && isAllowed(permission, appOrigin))
  })
  session.setPermissionCheckHandler((_, permission, origin) =>
    isAllowed(permission, origin.replace(/\/$/, '')),
  )
  session.setDevicePermissionHandler(() => false)
}
