// What can be done about a contact, in words, and what they would learn by it.
import type { BareJid } from '../../shared/jid'
import type { AccountView, Contact, SubscriptionAct, WaitingAct } from '../../shared/model'

/** An act that is asked about before it is done. */
export type GraveAct = 'part' | 'remove' | 'block' | 'unblock'

/** Whether somebody is on the roster, and did not only write to the user. */
export function isListed({ subscription, ask, groups, name }: Contact): boolean {
  return subscription !== 'none' || ask || groups.length > 0 || name !== ''
}

/** Whether the user sees them, by subscription. */
export function isRead({ subscription }: Contact): boolean {
  return subscription === 'to' || subscription === 'both'
}

/** Whether they may be sent the user's presence, by subscription. */
export function isReader({ subscription }: Contact): boolean {
  return subscription === 'from' || subscription === 'both'
}

/** Whether somebody is blocked. */
export function isBlocked({ blocked }: AccountView, jid: BareJid): boolean {
  return blocked?.includes(jid) === true
}

const titles: Readonly<Record<GraveAct, (name: string) => string>> = {
  part: (name) => `Show ${name} nothing any more?`,
  remove: (name) => `Remove ${name}?`,
  block: (name) => `Block ${name}?`,
  unblock: (name) => `Unblock ${name}?`,
}

const buttons: Readonly<Record<GraveAct, string>> = {
  part: 'Show them nothing',
  remove: 'Remove',
  block: 'Block',
  unblock: 'Unblock',
}

const meanings: Readonly<Record<GraveAct, string>> = {
  part: 'They are told that they may not see you any more, and have to ask again.',
  remove: 'They leave your contacts, and neither of you sees the other any more. They are told so.',
  block:
    'Nothing of theirs reaches you, and nothing of yours reaches them, until you unblock them.',
  unblock: 'They can write to you again, and see you where your rules let them.',
}

/** The question before an act: a title, the words of yes, and what it means. */
export function questionOf(act: GraveAct, name: string): readonly [string, string, string] {
  return [titles[act](name), buttons[act], meanings[act]]
}

/** What this server would tell a contact who must not see the user; null where it tells nothing. */
export function costOf({ serverInfo }: AccountView, act: GraveAct): string | null {
  if (serverInfo === null) return null
  return act === 'part' || act === 'remove' ? serverInfo.costs.part : serverInfo.costs.block
}

const waiting: Readonly<Record<SubscriptionAct, string>> = {
  subscribe: 'Your request waits until it can be sent unseen',
  subscribed: 'Your yes waits until it can be sent unseen',
  unsubscribe: 'Not to see them any more waits until it can be sent unseen',
  unsubscribed: 'Your no waits until it can be sent unseen',
}

/** What waits to be sent to somebody, in words; empty where nothing does. */
export function waitingWords({ waitingActs }: AccountView, jid: BareJid): string {
  return actWords(waitingActs.find(({ to }) => to === jid))
}

/** An act that waits, in words. */
export function actWords(act: WaitingAct | undefined): string {
  return act ? waiting[act.act] : ''
}

/** The names of all groups of a roster, in alphabetical order. */
export function groupNames(contacts: readonly Contact[]): readonly string[] {
  const names = new Set(contacts.flatMap(({ groups }) => groups))
  return [...names].sort((a, b) => a.localeCompare(b))
}
