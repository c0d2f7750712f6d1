// The invisible command as a client sends it (XEP-0186 s.3): it says the same as presence of the types of XEP-0018.
import type { Element } from '@xmpp/xml'

/** The namespaces that clients were written after. */
const namespaces: readonly string[] = ['urn:xmpp:invisible:0', 'urn:xmpp:invisible:1']

/** What a request commands; undefined where it is no such command. */
export function readCloak(request: Element): 'invisible' | 'visible' | undefined {
  const [command] = request.getChildElements()
  if (!command || request.attrs['type'] !== 'set') return undefined
  if (!namespaces.includes(command.getNS() ?? '')) return undefined
  return (['invisible', 'visible'] as const).find((name) => name === command.getName())
}
