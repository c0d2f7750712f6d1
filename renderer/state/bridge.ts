// Sessions of legacy clients in words.
import type { AccountView } from '../../shared/model'

/** The port of an address like "[::1]:15222". */
export function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1)
}

/** "Psi 1.5 through Casper"; null for accounts of Casper itself. */
export function throughWords({ bridged }: AccountView): string | null {
  return bridged === null ? null : `${bridged.client} through Casper`
}

/** What an account is called where several are named. */
export function accountName(account: AccountView): string {
  const note = account.demo ? 'demo' : throughWords(account)
  return note === null ? account.jid : `${account.jid} (${note})`
}
