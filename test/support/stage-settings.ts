// What the settings are shown with: the desktop, an organisation, old clients, profiles, somebody who is away.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { AccountView } from '../../shared/model'
import type { Profile } from '../../shared/profiles/profile'
import type { ProfilesView } from '../../shared/profiles/view'
import type { AppSnapshot } from '../../shared/snapshot'
import { invisibleToAll, visibleToAll, withException } from '../../shared/visibility/policy'
import { nextOf } from './stage-profiles'
import { settle } from './stage-server'

const hour = 3_600_000
const path = '/etc/casper/policy.json'

/** The casts by name. @param normal the everyday one. @param now ms since the epoch */
export function settingsCasts(
  normal: () => AppSnapshot,
  now: number,
): Readonly<Record<string, () => AppSnapshot>> {
  return {
    desktop: () => {
      const { host, settings, ...rest } = normal()
      const desktop = { ...settings.desktop, panicKey: 'Control+Alt+H', startAtLogin: true }
      return {
        ...rest,
        host: { ...host, kind: 'desktop', updates: 'casper' },
        settings: { ...settings, desktop },
      }
    },
    packaged: () => {
      const snapshot = normal()
      return { ...snapshot, host: { ...snapshot.host, kind: 'desktop', updates: 'system' } }
    },
    managed: () => managed(normal(), now),
    'managed-first': () => ({ ...managed(normal(), now), accounts: {}, contacts: {}, chats: {} }),
    damaged: () => ({
      ...signedOut(normal()),
      managed: {
        path,
        policy: { version: 1 },
        problem: appError('managed-damaged', 'forbidInvisible: expected boolean'),
      },
    }),
    bridge: () => bridged(listening(normal()), now),
    'bridge-failed': () => {
      const snapshot = listening(normal())
      const error = appError('bridge-port', 'EADDRINUSE 127.0.0.1:15222')
      const bridge = { state: 'failed', addresses: [], versionless: [], error } as const
      return { ...snapshot, bridge }
    },
    profiles: () => seen(of(normal(), { profiles: profiles(now) }), now),
    'profiles-long': () => of(normal(), { profiles: longProfiles(now) }),
    away: () =>
      of(seen(normal(), now), {
        profiles: profiles(now),
        away: { show: 'away', hidden: false, why: 'idle', since: now - hour / 3 },
      }),
    'away-hidden': () =>
      of(normal(), { away: { show: 'xa', hidden: true, why: 'locked', since: now - hour } }),
  }
}

function of(snapshot: AppSnapshot, change: Partial<AccountView>): AppSnapshot {
  const accounts = Object.values(snapshot.accounts).map((one) => [one.id, { ...one, ...change }])
  return { ...snapshot, accounts: Object.fromEntries(accounts) as AppSnapshot['accounts'] }
}

function signedOut(snapshot: AppSnapshot): AppSnapshot {
  const account = snapshot.accounts['mira']
  if (!account) return snapshot
  const gone = { phase: 'offline', exposure: { kind: 'nobody' }, seenBy: 0 } as const
  return of(snapshot, {
    connection: { state: 'signed-out', error: appError('managed-damaged') },
    visibility: { ...account.visibility, ...gone },
  })
}

/** Visible to everybody. */
function seen(snapshot: AppSnapshot, now: number): AppSnapshot {
  const account = snapshot.accounts['mira']
  if (!account) return snapshot
  const wished = { ...account.visibility, requested: visibleToAll }
  const visibility = settle(wished, Object.values(snapshot.contacts['mira'] ?? {}), now)
  return of(snapshot, { visibility })
}

function managed(snapshot: AppSnapshot, now: number): AppSnapshot {
  const { settings, host } = snapshot
  return {
    ...seen(snapshot, now),
    host: { ...host, kind: 'desktop', updates: 'casper' },
    settings: {
      ...settings,
      bridge: { ...settings.bridge, on: true },
      autoAway: { ...settings.autoAway, hideWhenIdle: true, hideWhenLocked: true },
    },
    managed: {
      path,
      policy: {
        version: 1,
        organisation: 'Ashgrove School',
        forbidInvisible: true,
        requireTls: true,
        domains: ['ashgrove.example'],
        strategy: 'privacy-lists',
        forbidBridge: true,
        forbidUpdates: true,
      },
      problem: null,
    },
  }
}

function listening(snapshot: AppSnapshot): AppSnapshot {
  const settings = { on: true, port: 15_222, versionlessPort: 15_223, notice: true, tls: false }
  return {
    ...of(snapshot, { bridgePassword: false }),
    settings: { ...snapshot.settings, bridge: settings },
    bridge: {
      state: 'listening',
      addresses: ['127.0.0.1:15222', '[::1]:15222'],
      versionless: ['127.0.0.1:15223', '[::1]:15223'],
      error: null,
    },
  }
}

/** With two clients that are logged in, one of them a wordy one. */
function bridged(snapshot: AppSnapshot, now: number): AppSnapshot {
  const own = snapshot.accounts['mira']
  if (!own) return snapshot
  const client = (id: string, jid: string, name: string): AccountView => ({
    ...own,
    id,
    jid: jid as BareJid,
    secret: 'none',
    bridged: { client: name, since: now - hour },
  })
  const clients = [
    client('psi', 'mira@work.example', 'Psi 1.5'),
    client(
      'other',
      'mira.with.a.long.address@a-very-long-domain-name.example',
      'A client that calls itself by a name that goes on for longer than anybody would like 0.93.4',
    ),
  ]
  const roster = snapshot.contacts['mira'] ?? {}
  return {
    ...snapshot,
    accounts: { ...snapshot.accounts, ...Object.fromEntries(clients.map((one) => [one.id, one])) },
    contacts: {
      ...snapshot.contacts,
      ...Object.fromEntries(clients.map(({ id }) => [id, roster])),
    },
    chats: { ...snapshot.chats, ...Object.fromEntries(clients.map(({ id }) => [id, {}])) },
  }
}

function profiles(now: number): ProfilesView {
  const colleagues = { type: 'group', value: 'Work' } as const
  const all: readonly Profile[] = [
    {
      id: 'work',
      name: 'Work',
      policy: visibleToAll,
      presence: { show: null, status: 'At school', priority: 5 },
      autoAway: null,
    },
    {
      id: 'evening',
      name: 'Evening',
      policy: withException(
        withException(invisibleToAll, colleagues, true),
        { type: 'jid', value: 'ines@example.org' },
        true,
      ),
      presence: null,
      autoAway: null,
    },
  ]
  const schedule = [
    { profile: 'work', days: [1, 2, 3, 4, 5], at: '08:00' },
    { profile: 'evening', days: [1, 2, 3, 4, 5], at: '18:00' },
  ]
  return { all, schedule, signIn: null, current: 'work', next: nextOf(schedule, now) }
}

/** Names and rules that are hard to draw. */
function longProfiles(now: number): ProfilesView {
  const { all, ...rest } = profiles(now)
  const many = Array.from({ length: 12 }, (_, index) => `Class ${index + 1} with its full name`)
  const policy = many.reduce(
    (sum, value) => withException(sum, { type: 'group', value }, false),
    visibleToAll,
  )
  const wordy: Profile = {
    id: 'wordy',
    name: 'A name of a profile as long as a profile may have it, sixty-four',
    policy,
    presence: { show: 'dnd', status: 'سأعود قريبا إن شاء الله '.repeat(8).trim(), priority: 0 },
    autoAway: {
      awayAfter: 5,
      xaAfter: 30,
      onLock: 'xa',
      onSuspend: 'away',
      status: null,
      whileInvisible: 'say-nothing',
      hideWhenIdle: true,
      hideWhenLocked: true,
      idleTime: 'off',
    },
  }
  const arabic: Profile = { ...wordy, id: 'arabic', name: 'مساء', policy: invisibleToAll }
  return { ...rest, all: [...all, wordy, arabic], current: null }
}
