// What a stanza says, for comparing two that must say the same.
import type { RecordedStanza } from '../support/stanza-stream'

/** Every byte but the address and the id, and the order of attributes, which one server throws dice for. */
export function sayingOf({ xml, id }: Pick<RecordedStanza, 'xml' | 'id'>, jid: string): string {
  const tags = xml.replaceAll(jid, 'JID').replaceAll(id, 'ID').split(/(?=<)/)
  return tags.map((tag) => tag.split(/[ >]/).toSorted().join(' ')).join()
}
