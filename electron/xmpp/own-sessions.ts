// Which sessions of the own account there are, where the server tells them as the account's items (XEP-0030 s.4; ejabberd
// does, also those that are not available).
import xml from '@xmpp/xml'
import type { FullJid } from '../../shared/jid'
import { bareJid, fullJid } from '../../shared/jid'
import type { Iq } from './iq'
import { nsDiscoItems } from './namespaces'

/** Whether the server says that this session is the only one. A server that does not name even this one says nothing. */
export async function isAlone(iq: Iq, self: FullJid): Promise<boolean> {
  const account = bareJid(self)
  if (account === undefined) return false
  const reply = await iq.request('get', account, xml('query', { xmlns: nsDiscoItems }))
  if (!reply.ok) return false
  const items = reply.value.getChild('query', nsDiscoItems)?.getChildren('item') ?? []
  const sessions = items.flatMap(({ attrs }) => fullJid(attrs['jid'] ?? '') ?? [])
  const own = sessions.filter((jid) => bareJid(jid) === account)
  return own.length > 0 && own.every((jid) => jid === self)
}
