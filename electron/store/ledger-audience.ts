// Keeps audiences small: the same people for the same reasons are stored once, others as what differs from them.
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { LedgerPerson } from '../../shared/ledger'
import type { AccountId } from '../../shared/model'

/** Whom something broadcast was shown to, and from whom it was kept. Worked out when it is stored. */
export interface Audience {
  readonly people: () => readonly LedgerPerson[]
}

/** Stores audiences. */
export interface AudienceStore {
  /** @returns its id, and to how many it was shown; null for an audience of nobody. */
  keep(
    account: AccountId,
    audience: Audience,
  ): { readonly id: number; readonly shown: number } | null
  /** Deletes those that no row has any more. */
  tidy(): void
}

/** Audiences of up to that many people are always stored whole. */
const small = 50

/** Prepares the storing of audiences. */
export function createAudienceStore(database: DatabaseSync): AudienceStore {
  const known = new Map<AccountId, WeakMap<Audience, { id: number; shown: number } | null>>()
  const find = database.prepare('SELECT id, shown FROM audience WHERE account = ? AND hash = ?')
  const lastWhole = database.prepare(
    'SELECT max(id) AS id FROM audience WHERE account = ? AND base IS NULL',
  )
  const membersOf = database.prepare('SELECT jid, sees, why FROM member WHERE audience = ?')
  const insert = database.prepare(
    'INSERT INTO audience (account, hash, base, shown, kept) VALUES (?, ?, ?, ?, ?)',
  )
  const addMember = database.prepare(
    'INSERT INTO member (audience, jid, sees, why) VALUES (?, ?, ?, ?)',
  )
  const tidyAudiences = database.prepare(
    `DELETE FROM audience
     WHERE id NOT IN (SELECT audience FROM disclosure WHERE audience IS NOT NULL)
       AND id NOT IN (SELECT base FROM audience WHERE base IS NOT NULL AND id IN
         (SELECT audience FROM disclosure WHERE audience IS NOT NULL))`,
  )
  const tidyMembers = database.prepare(
    'DELETE FROM member WHERE audience NOT IN (SELECT id FROM audience)',
  )

  const differing = (base: number, people: ReadonlyMap<string, LedgerPerson>): Row[] => {
    const gone: Row[] = []
    const same = new Set<string>()
    for (const { jid, sees, why } of membersOf.iterate(base)) {
      const now = people.get(String(jid))
      if (!now) gone.push([String(jid), -1, ''])
      else if (Number(now.sees) === sees && now.why === why) same.add(now.jid)
    }
    return [...gone, ...rowsOf(people).filter(([jid]) => !same.has(jid))]
  }

  const store = (account: AccountId, audience: Audience): { id: number; shown: number } | null => {
    const people = new Map(audience.people().map((one) => [one.jid as string, one]))
    if (people.size === 0) return null
    const hash = hashOf(people)
    const found = find.get(account, hash)
    if (found) return { id: Number(found['id']), shown: Number(found['shown']) }
    const base = people.size > small ? lastWhole.get(account)?.['id'] : null
    const changes = typeof base === 'number' ? differing(base, people) : null
    const isDelta = changes !== null && changes.length <= people.size / 4
    const shown = [...people.values()].filter(({ sees }) => sees).length
    const values = [isDelta ? Number(base) : null, shown, people.size - shown] as const
    const id = Number(insert.run(account, hash, ...values).lastInsertRowid)
    for (const row of isDelta ? changes : rowsOf(people)) addMember.run(id, ...row)
    return { id, shown }
  }

  return {
    keep: (account, audience) => {
      const ofAccount = known.get(account) ?? new WeakMap()
      known.set(account, ofAccount)
      const before = ofAccount.get(audience)
      if (before !== undefined) return before
      const stored = store(account, audience)
      ofAccount.set(audience, stored)
      return stored
    },
    tidy: () => {
      known.clear()
      tidyAudiences.run()
      tidyMembers.run()
    },
  }
}

type Row = [jid: string, sees: -1 | 0 | 1, why: string]

function rowsOf(people: ReadonlyMap<string, LedgerPerson>): Row[] {
  return [...people.values()].map(({ jid, sees, why }) => [jid, sees ? 1 : 0, why])
}

function hashOf(people: ReadonlyMap<string, LedgerPerson>): string {
  const hash = createHash('sha256')
  for (const jid of [...people.keys()].sort()) {
    const person = people.get(jid)
    hash.update(`${jid}\0${String(person?.sees)}\0${person?.why ?? ''}\0`)
  }
  return hash.digest('base64')
}
