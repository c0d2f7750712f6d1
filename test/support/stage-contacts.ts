// How the imagined server of the stage carries out what is done about contacts.
import type { BareJid } from '../../shared/jid'
import type { AccountView, Contact } from '../../shared/model'
import type { CommandName, CommandPayload } from '../../shared/protocol'
import type { AppEvent } from '../../shared/snapshot'

type Roster = Readonly<Record<BareJid, Contact>>
type ContactCommand = Extract<CommandName, `contact.${string}`>

/** Whether a command is about a contact. */
export function isAboutContact(command: CommandName): command is ContactCommand {
  return command.startsWith('contact.')
}

/** What such a command makes happen. */
export function actOnContact(
  account: AccountView,
  roster: Roster,
  command: ContactCommand,
  payload: unknown,
): readonly AppEvent[] {
  const jid = (payload as CommandPayload<'contact.remove'>).peer as BareJid
  const known = roster[jid] ?? stranger(jid)
  const put = (change: Partial<Contact>): readonly AppEvent[] => [
    { type: 'contact.changed', account: account.id, contact: { ...known, ...change } },
  ]
  const show = (change: Partial<AccountView>): AppEvent => ({
    type: 'account.changed',
    account: { ...account, ...change },
  })
  const requests = account.requests.filter((other) => other !== jid)
  const answered = show({ requests })
  const others = (account.blocked ?? []).filter((other) => other !== jid)
  switch (command) {
    case 'contact.add':
    case 'contact.edit': {
      const { name, groups } = payload as CommandPayload<'contact.add'>
      const asks = command === 'contact.add' || known.ask
      return put({ name, groups: groups.filter((group) => group !== ''), ask: asks })
    }
    case 'contact.remove':
      return [{ type: 'contact.removed', account: account.id, jid }]
    case 'contact.block':
      return [show({ requests, blocked: [...others, jid] })]
    case 'contact.unblock':
      return [show({ blocked: others })]
    case 'contact.subscription': {
      const { act } = payload as CommandPayload<'contact.subscription'>
      if (act === 'subscribe') return put({ ask: true })
      if (act === 'subscribed') return [answered, ...put({ subscription: 'from' })]
      return roster[jid] ? [answered, ...put({ subscription: 'none' })] : [answered]
    }
  }
}

function stranger(jid: BareJid): Contact {
  return { jid, name: '', groups: [], subscription: 'none', ask: false, resources: [], unread: 0 }
}
