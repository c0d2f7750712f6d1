// XMPP addresses, after RFC 7622: localpart@domainpart/resourcepart, compared in their normal form.

declare const bareBrand: unique symbol
declare const fullBrand: unique symbol

/** A normalised address without a resource. */
export type BareJid = string & { readonly [bareBrand]: true }
/** A normalised address with a resource. */
export type FullJid = string & { readonly [fullBrand]: true }

/** The parts of a normalised address; an absent part is the empty string. */
export interface JidParts {
  readonly local: string
  readonly domain: string
  readonly resource: string
}

const forbiddenInLocal = /["&'/:<>@\s\p{Cc}]/u
const forbiddenInResource = /\p{Cc}/u
const domainLabel = /^[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}])?$/u
const ipLiteral = /^\[[0-9a-f:.]+\]$/
const maxPartBytes = 1023

/**
 * Parses and normalises an address (RFC 7622 s.3): NFC, local and domain lower-cased, a trailing dot removed.
 * @returns the parts, or undefined where the text is not an address.
 */
export function parseJid(text: string): JidParts | undefined {
  const slash = text.indexOf('/')
  const bare = slash < 0 ? text : text.slice(0, slash)
  const resource = slash < 0 ? '' : text.slice(slash + 1).normalize('NFC')
  const at = bare.indexOf('@')
  const local = at < 0 ? '' : bare.slice(0, at).toLowerCase().normalize('NFC')
  const domain = bare
    .slice(at + 1)
    .toLowerCase()
    .normalize('NFC')
    .replace(/\.$/, '')
  if (at === 0 || (slash >= 0 && resource === '')) return undefined
  if (forbiddenInLocal.test(local) || forbiddenInResource.test(resource)) return undefined
  if (!isDomain(domain)) return undefined
  if ([local, domain, resource].some((part) => byteLength(part) > maxPartBytes)) return undefined
  return { local, domain, resource }
}

/** The address without its resource, or undefined where the text is not an address. */
export function bareJid(text: string): BareJid | undefined {
  const parts = parseJid(text)
  return parts && joinBare(parts)
}

/** The address with its resource, or undefined where the text is not an address or has no resource. */
export function fullJid(text: string): FullJid | undefined {
  const parts = parseJid(text)
  return parts && parts.resource !== ''
    ? (`${joinBare(parts)}/${parts.resource}` as FullJid)
    : undefined
}

/** The domainpart of an address already known to be normal. */
export function domainOf(jid: BareJid | FullJid): string {
  const bare = jid.split('/', 1)[0] ?? jid
  return bare.slice(bare.indexOf('@') + 1)
}

/** The localpart of an address already known to be normal; empty for a server or component. */
export function localOf(jid: BareJid | FullJid): string {
  const bare = jid.split('/', 1)[0] ?? jid
  return bare.slice(0, Math.max(0, bare.indexOf('@')))
}

function joinBare({ local, domain }: JidParts): BareJid {
  return (local === '' ? domain : `${local}@${domain}`) as BareJid
}

function isDomain(domain: string): boolean {
  if (ipLiteral.test(domain)) return true
  return domain !== '' && domain.split('.').every((label) => domainLabel.test(label))
}

function byteLength(text: string): number {
  let bytes = 0
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
