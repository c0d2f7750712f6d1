// What a stanza says, as JSON: the envelope read here, everything inside it by the codecs of electron/xmpp.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { Blocking } from '../../electron/xmpp/blocking'
import { isBlockedError, readBlocking, writeBlocking } from '../../electron/xmpp/blocking'
import type { DiscoInfo } from '../../electron/xmpp/disco'
import { readInfo, writeInfo } from '../../electron/xmpp/disco'
import type { CloakCommand } from '../../electron/xmpp/invisible-command'
import { readCloak, writeCloak } from '../../electron/xmpp/invisible-command'
import { legacyPresence, readLegacyPresence } from '../../electron/xmpp/legacy-presence'
import { nsBlockingErrors, nsStanzas, nsVersion } from '../../electron/xmpp/namespaces'
import { available, readPresence, unavailable } from '../../electron/xmpp/presence'
import type { PrivacyQuery } from '../../electron/xmpp/privacy-codec'
import { readPrivacyQuery, writePrivacyQuery } from '../../electron/xmpp/privacy-codec'
import { errorOf } from '../../electron/xmpp/stanza'
import type { OwnPresence } from '../../shared/model'

/** A stanza; absent parts are not there. */
export interface Reading {
  readonly kind: 'iq' | 'message' | 'presence'
  /** For presence without a type, `available`. */
  readonly type: string
  readonly from?: string
  readonly to?: string
  readonly id?: string
  readonly payload?: Payload
  readonly error?: ErrorReading
}

/** What a stanza holds besides an error. */
export type Payload =
  | { readonly privacy: PrivacyQuery }
  | { readonly blocking: Blocking }
  | { readonly cloak: CloakCommand }
  | { readonly info: DiscoInfo }
  | { readonly version: Record<string, never> }
  | { readonly availability: OwnPresence }
  | { readonly body: string }

/** A stanza error: its type, its defined condition, and whether it says that the own account blocks (XEP-0191). */
export interface ErrorReading {
  readonly type: string
  readonly condition: string
  readonly blocked: boolean
}

/** Reads a stanza. @throws Error for what is not understood */
export function readStanza(stanza: Element): Reading {
  const { type, from, to, id } = stanza.attrs
  const addresses = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(id === undefined ? {} : { id }),
  }
  if (stanza.name === 'presence') return { kind: 'presence', ...addresses, ...presenceOf(stanza) }
  if (stanza.name !== 'iq' && stanza.name !== 'message') throw new Error(`<${stanza.name}/>`)
  if (type === undefined) throw new Error('a stanza without a type')
  const [payload, ...more] = stanza.getChildElements().filter((child) => child.name !== 'error')
  if (more.length > 0) throw new Error('more than one payload')
  return {
    kind: stanza.name,
    type,
    ...addresses,
    ...(payload ? { payload: payloadOf(payload) } : {}),
    ...(type === 'error' ? { error: errorReadingOf(stanza) } : {}),
  }
}

/** Writes a stanza. */
export function writeStanza({ kind, type, payload, error, ...addresses }: Reading): Element {
  const stanza =
    kind === 'presence'
      ? presence(type, payload)
      : xml(kind, { type }, payload && writePayload(payload), error && writeError(error))
  Object.assign(stanza.attrs, addresses)
  return stanza
}

/** Presence without a sender is read as its server stamps it (RFC 3921 s.5.1). */
function presenceOf(stanza: Element): Pick<Reading, 'type' | 'payload'> {
  const legacy = readLegacyPresence(stanza)
  if (legacy) return { type: legacy.type }
  const attributes = { from: 'sender@example.org/stamped', ...stanza.attrs }
  const fact = readPresence(xml('presence', attributes, ...stanza.children))
  if (fact?.kind === 'unavailable') return { type: fact.kind }
  if (fact?.kind !== 'available') throw new Error('presence of another type')
  const { show, status, priority } = fact.resource
  return { type: fact.kind, payload: { availability: { show, status, priority } } }
}

function presence(type: string, payload: Payload | undefined): Element {
  if (type === 'invisible' || type === 'visible') return legacyPresence({ type, to: null })
  if (type === 'unavailable') return unavailable()
  if (!payload || !('availability' in payload)) throw new Error('presence without availability')
  return available(payload.availability)
}

function payloadOf(element: Element): Payload {
  if (element.name === 'body') return { body: element.getText() }
  if (element.is('query', nsVersion)) return { version: {} }
  const privacy = readPrivacyQuery(element)
  if (privacy) return { privacy }
  const blocking = readBlocking(element)
  if (blocking) return { blocking }
  const cloak = readCloak(element)
  if (cloak) return { cloak }
  const info = readInfo(element)
  if (info) return { info }
  throw new Error(`a payload that is not understood: ${element.toString()}`)
}

function writePayload(payload: Payload): Element {
  if ('body' in payload) return xml('body', {}, payload.body)
  if ('version' in payload) return xml('query', { xmlns: nsVersion })
  if ('privacy' in payload) return writePrivacyQuery(payload.privacy)
  if ('blocking' in payload) return writeBlocking(payload.blocking)
  if ('cloak' in payload) return writeCloak(payload.cloak)
  if ('info' in payload) return writeInfo(payload.info)
  throw new Error('availability outside of presence')
}

function errorReadingOf(stanza: Element): ErrorReading {
  const type = stanza.getChild('error')?.attrs['type']
  if (type === undefined) throw new Error('an error without a type')
  return { type, condition: errorOf(stanza).code, blocked: isBlockedError(stanza) }
}

function writeError({ type, condition, blocked }: ErrorReading): Element {
  return xml(
    'error',
    { type },
    xml(condition, { xmlns: nsStanzas }),
    blocked && xml('blocked', { xmlns: nsBlockingErrors }),
  )
}
