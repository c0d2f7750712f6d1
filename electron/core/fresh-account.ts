// An account of which nothing is known yet but where it is.
import type { BareJid } from '../../shared/jid'
import type { AccountId, ServerAddress } from '../../shared/model'
import { visibleToAll } from '../../shared/visibility/policy'
import { noLists } from './client-lists-schema'
import type { StoredAccount } from './settings-schema'

/** Visible to all, signed out, its password not to be kept. */
export function freshAccount(id: AccountId, jid: BareJid, server: ServerAddress): StoredAccount {
  return {
    id,
    jid,
    server,
    signInInvisible: false,
    policy: visibleToAll,
    autoHidden: null,
    presence: { show: null, status: '', priority: 0 },
    strategy: 'automatic',
    scope: 'session',
    keptDefault: null,
    holdsDefault: false,
    ownLists: [],
    rooms: [],
    revealTo: [],
    muted: [],
    profiles: [],
    schedule: [],
    signInProfile: null,
    profile: null,
    followed: 0,
    trusted: [],
    signedIn: false,
    bridgeKeys: null,
    clientLists: noLists,
    remember: false,
  }
}
