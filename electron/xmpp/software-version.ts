// The name a server gives itself: XEP-0092. Casper never tells its own.
import xml from '@xmpp/xml'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import type { Iq } from './iq'
import { nsVersion } from './namespaces'

/** A program as it names itself; empty where it does not. */
export interface Software {
  readonly name: string
  readonly version: string
}

const maxLength = 128

/** Asks somebody for the software they run. */
export async function getVersion(iq: Iq, to: string): Promise<Result<Software>> {
  const reply = await iq.request('get', to, xml('query', { xmlns: nsVersion }))
  if (!reply.ok) return reply
  const query = reply.value.getChild('query', nsVersion)
  const text = (name: string) => (query?.getChildText(name) ?? '').trim().slice(0, maxLength)
  return ok({ name: text('name'), version: text('version') })
}
