// What the views are shown of an account: what is stored of it, and what its session and its profiles make.
import type { AccountView } from '../../shared/model'
import type { Session } from './session'
import type { StoredAccount } from './settings-schema'
import { demoAccount } from './settings-schema'

/** The part of an account's view that its session and its profiles make. */
type ShownByParts = ReturnType<Session['view']> & Pick<AccountView, 'profiles'>

/** Builds the view. @param place where its password is, and the legacy client whose session it is */
export function accountView(
  stored: StoredAccount,
  place: Pick<AccountView, 'secret' | 'bridged'>,
  parts: ShownByParts,
): AccountView {
  return {
    id: stored.id,
    jid: stored.jid,
    server: stored.server,
    signInInvisible: stored.signInInvisible,
    holdsDefault: stored.holdsDefault,
    demo: stored.id === demoAccount,
    revealTo: stored.revealTo,
    muted: stored.muted,
    bridgePassword: stored.bridgeKeys !== null,
    ...place,
    ...parts,
  }
}
