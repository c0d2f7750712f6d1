// Comparing what two replies say, whatever the way they are written.
import type { RecordedStanza } from './stanza-stream'

/**
 * What a reply says, whatever the order of its attributes, and whatever language the server adds to it.
 * @param jid the address that was asked; it counts as the same everywhere
 */
export function saying({ xml, id }: Pick<RecordedStanza, 'xml' | 'id'>, jid: string): string[] {
  const plain = xml.replaceAll(jid, 'JID').replace(id, 'ID')
  return plain.split(/(?=<)/).map((tag, index) => {
    const words = tag.split(/[ >]/).filter((word) => index > 0 || !word.startsWith('xml:lang'))
    return words.toSorted().join(' ')
  })
}
