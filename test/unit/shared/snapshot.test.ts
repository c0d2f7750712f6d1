// How each event changes the snapshot. What came in is never changed; gaps between batches are the caller's business.
import { describe, expect, it } from 'vitest'
import { appError } from '../../../shared/errors'
import type { BareJid } from '../../../shared/jid'
import type { Contact, Message, Notice } from '../../../shared/model'
import type { AppEvent, AppSnapshot } from '../../../shared/snapshot'
import { applyBatch, emptySnapshot } from '../../../shared/snapshot'
import { usualSettings } from '../../../shared/settings'
import { accountOf } from '../../support/account-view'

const jid = (text: string): BareJid => text as BareJid

const account = accountOf('one')

const ann: Contact = {
  jid: jid('ann@shire.example'),
  name: 'Ann',
  groups: ['Kin'],
  subscription: 'both',
  ask: false,
  resources: [],
  unread: 0,
}
const bob: Contact = { ...ann, jid: jid('bob@shire.example'), name: 'Bob' }

const hello: Message = {
  id: 'm1',
  peer: ann.jid,
  direction: 'out',
  body: 'Hello',
  at: 1,
  state: 'pending',
}

const notice: Notice = { id: 'n1', level: 'warning', account: null, error: appError('no-keyring') }

const empty = emptySnapshot({ kind: 'tab', secrets: 'memory', version: '0' }, usualSettings)

function after(snapshot: AppSnapshot, ...events: AppEvent[]): AppSnapshot {
  return applyBatch(deepFreeze(snapshot), { from: snapshot.seq + 1, events: deepFreeze(events) })
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    Object.values(Object.freeze(value)).map(deepFreeze)
  return value
}

const withRoster = after(
  empty,
  { type: 'account.changed', account },
  { type: 'roster.loaded', account: 'one', contacts: [ann, bob] },
  { type: 'chat.opened', account: 'one', peer: ann.jid, messages: [hello] },
)
const contactsOf = (snapshot: AppSnapshot) => snapshot.contacts['one'] ?? {}
const chatOf = (snapshot: AppSnapshot) => snapshot.chats['one']?.[ann.jid]

describe('the number of a snapshot', () => {
  it('is that of the last event of the batch', () => {
    const seq = applyBatch(empty, {
      from: 41,
      events: [
        { type: 'notice.added', notice },
        { type: 'notice.removed', id: 'n1' },
      ],
    }).seq
    expect(seq).toBe(42)
  })

  it('does not move for an empty batch', () => {
    expect(applyBatch(empty, { from: 1, events: [] }).seq).toBe(0)
  })
})

describe('account.changed', () => {
  it('adds or replaces the account', () => {
    const changed = after(withRoster, {
      type: 'account.changed',
      account: { ...account, rosterLoaded: true },
    })
    expect(changed.accounts['one']?.rosterLoaded).toBe(true)
  })
})

describe('account.removed', () => {
  it('takes its contacts and conversations with it', () => {
    const { accounts, contacts, chats } = after(withRoster, {
      type: 'account.removed',
      account: 'one',
    })
    expect({ accounts, contacts, chats }).toEqual({ accounts: {}, contacts: {}, chats: {} })
  })
})

describe('roster.loaded', () => {
  it('replaces all contacts of the account', () => {
    const changed = after(withRoster, { type: 'roster.loaded', account: 'one', contacts: [bob] })
    expect(Object.keys(contactsOf(changed))).toEqual([bob.jid])
  })
})

describe('contact.changed', () => {
  it('adds or replaces one contact', () => {
    const named = { ...ann, name: 'Annie' }
    const changed = after(withRoster, { type: 'contact.changed', account: 'one', contact: named })
    expect(contactsOf(changed)).toEqual({ [ann.jid]: named, [bob.jid]: bob })
  })
})

describe('contact.removed', () => {
  it('removes one contact', () => {
    const changed = after(withRoster, { type: 'contact.removed', account: 'one', jid: ann.jid })
    expect(contactsOf(changed)).toEqual({ [bob.jid]: bob })
  })
})

describe('resources.changed', () => {
  const resources = [{ resource: 'garden', show: null, status: '', priority: 0 }]

  it('replaces the presences of a contact', () => {
    const changed = after(withRoster, {
      type: 'resources.changed',
      account: 'one',
      jid: ann.jid,
      resources,
    })
    expect(contactsOf(changed)[ann.jid]).toEqual({ ...ann, resources })
  })

  it.each(['eve@mordor.example', 'constructor'])('invents no contact for %s', (stranger) => {
    const changed = after(withRoster, {
      type: 'resources.changed',
      account: 'one',
      jid: jid(stranger),
      resources,
    })
    expect(Object.keys(contactsOf(changed))).toEqual([ann.jid, bob.jid])
  })
})

describe('unread.changed', () => {
  it('sets the count of a contact', () => {
    const changed = after(withRoster, {
      type: 'unread.changed',
      account: 'one',
      jid: ann.jid,
      unread: 3,
    })
    expect(contactsOf(changed)[ann.jid]?.unread).toBe(3)
  })
})

describe('chat.opened', () => {
  it('brings the whole conversation', () => {
    const changed = after(withRoster, {
      type: 'chat.opened',
      account: 'one',
      peer: ann.jid,
      messages: [],
    })
    expect(chatOf(changed)).toEqual([])
  })
})

describe('message.changed', () => {
  it('appends a new message', () => {
    const message = { ...hello, id: 'm2' }
    const changed = after(withRoster, { type: 'message.changed', account: 'one', message })
    expect(chatOf(changed)).toEqual([hello, message])
  })

  it('replaces a message that is there, in its place', () => {
    const second = { ...hello, id: 'm2' }
    const sent = { ...hello, state: 'sent' } as const
    const changed = after(
      withRoster,
      { type: 'message.changed', account: 'one', message: second },
      { type: 'message.changed', account: 'one', message: sent },
    )
    expect(chatOf(changed)).toEqual([sent, second])
  })

  it.each([bob.jid, jid('constructor')])('opens no conversation with %s', (peer) => {
    const message = { ...hello, peer }
    const changed = after(withRoster, { type: 'message.changed', account: 'one', message })
    expect(Object.keys(changed.chats['one'] ?? {})).toEqual([ann.jid])
  })
})

describe('notice.added and notice.removed', () => {
  it('keep one notice of a kind, the latest last', () => {
    const other = { ...notice, id: 'n2' }
    const { notices } = after(
      empty,
      { type: 'notice.added', notice },
      { type: 'notice.added', notice: other },
      { type: 'notice.added', notice },
    )
    expect(notices.map(({ id }) => id)).toEqual(['n2', 'n1'])
  })

  it('remove by the identifier', () => {
    const shown = after(empty, { type: 'notice.added', notice })
    expect(after(shown, { type: 'notice.removed', id: 'n1' }).notices).toEqual([])
  })
})

describe('settings.changed', () => {
  it('replaces the settings', () => {
    const changed = after(empty, {
      type: 'settings.changed',
      settings: { ...usualSettings, theme: 'dark' },
    })
    expect(changed.settings.theme).toBe('dark')
  })
})

describe('a batch', () => {
  it('leaves untouched maps as they are, for views that compare by identity', () => {
    const changed = after(withRoster, {
      type: 'settings.changed',
      settings: { ...usualSettings, theme: 'dark' },
    })
    expect(changed.contacts).toBe(withRoster.contacts)
    expect(changed.chats).toBe(withRoster.chats)
  })

  it('makes of the same events the same snapshot, in one batch or in many', () => {
    const events: AppEvent[] = [
      { type: 'contact.changed', account: 'one', contact: { ...bob, name: 'Rob' } },
      { type: 'contact.removed', account: 'one', jid: ann.jid },
      { type: 'unread.changed', account: 'one', jid: bob.jid, unread: 1 },
    ]
    const singly = events.reduce((snapshot, event) => after(snapshot, event), withRoster)
    expect(after(withRoster, ...events)).toEqual(singly)
  })
})
