// Orders a roster for showing: groups, then people, those who are here first. Quick enough for every batch.
import type { BareJid } from '../../shared/jid'
import type { Contact } from '../../shared/model'
import type { Target } from '../../shared/visibility/policy'

/** A heading of the people list and those under it. */
export interface GroupRow {
  readonly kind: 'group'
  readonly key: string
  /** Names the line for screen readers. */
  readonly label: string
  readonly name: string
  /** The roster group a rule can name; null where the heading is not a group of the roster. */
  readonly target: Target | null
  readonly members: readonly Contact[]
  readonly online: number
}

/** A person in the people list; somebody in two groups has two rows. */
export interface ContactRow {
  readonly kind: 'contact'
  readonly key: string
  /** The key of the heading it stands under; empty in search results. */
  readonly group: string
  readonly label: string
  readonly contact: Contact
}

/** A line of the people list. */
export type Row = GroupRow | ContactRow

type Roster = Readonly<Record<BareJid, Contact>>

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })
const strangers = 'Not in your contacts'
const ungrouped = 'No group'

/** What a contact is called. */
export function nameOf(contact: Pick<Contact, 'name' | 'jid'>): string {
  return contact.name.trim() === '' ? contact.jid : contact.name
}

/** What contacts are called, by address. */
export function namesOf(contacts: readonly Contact[]): ReadonlyMap<string, string> {
  return new Map(contacts.map((contact) => [contact.jid, nameOf(contact)]))
}

/** Whether somebody only wrote to the user and is not a contact of theirs. */
function isStranger(contact: Contact): boolean {
  return contact.subscription === 'none' && !contact.ask && contact.groups.length === 0
}

/**
 * Makes an orderer that keeps the alphabetical order between calls: sorting what is almost sorted costs one pass,
 * so a burst of presences never pays for a whole sort.
 */
export function createOrderer(): (roster: Roster) => readonly Contact[] {
  let previous: readonly BareJid[] = []
  return (roster) => {
    const known = new Set(previous)
    const order = previous.flatMap((jid) => roster[jid] ?? [])
    for (const contact of Object.values(roster)) if (!known.has(contact.jid)) order.push(contact)
    order.sort((a, b) => collator.compare(nameOf(a), nameOf(b)) || (a.jid < b.jid ? -1 : 1))
    previous = order.map((contact) => contact.jid)
    return order
  }
}

/** The groups of an ordered roster by name, people in no group and strangers last. */
export function groupsOf(ordered: readonly Contact[]): readonly GroupRow[] {
  const groups = new Map<string, Contact[]>()
  const loose: Contact[] = []
  const others: Contact[] = []
  for (const contact of ordered) {
    if (isStranger(contact)) others.push(contact)
    else if (contact.groups.length === 0) loose.push(contact)
    for (const name of contact.groups) {
      const members = groups.get(name)
      if (members) members.push(contact)
      else groups.set(name, [contact])
    }
  }
  const named = [...groups].sort(([a], [b]) => collator.compare(a, b))
  const rows = named.map(([name, members]) =>
    groupRow(`group:${name}`, name, { type: 'group', value: name }, members),
  )
  if (loose.length > 0) rows.push(groupRow('loose', ungrouped, null, loose))
  if (others.length > 0) rows.push(groupRow('strangers', strangers, null, others))
  return rows
}

/** The lines to show: each heading, and under those that are not folded their people. */
export function rowsOf(groups: readonly GroupRow[], folded: ReadonlySet<string>): readonly Row[] {
  const rows: Row[] = []
  for (const group of groups) {
    rows.push(group)
    if (folded.has(group.key)) continue
    for (const contact of group.members) rows.push(contactRow(group.key, contact))
  }
  return rows
}

/** Those whose name or address contains the words, in the given order. */
export function searchRows(ordered: readonly Contact[], words: string): readonly Row[] {
  const wanted = words.trim().toLocaleLowerCase()
  return ordered
    .filter(
      (contact) =>
        contact.name.toLocaleLowerCase().includes(wanted) || contact.jid.includes(wanted),
    )
    .map((contact) => contactRow('', contact))
}

function contactRow(group: string, contact: Contact): ContactRow {
  return { kind: 'contact', key: `${group}/${contact.jid}`, group, label: nameOf(contact), contact }
}

function groupRow(key: string, name: string, target: Target | null, all: Contact[]): GroupRow {
  const here = all.filter((contact) => contact.resources.length > 0)
  const gone = all.filter((contact) => contact.resources.length === 0)
  const members = [...here, ...gone]
  return { kind: 'group', key, label: `Group ${name}`, name, target, members, online: here.length }
}
