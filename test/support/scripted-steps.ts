// The usual steps of a scripted server, so that a test writes only what is unusual in it.
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import type { Element } from '@xmpp/xml'
import type { Peer } from './scripted-server'

const nsStream = 'http://etherx.jabber.org/streams'
const nsSasl = 'urn:ietf:params:xml:ns:xmpp-sasl'

/** Features of a stream before signing in. */
export const starttls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
/** Features of a stream after signing in: binding, and stream management. */
export const binding = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
/** The feature of stream management. */
export const management = "<sm xmlns='urn:xmpp:sm:3'/>"

/** The offer of SASL mechanisms. */
export function mechanisms(...names: readonly string[]): string {
  const offers = names.map((name) => `<mechanism>${name}</mechanism>`)
  return `<mechanisms xmlns='${nsSasl}'>${offers.join('')}</mechanisms>`
}

/** Takes the client's stream header, answers with one, anything `before`, and these features. */
export async function open(peer: Peer, features: string, before = ''): Promise<Element> {
  const header = await peer.next()
  if (header.getName() === 'open') {
    peer.send(`<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' id='1' version='1.0'/>`)
  } else {
    peer.send(
      `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='${nsStream}' id='1' version='1.0' from='localhost'>`,
    )
  }
  if (before !== '') peer.send(before)
  peer.send(`<stream:features xmlns:stream='${nsStream}'>${features}</stream:features>`)
  return header
}

/** Signs anybody in with PLAIN. @returns what was offered as `\0user\0password`. */
export async function plain(peer: Peer): Promise<string> {
  const auth = await peer.expect('auth')
  peer.send(`<success xmlns='${nsSasl}'/>`)
  return Buffer.from(auth.getText(), 'base64').toString()
}

/** Refuses whatever is offered. */
export async function refuse(peer: Peer, condition: string): Promise<void> {
  await peer.expect('auth')
  peer.send(`<failure xmlns='${nsSasl}'><${condition}/></failure>`)
}

/** Binds the resource that is asked for. @returns it. */
export async function bind(peer: Peer): Promise<string> {
  const iq = await peer.expect('iq')
  const nsBind = 'urn:ietf:params:xml:ns:xmpp-bind'
  const resource = iq.getChild('bind', nsBind)?.getChildText('resource') ?? 'none'
  peer.send(
    `<iq xmlns='jabber:client' type='result' id='${iq.attrs['id']}'><bind xmlns='${nsBind}'><jid>alice@localhost/${resource}</jid></bind></iq>`,
  )
  return resource
}

/** Enables stream management, resumable under that id. */
export async function enable(peer: Peer, id = 'sm-1'): Promise<void> {
  await peer.expect('enable')
  peer.send(`<enabled xmlns='urn:xmpp:sm:3' id='${id}' resume='true'/>`)
}

/** Everything up to a fresh session. @returns the resource. */
export async function admit(peer: Peer, features = binding + management): Promise<string> {
  await open(peer, mechanisms('PLAIN'))
  await plain(peer)
  await open(peer, features)
  const resource = await bind(peer)
  if (features.includes(management)) await enable(peer)
  return resource
}

/** Everything up to `<resume/>`. @returns it; the answer is left to the script. */
export async function readmit(peer: Peer): Promise<Element> {
  await open(peer, mechanisms('PLAIN'))
  await plain(peer)
  await open(peer, binding + management)
  return peer.expect('resume')
}

/** How a scripted SCRAM exchange is to go. */
export interface ScramScript {
  readonly hash: 'sha1' | 'sha256'
  readonly password: string
  /** The keying material that the client must have bound to. */
  readonly binding?: Buffer
  readonly iterations?: number
  /** Replaces the server's nonce. */
  readonly nonce?: string
  /** Sends the signature in a challenge of its own instead of in `<success/>`. */
  readonly separate?: boolean
  /** Replaces the server's signature; empty for none at all. */
  readonly signature?: string
}

/** The server half of SCRAM. @returns the mechanism and the client's two messages. */
export async function scram(peer: Peer, script: ScramScript): Promise<readonly string[]> {
  const auth = await peer.expect('auth')
  const first = decode(auth)
  const bare = first.slice(first.indexOf('n='))
  const salt = Buffer.from('pepper')
  const count = script.iterations ?? 4096
  const nonce = script.nonce ?? `${/r=([^,]+)/.exec(bare)?.[1]}server`
  const challenge = `r=${nonce},s=${salt.toString('base64')},i=${count}`
  peer.send(`<challenge xmlns='${nsSasl}'>${encode(challenge)}</challenge>`)
  const final = decode(await peer.expect('response'))
  const [withoutProof = '', proof = ''] = final.split(',p=')
  const length = script.hash === 'sha1' ? 20 : 32
  const salted = pbkdf2Sync(script.password, salt, count, length, script.hash)
  const message = `${bare},${challenge},${withoutProof}`
  const clientKey = hmac(script.hash, salted, 'Client Key')
  const stored = createHash(script.hash).update(clientKey).digest()
  const signed = hmac(script.hash, stored, message)
  const expected = Buffer.from(clientKey.map((byte, index) => byte ^ (signed[index] ?? 0)))
  const header = first.slice(0, first.indexOf('n='))
  const bound = Buffer.concat([Buffer.from(header), script.binding ?? Buffer.alloc(0)])
  const right =
    proof === expected.toString('base64') && withoutProof.startsWith(`c=${encode(bound)},`)
  if (!right) throw new Error('the proof is wrong')
  const key = hmac(script.hash, salted, 'Server Key')
  const signature = script.signature ?? `v=${hmac(script.hash, key, message).toString('base64')}`
  if (script.separate) {
    peer.send(`<challenge xmlns='${nsSasl}'>${encode(signature)}</challenge>`)
    await peer.expect('response')
  }
  peer.send(`<success xmlns='${nsSasl}'>${script.separate ? '' : encode(signature)}</success>`)
  return [auth.attrs['mechanism'] ?? '', first, final]
}

function hmac(hash: string, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest()
}

function encode(data: string | Buffer): string {
  return Buffer.from(data).toString('base64')
}

function decode(element: Element): string {
  return Buffer.from(element.getText(), 'base64').toString()
}
