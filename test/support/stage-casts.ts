// The casts of the stage: snapshots to show the renderer with, from everyday to extreme.
import type { BareJid } from '../../shared/jid'
import type { AccountView, Contact, Message, ServerView, VisibilityView } from '../../shared/model'
import { appError } from '../../shared/errors'
import { asSpecified } from '../../shared/privacy/evaluate'
import { emptySnapshot, type AppSnapshot } from '../../shared/snapshot'
import { quirksOf } from '../../shared/visibility/quirks'
import { countAgain, uncounted } from '../../shared/visibility/seen-count'
import { invisibleToAll, withException, type Policy } from '../../shared/visibility/policy'
import { traffic } from './stage-console'
import { demoAccount, demoContacts } from './stage-demo'
import { directedExposure, exposureFor, rulesFor } from './stage-exposure'
import { awkward, crowd, everyday } from './stage-people'
import { withEyes, withReport } from './stage-observers'
import { withRooms } from './stage-rooms'
import { settingsCasts } from './stage-settings'
import { usualSettings } from '../../shared/settings'
import { noProfiles } from '../../shared/profiles/view'

/** The moment at which every cast is shown: 20 November 2026, 12:03, local time; ms. */
export const showtime = new Date(2026, 10, 20, 12, 3).getTime()
const minute = 60_000
const me = 'mira@example.org' as BareJid

/** The casts by name. */
export const casts: Readonly<Record<string, () => AppSnapshot>> = {
  first: () => nobody(),
  normal: () => shown(everyday(), confirmed(policy())),
  eye: () => withEyes(shown(everyday(), confirmed(policy())), showtime),
  checked: () => withReport(shown(everyday(), confirmed(policy())), showtime, 0),
  'checked-leak': () => withReport(shown(everyday(), confirmed(policy())), showtime, 1),
  changing: () =>
    shown(everyday(), {
      ...confirmed(policy()),
      phase: 'changing',
      requested: withException(policy(), { type: 'group', value: 'Work' }, true),
    }),
  failed: () =>
    shown(everyday(), {
      ...confirmed(policy()),
      phase: 'failed',
      exposure: { kind: 'nobody' },
      error: appError('activation-refused', 'item-not-found'),
    }),
  directed: () => withoutLists({ ...confirmed(policy()), ...directedView() }),
  unsupported: () =>
    withoutLists({
      ...confirmed(policy()),
      choice: 'invisible-command',
      strategy: null,
      phase: 'failed',
      exposure: { kind: 'nobody' },
      confirmedAt: null,
      activeList: null,
      error: appError('strategy-unsupported'),
    }),
  conflict: () =>
    shown(everyday(), {
      ...confirmed(policy()),
      scope: 'account',
      phase: 'failed',
      confirmedAt: null,
      error: appError('list-conflict', 'conflict'),
    }),
  rules: () => shown(everyday(), confirmed(manyRules())),
  room: () => withRooms(shown(everyday(), confirmed(policy()))),
  demo: () => changed(shown(demoContacts(), confirmed(invisibleToAll)), demoAccount),
  empty: () => shown([], confirmed(invisibleToAll)),
  many: () => shown(crowd(10_000), confirmed(policy())),
  long: () => shown(awkward(), confirmed(policy())),
  'signed-out': () => offline({ state: 'signed-out', error: appError('not-authorized') }),
  waiting: () =>
    offline({
      state: 'waiting',
      retryAt: showtime + 45_000,
      attempt: 3,
      error: appError('connection-refused'),
    }),
  certificate: () => untrusted(),
  console: () => ({
    ...shown(everyday(), confirmed(policy())),
    console: { mira: traffic(showtime) },
  }),
  costly: () => costly(),
  requests: () =>
    asked(['ada@example.net' as BareJid, 'zoe.of.the.long.address@a-domain.example' as BareJid]),
  ...settingsCasts(() => shown(everyday(), confirmed(policy())), showtime),
  'many-requests': () =>
    asked(Array.from({ length: 200 }, (_, index) => `somebody-${index}@example.com` as BareJid)),
}

/** On a server that gives the user away when a contact is removed. */
function costly(): AppSnapshot {
  const snapshot = shown(everyday(), confirmed(policy()))
  const { serverInfo } = accountWith(confirmed(policy()))
  const { costs } = quirksOf('ejabberd')
  return changed(snapshot, { serverInfo: serverInfo && { ...serverInfo, costs } })
}

function asked(requests: readonly BareJid[]): AppSnapshot {
  return changed(shown(everyday(), confirmed(policy())), {
    requests,
    blocked: ['pest@example.com' as BareJid, 'hana@example.org' as BareJid],
    waitingActs: [
      { to: 'yuki@work.example' as BareJid, act: 'subscribe' },
      { to: 'pavel@example.com' as BareJid, act: 'subscribed' },
    ],
  })
}

function nobody(): AppSnapshot {
  const host = { kind: 'tab', secrets: 'system-keyring', version: '0.1.0' } as const
  return emptySnapshot(host, usualSettings)
}

function policy(): Policy {
  const friends = withException(invisibleToAll, { type: 'group', value: 'Family' }, true)
  return withException(friends, { type: 'jid', value: 'ines@example.org' }, true)
}

function manyRules(): Policy {
  const net = withException(policy(), { type: 'domain', value: 'example.net' }, false)
  const hiding = withException(net, { type: 'subscription', value: 'from' }, false)
  return withException(hiding, { type: 'jid', value: 'tomasz@example.net' }, true)
}

function directedView(): Partial<VisibilityView> {
  return {
    strategy: 'directed-presence',
    exposure: directedExposure(policy(), everyday()),
    rules: [],
    activeList: null,
  }
}

function withoutLists(view: VisibilityView): AppSnapshot {
  const serverInfo: ServerView = {
    software: 'Openfire',
    version: '4.9.2',
    secure: 'starttls',
    privacyLists: 'no',
    leaks: [],
    costs: { part: null, block: null },
  }
  return changed(shown(everyday(), view), { serverInfo })
}

function confirmed(requested: Policy): VisibilityView {
  return {
    requested,
    choice: 'automatic',
    strategy: 'privacy-lists',
    scope: 'session',
    phase: 'confirmed',
    exposure: exposureFor(requested),
    rules: rulesFor(requested),
    reading: asSpecified,
    confirmedAt: showtime,
    activeList: 'casper-visibility',
    error: null,
    seenBy: 0,
  }
}

function shown(contacts: readonly Contact[], view: VisibilityView): AppSnapshot {
  const account = accountWith({
    ...view,
    seenBy: countAgain(uncounted, view.exposure, new Map(contacts.map((c) => [c.jid, c]))).count,
  })
  return {
    ...nobody(),
    accounts: { [account.id]: account },
    contacts: { [account.id]: Object.fromEntries(contacts.map((one) => [one.jid, one])) },
    chats: { [account.id]: {} },
  }
}

function accountWith(visibility: VisibilityView): AccountView {
  return {
    id: 'mira',
    jid: me,
    server: { mode: 'auto' },
    signInInvisible: true,
    holdsDefault: false,
    demo: false,
    secret: 'system-keyring',
    connection: { state: 'online', since: showtime, resumed: false },
    certificate: null,
    serverInfo: {
      software: 'Prosody',
      version: '0.12.3',
      secure: 'direct-tls',
      privacyLists: 'yes',
      leaks: [
        'This server answers “last activity” questions itself, so anybody can learn when you were last here.',
      ],
      costs: quirksOf('prosody').costs,
    },
    presence: { show: null, status: 'Reading', priority: 5 },
    visibility,
    rosterLoaded: true,
    roomServices: ['conference.example.org'],
    requests: [],
    blocked: [],
    waitingActs: [],
    revealTo: [],
    muted: [],
    decloaked: [],
    profiles: noProfiles,
    away: null,
    bridged: null,
    bridgePassword: false,
  }
}

function offline(connection: AccountView['connection']): AppSnapshot {
  const view = { ...confirmed(policy()), phase: 'offline', exposure: { kind: 'nobody' } } as const
  const gone = everyday().map((one) => ({ ...one, resources: [] }))
  return changed(shown(gone, view), { connection, serverInfo: null })
}

function untrusted(): AppSnapshot {
  const error = appError('certificate')
  return changed(offline({ state: 'signed-out', error }), {
    certificate: {
      subject: 'CN=example.org',
      issuer: 'CN=example.org',
      names: ['example.org', 'conference.example.org'],
      validFrom: '2026-01-01',
      validTo: '2027-01-01',
      fingerprint: Array.from({ length: 32 }, (_, byte) =>
        (byte * 7).toString(16).padStart(2, '0').toUpperCase(),
      ).join(':'),
      reason: 'The certificate is signed by itself, so nobody vouches for it.',
    },
  })
}

function changed(snapshot: AppSnapshot, change: Partial<AccountView>): AppSnapshot {
  const accounts = Object.values(snapshot.accounts).map((one) => [one.id, { ...one, ...change }])
  return { ...snapshot, accounts: Object.fromEntries(accounts) as AppSnapshot['accounts'] }
}

/** What was said with that peer before the curtain rose. */
export function pastWith(peer: BareJid): readonly Message[] {
  const lines: readonly (readonly [Message['direction'], number, string, Message['state']?])[] = [
    ['in', 1500, 'Did you get the train home?'],
    ['out', 1496, 'Just. It left two minutes late, which saved me.'],
    ['in', 1495, '😄'],
    ['in', 44, 'Are you around later?'],
    [
      'in',
      43,
      'I found the recording from the concert. It is better than I remembered: the second half most of all.',
    ],
    ['out', 31, 'Please send it.\nI will listen on the way.'],
    ['out', 30, 'And yes, around six.', 'unsure'],
    [
      'in',
      12,
      'https://example.org/a/very/long/address/that/should/wrap/somewhere/because/it/does/not/fit?with=a-query&and=more',
    ],
    ['out', 3, 'Got it', 'failed'],
    ['out', 1, 'Thank you!', 'pending'],
  ]
  return lines.map(([direction, before, body, state], index) => ({
    id: `past-${index}`,
    peer,
    direction,
    body,
    at: showtime - before * minute,
    state: state ?? (direction === 'in' ? 'received' : 'sent'),
  }))
}
