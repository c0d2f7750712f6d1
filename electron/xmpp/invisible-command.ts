// The invisible command: XEP-0186 s.3. It holds for this session only, and says nothing of presence sent directly.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { Result } from '../../shared/result'
import { ok } from '../../shared/result'
import type { Iq } from './iq'
import { nsInvisible } from './namespaces'

/** What the command says. `probe`: the server asks the contacts for their presence on the user's behalf (s.3.1). */
export type CloakCommand =
  { readonly kind: 'invisible'; readonly probe: boolean } | { readonly kind: 'visible' }

/**
 * Becomes invisible (s.3.1), the contacts' presence still wanted, or visible again (s.3.2). After the latter no
 * presence is out until it is sent. A server without the command answers `service-unavailable` or
 * `feature-not-implemented`.
 */
export async function setCloak(iq: Iq, on: boolean): Promise<Result<void>> {
  const command: CloakCommand = on ? { kind: 'invisible', probe: true } : { kind: 'visible' }
  const reply = await iq.request('set', null, writeCloak(command))
  return reply.ok ? ok(undefined) : reply
}

/** Reads the command; without `probe` it is false (s.3.1). Undefined where the element is something else. */
export function readCloak(element: Element | undefined): CloakCommand | undefined {
  if (element?.is('visible', nsInvisible)) return { kind: 'visible' }
  if (!element?.is('invisible', nsInvisible)) return undefined
  const { probe } = element.attrs
  return { kind: 'invisible', probe: probe === 'true' || probe === '1' }
}

/** Writes the command; `probe` is always told, never left to its default, as clients should (s.3.1). */
export function writeCloak(command: CloakCommand): Element {
  const probe = command.kind === 'invisible' ? { probe: String(command.probe) } : {}
  return xml(command.kind, { xmlns: nsInvisible, ...probe })
}
