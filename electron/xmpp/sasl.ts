// Signing in (RFC 6120 s.6): the strongest mechanism both sides have, whatever the server's order is.
import { randomBytes } from 'node:crypto'
import { appError } from '../../shared/errors'
import { err, ok } from '../../shared/result'
import type { AppError, Result } from '../../shared/result'
import xml from '@xmpp/xml'
import type { Element } from '@xmpp/xml'
import { createScram } from './scram'
import type { Binding, Scram } from './scram'

const nsSasl = 'urn:ietf:params:xml:ns:xmpp-sasl'
const nsChannelBinding = 'urn:xmpp:sasl-cb:0'

/** What there is to sign in with, and on what. */
export interface SignIn {
  readonly username: string
  readonly password: string
  /** The keying material of RFC 9266; undefined where the connection has none (no TLS 1.3). */
  readonly exporter: Buffer | undefined
}

/** Sends one element and waits for the next one from the server; rejects where none comes. */
export type Ask = (element: Element) => Promise<Element>

/** Strongest first. */
const mechanisms = [
  { name: 'SCRAM-SHA-256-PLUS', hash: 'sha256', bound: true },
  { name: 'SCRAM-SHA-1-PLUS', hash: 'sha1', bound: true },
  { name: 'SCRAM-SHA-256', hash: 'sha256', bound: false },
  { name: 'SCRAM-SHA-1', hash: 'sha1', bound: false },
  { name: 'PLAIN', hash: undefined, bound: false },
] as const

/**
 * Signs in by the features that the server announced. Afterwards the stream is to be restarted. The caller makes sure
 * that nobody can listen: PLAIN is among the mechanisms.
 * @returns the errors not-authorized, account-disabled, auth-failed, no-mechanism, server-signature, tls-required, or
 * temporary-auth-failure, which alone is worth another attempt; rejects where `ask` does
 */
export async function signIn(ask: Ask, features: Element, account: SignIn): Promise<Result<void>> {
  const offers = features.getChild('mechanisms', nsSasl)?.getChildren('mechanism', nsSasl) ?? []
  const offered = new Set(offers.map((offer) => offer.getText().trim()))
  const bindable = account.exporter !== undefined && bindingTypes(features).includes('tls-exporter')
  const chosen = mechanisms.find(({ name, bound }) => offered.has(name) && (!bound || bindable))
  if (!chosen) return err(appError('no-mechanism', [...offered].join(' ').slice(0, 200)))
  if (chosen.hash === undefined) return plain(ask, account)
  const scram = createScram({
    hash: chosen.hash,
    username: account.username,
    password: account.password,
    nonce: randomBytes(24).toString('base64url'),
    binding: chooseBinding(chosen.bound, bindable, account.exporter),
  })
  return exchange(ask, chosen.name, scram)
}

/** The types of channel binding that the server has (XEP-0440). */
function bindingTypes(features: Element): readonly (string | undefined)[] {
  const announced = features.getChild('sasl-channel-binding', nsChannelBinding)
  return announced?.getChildren('channel-binding').map((child) => child.attrs['type']) ?? []
}

/** `y` only where both sides can for certain: a needless `y` makes servers refuse as if they were attacked. */
function chooseBinding(bound: boolean, bindable: boolean, exporter: Buffer | undefined): Binding {
  if (bound && exporter) return { flag: 'p', name: 'tls-exporter', data: exporter }
  return { flag: bindable ? 'y' : 'n' }
}

async function plain(ask: Ask, { username, password }: SignIn): Promise<Result<void>> {
  const reply = await say(ask, 'auth', `\0${username}\0${password}`, 'PLAIN')
  return reply.name === 'success' ? ok(undefined) : err(refusal(reply))
}

async function exchange(ask: Ask, mechanism: string, scram: Scram): Promise<Result<void>> {
  const first = scram.first()
  if (!first.ok) return err(appError('not-authorized', first.error))
  const challenge = await say(ask, 'auth', first.value, mechanism)
  if (challenge.name === 'success') return err(appError('server-signature', 'success too early'))
  if (challenge.name !== 'challenge') return err(refusal(challenge))
  const final = await scram.final(decode(challenge))
  if (!final.ok) return err(appError('auth-failed', final.error))
  const last = await say(ask, 'response', final.value)
  if (last.name !== 'success' && last.name !== 'challenge') return err(refusal(last))
  const verified = scram.verify(decode(last))
  if (!verified.ok) return err(appError('server-signature', verified.error))
  if (last.name === 'success') return ok(undefined)
  const end = await say(ask, 'response', '')
  return end.name === 'success' ? ok(undefined) : err(refusal(end))
}

async function say(
  ask: Ask,
  name: 'auth' | 'response',
  text: string,
  mechanism?: string,
): Promise<Element> {
  const encoded = Buffer.from(text).toString('base64')
  return ask(xml(name, { xmlns: nsSasl, mechanism }, encoded))
}

function decode(element: Element): string {
  return Buffer.from(element.getText().trim(), 'base64').toString()
}

/** Failure conditions (RFC 6120 s.6.5) that are told by another code than auth-failed. */
const codes: Readonly<Record<string, string>> = {
  'account-disabled': 'account-disabled',
  'credentials-expired': 'not-authorized',
  'encryption-required': 'tls-required',
  'invalid-mechanism': 'no-mechanism',
  'mechanism-too-weak': 'no-mechanism',
  'not-authorized': 'not-authorized',
  'temporary-auth-failure': 'temporary-auth-failure',
}

function refusal(reply: Element): AppError {
  const conditions = reply.getChildElements().filter((child) => child.name !== 'text')
  const condition = reply.is('failure', nsSasl) ? (conditions[0]?.name ?? '') : reply.name
  const text = reply.getChildText('text') ?? ''
  const detail = [condition, text.slice(0, 200)].filter((part) => part !== '').join(': ')
  return appError(codes[condition] ?? 'auth-failed', detail)
}
