// How much is unread, on the icon of the app: a number where the system has one, a mark on Windows.
import type { BrowserWindow } from 'electron'
import { unreadOf } from '../core/attention'
import type { Modules } from './modules'
import type { ShellPart } from './shell'
import { following } from './shell'

/** Builds the part that keeps it. @param mark the picture for Windows */
export function createBadge(
  { app, nativeImage }: Pick<Modules, 'app' | 'nativeImage'>,
  platform: NodeJS.Platform,
  mark: string,
  window: () => Pick<BrowserWindow, 'setOverlayIcon'> | undefined,
): ShellPart {
  return following(unreadOf, (unread) => {
    if (platform !== 'win32') app.setBadgeCount(unread)
    else if (unread === 0) window()?.setOverlayIcon(null, '')
    else window()?.setOverlayIcon(nativeImage.createFromPath(mark), `${unread} unread`)
  })
}
