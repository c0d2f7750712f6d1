// A round trip to the own server: XEP-0199. The answer, even an error, means that all that was sent before was handled.
import xml from '@xmpp/xml'
import type { Result } from '../../shared/result'
import type { Iq } from './iq'
import { nsPing } from './namespaces'

/** Asks a server for a sign of life. */
export async function ping(iq: Iq, to: string): Promise<Result<unknown>> {
  return iq.request('get', to, xml('ping', { xmlns: nsPing }))
}
