// The privacy list requests of XEP-0016 as a bare client writes them.
import type { Watcher } from './recorder'
import type { RecordedStanza } from './stanza-stream'

type Asker = Pick<Watcher, 'iq'>

/** The item that hides its owner from everybody (XEP-0126 s.3.3). */
export const denyAll = `<item action='deny' order='9'><presence-out/></item>`

/** The item that excepts one bare JID from what follows. */
export function allow(jid: string, order = 1): string {
  const match = `type='jid' value='${jid}'`
  return `<item action='allow' order='${String(order)}' ${match}><presence-out/></item>`
}

/** A privacy query with that content. */
export function privacyQuery(content: string): string {
  return `<query xmlns='jabber:iq:privacy'>${content}</query>`
}

/** Creates or replaces a list. @throws unless the server answers with a result. */
export async function setList(client: Asker, name: string, ...items: string[]): Promise<void> {
  await mustSet(client, `<list name='${name}'>${items.join('')}</list>`)
}

/** Activates a list, or declines the use of any. @throws unless the server answers with a result. */
export async function activate(client: Asker, name: string | null): Promise<void> {
  await mustSet(client, name === null ? '<active/>' : `<active name='${name}'/>`)
}

/** Reads which lists there are, and which is in force. */
export async function readLists(client: Asker): Promise<RecordedStanza> {
  return client.iq('get', '', privacyQuery(''))
}

/** Becomes invisible by a list called `hidden`, in the order that gives nothing away, and available. */
export async function goInvisible(client: Watcher): Promise<void> {
  await setList(client, 'hidden', denyAll)
  await activate(client, 'hidden')
  client.send('<presence/>')
  await client.settled()
}

async function mustSet(client: Asker, content: string): Promise<void> {
  const answer = await client.iq('set', '', privacyQuery(content))
  if (answer.type !== 'result') throw new Error(answer.xml)
}
