// The ledger on the stage: what was shown to the everyday cast in the days before, and the same commands as ever.
import type { BareJid } from '../../shared/jid'
import type { LedgerPerson, LedgerRow } from '../../shared/ledger'
import type { CommandName, CommandPayload } from '../../shared/protocol'
import { ok, type Result } from '../../shared/result'

type Line = readonly [
  minutesAgo: number,
  jid: string | null,
  outcome: LedgerRow['outcome'],
  what: string,
  why: string,
  more?: Partial<LedgerRow>,
]

const day = 24 * 60
const hidden = 'hidden: invisible to all'
const guard = `guard “requests”; ${hidden}`
const policy = 'invisible to all, but ines@example.org, group Family'

const lines: readonly Line[] = [
  [
    2,
    null,
    'shown',
    'available, away: “Back at three”',
    policy,
    { kind: 'presence', shownTo: 3, keptFrom: 9 },
  ],
  [9, 'tomasz@example.net', 'answered-absent', 'answered: your version', guard, { kind: 'iq' }],
  [14, 'tomasz@example.net', 'held-back', 'a receipt', `an automatic message; ${hidden}`],
  [15, 'jon@example.org', 'shown', 'a message', 'your own message'],
  [21, 'ines@example.org', 'shown', 'answered: your abilities', 'because you let them see you'],
  [
    58,
    'somebody-with-a-very-long-address-indeed@a-domain-that-goes-on-and-on.example',
    'answered-absent',
    'answered: your last activity',
    'guard “requests”; not a contact',
    { kind: 'iq', times: 1204 },
  ],
  [70, null, 'held-back', 'available', 'invisible to all', { shownTo: 0, keptFrom: 12 }],
  [
    day - 200,
    'ines@example.org',
    'shown',
    'available, away',
    'because you let them see you',
    { kind: 'presence' },
  ],
  [day, null, 'shown', 'went offline', 'you signed out', { shownTo: 1 }],
  [day + 40, 'garden@conference.example.org', 'shown', 'entered as mira', 'you are in this room'],
  [
    3 * day,
    'ines@example.org',
    'server',
    'went offline',
    'the connection was lost',
    { kind: 'presence' },
  ],
]

/** The rows, newest first. @param now ms since the epoch */
export function ledgerRows(now: number): readonly LedgerRow[] {
  return lines.map(([minutesAgo, jid, outcome, what, why, more = {}], index) => {
    const at = now - minutesAgo * 60_000
    const base = {
      at,
      until: at + 42_000,
      times: 1,
      kind: 'message',
      shownTo: 0,
      keptFrom: 0,
    } as const
    return {
      ...base,
      id: lines.length - index,
      jid: jid as BareJid | null,
      outcome,
      what,
      why,
      ...more,
    }
  })
}

const people: readonly LedgerPerson[] = [
  { jid: 'ines@example.org' as BareJid, sees: true, why: 'because you let them see you' },
  { jid: 'hana@example.org' as BareJid, sees: true, why: 'because group Family' },
  { jid: 'tomasz@example.net' as BareJid, sees: false, why: hidden },
]

/** Whether the ledger is what a command is about. */
export function isAboutLedger(command: CommandName): boolean {
  return command.startsWith('ledger.') && command !== 'ledger.retention'
}

/** The answer to such a command. @returns the rows that are left, too */
export function askLedger(
  rows: readonly LedgerRow[],
  command: CommandName,
  payload: unknown,
): { readonly rows: readonly LedgerRow[]; readonly result: Result<unknown> } {
  if (command === 'ledger.clear') return { rows: [], result: ok(null) }
  if (command === 'ledger.people') return { rows, result: ok({ people }) }
  if (command === 'ledger.export') {
    return { rows, result: ok({ text: rows.map((row) => JSON.stringify(row)).join('\n') }) }
  }
  const { peer, words = '', outcome } = payload as CommandPayload<'ledger.search'>
  const found = rows.filter((row) => {
    const told = row.outcome === 'shown' || row.outcome === 'server'
    const fits = outcome === undefined || (outcome === 'shown' ? told : !told || row.keptFrom > 0)
    const text = `${row.jid ?? ''} ${row.what} ${row.why}`
    return fits && (peer === undefined || row.jid === peer) && text.includes(words.trim())
  })
  return { rows, result: ok({ rows: found }) }
}
