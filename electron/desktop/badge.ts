// How much is unread, on the icon of the app: a number where the system has one, a mark on Windows.
import { unreadOf } from '../core/attention'
import type { Modules, Window } from './modules'
import type { ShellPart } from './shell'
import { following } from './shell'

/** Builds the part that keeps it. @param mark puts the mark on the window of Windows, or takes it off */
export function createBadge(
  app: Pick<Modules['app'], 'setBadgeCount'>,
  platform: NodeJS.Platform,
  mark: () => void,
): ShellPart {
  return following(unreadOf, (unread) => {
    if (platform === 'win32') mark()
    else app.setBadgeCount(unread)
  })
}

/** Puts the mark on a window of Windows, or takes it off. @param picture its path */
export function markWindow(
  { nativeImage }: Pick<Modules, 'nativeImage'>,
  window: Pick<Window, 'setOverlayIcon'>,
  picture: string,
  unread: number,
): void {
  if (unread === 0) window.setOverlayIcon(null, '')
  else window.setOverlayIcon(nativeImage.createFromPath(picture), `${unread} unread`)
}
