// Links to people and rooms: xmpp: (RFC 5122, with the query types of XEP-0147) and im: (RFC 3860). Whoever wrote the
// link is a stranger: it says what to show, with words at most, and nothing of it is ever sent by itself.
import type { BareJid } from './jid'
import { bareJid, localOf } from './jid'

/** What a link asks to be shown. */
export type Link = {
  /** Which of the user's accounts it is for (RFC 5122 s.2.3); null where it does not say. */
  readonly account: BareJid | null
} & (
  | { readonly kind: 'chat'; readonly peer: BareJid; readonly body: string }
  | { readonly kind: 'join'; readonly peer: BareJid; readonly password: string }
  | { readonly kind: 'add'; readonly peer: BareJid; readonly name: string; readonly group: string }
)

/** UTF-16 units; a longer link is none. */
const longestLink = 8192
const longestWord = 1023

/** Controls but line feed and tab, and what turns the direction of text: a link must look like what it says. */
const unseemly = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Reads a link. @returns null for everything that is none, or that names nobody. */
export function parseLink(text: string): Link | null {
  if (text.length > longestLink) return null
  const parts = /^(xmpp|im):([^?#]*)(?:\?([^#]*))?(?:#.*)?$/is.exec(text.trim())
  if (!parts) return null
  const [, scheme = '', path = '', query = ''] = parts
  return scheme.toLowerCase() === 'im' ? instantMessage(path, query) : xmpp(path, query)
}

function xmpp(path: string, query: string): Link | null {
  const [authority, target] = split(path)
  const account = authority === '' ? null : jidOf(authority)
  const peer = jidOf(target)
  if (!peer || account === undefined) return null
  const [type = '', ...pairs] = query.split(';')
  const value = valuesOf(pairs)
  switch (type.toLowerCase()) {
    case 'join':
      return { kind: 'join', account, peer, password: value('password', longestWord) }
    case 'roster':
    case 'subscribe': {
      const [name, group] = [value('name', longestWord), value('group', longestWord)]
      return { kind: 'add', account, peer, name: oneLine(name), group: oneLine(group) }
    }
    case 'message':
      return { kind: 'chat', account, peer, body: value('body', longestLink) }
    default:
      return { kind: 'chat', account, peer, body: '' }
  }
}

function instantMessage(path: string, query: string): Link | null {
  const peer = jidOf(path)
  if (!peer || localOf(peer) === '') return null
  const body = valuesOf(query.split('&'))('body', longestLink)
  return { kind: 'chat', account: null, peer, body }
}

/** The account that is meant, after two slashes, and the address. */
function split(path: string): readonly [authority: string, target: string] {
  if (!path.startsWith('//')) return ['', path]
  const slash = path.indexOf('/', 2)
  return slash < 0 ? ['', ''] : [path.slice(2, slash), path.slice(slash + 1)]
}

function jidOf(encoded: string): BareJid | undefined {
  const text = decode(encoded)
  return text === undefined || text.search(unseemly) >= 0 ? undefined : bareJid(text)
}

/** Looks a key up; the first of its kind counts, and what cannot be read is empty. */
function valuesOf(pairs: readonly string[]): (key: string, most: number) => string {
  return (key, most) => {
    const pair = pairs.find((one) => one.toLowerCase().startsWith(`${key}=`)) ?? ''
    const value = decode(pair.slice(key.length + 1)) ?? ''
    return value.replaceAll('\r\n', '\n').replaceAll(unseemly, '').slice(0, most)
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
