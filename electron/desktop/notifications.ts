// Announcements as the system shows them. An answer given there goes the way of every message: through the gate.
import type { Announcement } from '../core/attention'
import { announcementsOf, isUnread } from '../core/attention'
import type { Core } from '../core/core'
import type { Modules, SystemNotification } from './modules'
import type { Ask, ShellPart } from './shell'

/** What the announcer needs. */
export interface AnnouncerParts {
  readonly Notification: Modules['Notification']
  readonly platform: NodeJS.Platform
  readonly core: Pick<Core, 'request'>
  readonly ask: Ask
  /** Brings the window up. */
  readonly show: () => void
}

/** How many stand at once; the oldest gives way. */
const most = 8
const longestReply = 65_536

/** Builds the part that announces what is said, and takes it back once it is read. */
export function createAnnouncer({
  Notification,
  platform,
  core,
  ask,
  show,
}: AnnouncerParts): ShellPart {
  const shown = new Map<string, SystemNotification>()
  const canReplyInPlace = platform !== 'linux'

  const drop = (key: string): void => {
    const old = shown.get(key)
    shown.delete(key)
    old?.close()
  }

  const visit = ({ account, peer }: Announcement, draft = '', asks = false): void => {
    void ask('errand.give', { kind: 'chat', account, peer, draft, asks })
    show()
  }

  const reply = async (to: Announcement, words: string): Promise<void> => {
    const body = words.slice(0, longestReply)
    if (body.trim() === '') return visit(to)
    const { account, peer } = to
    const sent = await core.request('message.send', { account, peer, body })
    if (sent.ok) void ask('chat.read', { account, peer })
    else visit(to, body, sent.error.code === 'gate-asks')
  }

  const announce = (one: Announcement): void => {
    const { key, account, peer, title, body, canReply } = one
    drop(key)
    const notification = new Notification({
      title,
      body: platform === 'linux' ? withoutMarkup(body) : body,
      hasReply: canReply && canReplyInPlace,
      replyPlaceholder: 'Reply',
      actions: [
        { type: 'button', text: 'Mark as read' },
        ...(canReply && !canReplyInPlace ? [{ type: 'button', text: 'Reply' } as const] : []),
      ],
    })
    notification.on('click', () => visit(one))
    notification.on('reply', (details) => void reply(one, details.reply))
    notification.on('action', (details) => {
      if (details.actionIndex === 0) void ask('chat.read', { account, peer })
      else visit(one)
      drop(key)
    })
    shown.set(key, notification)
    const [oldest = key] = shown.keys()
    if (shown.size > most) drop(oldest)
    notification.show()
  }

  return {
    changed: (after, before, events) => {
      for (const key of [...shown.keys()]) if (!isUnread(after, key)) drop(key)
      if (before && Notification.isSupported()) {
        announcementsOf(before, after, events).forEach(announce)
      }
    },
    close: () => [...shown.keys()].forEach(drop),
  }
}

/** The notification servers of Linux read a body as markup, some of them whatever it is escaped to. */
function withoutMarkup(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆')
}
