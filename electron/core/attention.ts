// What deserves the user's attention while they look elsewhere: which messages are announced, in which words, and how
// many are unread. Pure: the shell of the desktop asks it after every batch of events.
import type { AccountId, AccountView, Message, Room } from '../../shared/model'
import type { BareJid } from '../../shared/jid'
import { localOf } from '../../shared/jid'
import type { AppEvent, AppSnapshot } from '../../shared/snapshot'

/** One conversation that is announced; a later announcement with the same key replaces it. */
export interface Announcement {
  readonly key: string
  readonly account: AccountId
  readonly peer: BareJid
  /** Plain text without controls, on one line. */
  readonly title: string
  readonly body: string
  /** Whether an answer given to the announcement would go to whoever spoke, and to nobody else. */
  readonly canReply: boolean
}

/** Code points. */
const longestTitle = 80
const longestBody = 240

/** The conversations to announce for these events. @param before the state without them, `after` with them */
export function announcementsOf(
  before: AppSnapshot,
  after: AppSnapshot,
  events: readonly AppEvent[],
): readonly Announcement[] {
  const { notifications } = after.settings.desktop
  if (notifications === 'off') return []
  const announced = new Map<string, Announcement>()
  for (const event of events) {
    if (event.type !== 'message.changed' || event.message.direction !== 'in') continue
    const account = after.accounts[event.account]
    if (!account || !deserves(before, after, account, event.message)) continue
    const one = announcement(after, account, event.message, notifications === 'all')
    announced.set(one.key, one)
  }
  return [...announced.values()]
}

/** How many messages wait to be read, but for those of the muted. */
export function unreadOf({ accounts, contacts, rooms }: AppSnapshot): number {
  return Object.values(accounts)
    .flatMap(({ id, muted }) => {
      const all = [...Object.values(contacts[id] ?? {}), ...Object.values(rooms[id] ?? {})]
      return all.filter(({ jid }) => !muted.includes(jid))
    })
    .reduce((sum, { unread }) => sum + unread, 0)
}

/** Whether that conversation has something unread; `key` as announced. */
export function isUnread({ contacts, rooms }: AppSnapshot, key: string): boolean {
  const at = key.indexOf(' ')
  const [account, peer] = [key.slice(0, at), key.slice(at + 1) as BareJid]
  return ((rooms[account]?.[peer] ?? contacts[account]?.[peer])?.unread ?? 0) > 0
}

/** Text of others, fit to be shown by the system: one line, no controls, nothing that turns its direction. */
export function plain(text: string, most: number): string {
  const line = text
    .slice(0, 4 * most)
    .replaceAll(/[\s\0-\x1f\x7f-\x9f\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim()
  const points = [...line.toWellFormed()]
  return points.length > most ? `${points.slice(0, most - 1).join('')}…` : points.join('')
}

function deserves(
  before: AppSnapshot,
  after: AppSnapshot,
  { id, muted }: AccountView,
  message: Message,
): boolean {
  const { peer } = message
  if (muted.includes(peer)) return false
  if (after.looking?.account === id && after.looking.peer === peer) return false
  if (!isUnread(after, keyOf(id, peer))) return false
  const room = after.rooms[id]?.[peer]
  if (!room) return true
  // What a room tells of the time before the user came is no news.
  const isNews = room.unread > (before.rooms[id]?.[peer]?.unread ?? 0)
  return isNews && (message.whispered === true || mentions(message.body, room))
}

function mentions(body: string, { nick }: Room): boolean {
  const literally = nick.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])${literally}(?![\\p{L}\\p{N}])`, 'iu')
  return nick !== '' && whole.test(body)
}

function announcement(
  { rooms, contacts, accounts }: AppSnapshot,
  { id, jid }: AccountView,
  message: Message,
  withText: boolean,
): Announcement {
  const { peer, nick } = message
  const room = rooms[id]?.[peer]
  const name = room ? localOf(peer) || peer : contacts[id]?.[peer]?.name || peer
  const who = nick ? `${nick}, ${name}` : name
  const several = Object.keys(accounts).length > 1
  const words = withText ? message.body : 'wrote to you'
  return {
    key: keyOf(id, peer),
    account: id,
    peer,
    title: plain(several ? `${who} to ${jid}` : who, longestTitle),
    body: plain(words, longestBody),
    canReply: message.whispered !== true,
  }
}

function keyOf(account: AccountId, peer: BareJid): string {
  return `${account} ${peer}`
}
