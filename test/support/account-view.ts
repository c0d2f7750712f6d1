// An account of which nothing is known yet, as the views have it.
import type { BareJid } from '../../shared/jid'
import type { AccountId, AccountView } from '../../shared/model'
import { asSpecified } from '../../shared/privacy/evaluate'
import { noProfiles } from '../../shared/profiles/view'
import { visibleToAll } from '../../shared/visibility/policy'

/** Signed out, and wishes to be visible. */
export function accountOf(id: AccountId): AccountView {
  return {
    id,
    jid: 'me@shire.example' as BareJid,
    server: { mode: 'auto' },
    signInInvisible: true,
    holdsDefault: false,
    demo: false,
    secret: 'memory',
    connection: { state: 'signed-out', error: null },
    certificate: null,
    serverInfo: null,
    presence: { show: null, status: '', priority: 0 },
    visibility: {
      requested: visibleToAll,
      choice: 'automatic',
      strategy: null,
      scope: 'session',
      phase: 'offline',
      exposure: { kind: 'nobody' },
      rules: null,
      reading: asSpecified,
      confirmedAt: null,
      activeList: null,
      error: null,
      seenBy: 0,
    },
    rosterLoaded: false,
    requests: [],
    blocked: null,
    waitingActs: [],
    revealTo: [],
    muted: [],
    decloaked: [],
    roomServices: [],
    profiles: noProfiles,
    away: null,
    bridged: null,
    bridgePassword: false,
  }
}
