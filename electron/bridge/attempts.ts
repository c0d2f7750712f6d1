// Who guesses at somebody's password is not let guess for long: failures are counted for each address by itself, so that
// nobody is kept out by what others do elsewhere.
import type { BareJid } from '../../shared/jid'

/** The count. */
export interface Attempts {
  /** Somebody gave a wrong password of that address. */
  failed(jid: BareJid): void
  /** Whether no password of that address is to be looked at for now, right or wrong. */
  isBarred(jid: BareJid): boolean
}

const failuresAMinute = 20
const minute = 60_000
/** More addresses than that are not counted at the same time; the oldest give way. */
const addresses = 10_000

/** Builds it. @param now ms since the epoch */
export function createAttempts(now: () => number): Attempts {
  const failures = new Map<BareJid, readonly number[]>()

  const lately = (jid: BareJid): readonly number[] =>
    (failures.get(jid) ?? []).filter((at) => at > now() - minute)

  return {
    failed: (jid) => {
      const times = [...lately(jid), now()].slice(-failuresAMinute)
      failures.delete(jid)
      failures.set(jid, times)
      const [oldest] = failures.keys()
      if (failures.size > addresses && oldest !== undefined) failures.delete(oldest)
    },
    isBarred: (jid) => lately(jid).length >= failuresAMinute,
  }
}
