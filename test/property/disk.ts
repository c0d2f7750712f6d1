// What is stored of one account of a Casper that is killed and started again: on a disk that is a variable.
import type { AwayView } from '../../shared/away/auto-away'
import type { BareJid } from '../../shared/jid'
import { usualSettings } from '../../shared/settings'
import type { DurableWish } from '../../electron/core/durable-wish'
import { createDurableWish } from '../../electron/core/durable-wish'
import { freshAccount } from '../../electron/core/fresh-account'
import type { CasperFile, StoredAccount } from '../../electron/core/settings-schema'
import type { EngineState } from '../../shared/visibility/state'
import { visibilityView } from '../../shared/visibility/view'
import type { Start } from './start'

type Wished = Pick<Start, 'policy' | 'presence'>

/** The disk, and what a running Casper keeps there. */
export interface Disk {
  /** What is to be laid upon the wishes at the start. */
  readonly presumed: DurableWish['presumed']
  /** The wishes that a start begins with. */
  readonly wished: Wished
  store(wished: Wished): void
  moved(state: EngineState, away: AwayView | null, under: Start['policy']): void
  /** Killed at this moment, and started again. */
  restart(): Disk
}

/** A disk on which that is stored. */
export function diskOf(first: Wished): Disk {
  return open({ ...freshAccount('one', 'me@here.example' as BareJid, { mode: 'auto' }), ...first })
}

function open(found: StoredAccount): Disk {
  let disk = found
  let instead: Partial<StoredAccount> = {}
  let file: CasperFile = {
    version: 1,
    installation: 'abcdefgh',
    running: true,
    settings: usualSettings,
    accounts: [found],
  }
  const stored = (): StoredAccount => file.accounts[0] ?? found
  const update = (change: (file: CasperFile) => CasperFile, when?: 'soon' | 'now'): void => {
    file = change(file)
    if (when === 'now') disk = { ...stored(), ...instead }
  }
  const durable = createDurableWish(
    { read: () => file, update, writeInstead: (_, written) => (instead = written) },
    found,
    true,
  )
  return {
    presumed: durable.presumed,
    wished: stored(),
    store: (wished) => {
      update((before) => ({ ...before, accounts: [{ ...stored(), ...wished }] }))
      durable.stored()
    },
    moved: (state, away, under) => {
      durable.moved({ visibility: visibilityView(state, 0), away }, under)
    },
    restart: () => open(disk),
  }
}
