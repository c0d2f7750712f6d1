// The demo as it is seen when it has just begun: its contacts, taken from its own data.
import { contacts } from '../../electron/demo/cast/people'
import type { BareJid } from '../../shared/jid'
import type { AccountView, Contact } from '../../shared/model'

const domain = 'demo.localhost'

/** Its contacts; who comes later is not there yet. */
export function demoContacts(): readonly Contact[] {
  return contacts.map(
    ({ address, kind, name, groups, subscription, resource, presence, moods }) => {
      const jid = kind === 'gateway' ? `${address}.${domain}` : `${address}@${domain}`
      const there = presence !== 'late' && subscription !== 'from'
      return {
        jid: jid as BareJid,
        name,
        groups,
        subscription,
        ask: false,
        resources: there ? [{ resource, ...moods[0], priority: 0 }] : [],
        unread: address === 'lea' ? 1 : 0,
      }
    },
  )
}

/** What its account differs in from another. */
export const demoAccount = {
  jid: `you@${domain}` as BareJid,
  demo: true,
  server: { mode: 'manual', host: '127.0.0.1', port: 45_678, security: 'plain' },
  secret: 'memory',
  serverInfo: {
    software: 'Casper',
    version: '1',
    secure: 'plain',
    privacyLists: 'yes',
    leaks: [],
    costs: { part: null, block: null },
  },
  presence: { show: null, status: '', priority: 0 },
  roomServices: [`conference.${domain}`],
} as const satisfies Partial<AccountView>
