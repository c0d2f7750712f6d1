// How a stream ends, and whether trying again can help.
import { appError } from '../../shared/errors'
import type { CertificateView } from '../../shared/model'
import type { AppError } from '../../shared/result'
import type { Element } from '@xmpp/xml'

/** Why a stream ended. */
export interface Failure {
  readonly error: AppError
  /** The certificate that was not trusted. */
  readonly certificate?: CertificateView
  /** Where the server sends us instead (`see-other-host`), as written by it. */
  readonly seeOtherHost?: string
  /** The stream error we owe the server (RFC 6120 s.4.9.3). */
  readonly condition?: string
}

/** Carries a failure through the library, which knows only exceptions. */
export class StreamFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.error.code)
    this.failure = failure
  }
}

/** A failure by its code (shared/errors.ts). */
export function failure(code: string, detail?: string, condition?: string): Failure {
  return { error: appError(code, detail), ...(condition === undefined ? {} : { condition }) }
}

/** The failure behind anything that was thrown or emitted as an error. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof StreamFailure) return thrown.failure
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  if (error.name === 'TimeoutError') return failure('connection-timeout')
  if (error.name === 'XMLError') return failure('malformed-xml', error.message, 'not-well-formed')
  if (error.name === 'StanzaError') return failure(conditionOf(error))
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined) return failure('internal', error.message, 'undefined-condition')
  if (code === tooLong) return failure('oversized', error.message, 'policy-violation')
  return failure(systemCodes[code] ?? 'connection-lost', error.message)
}

/** What `ws` says of a message over its bound. */
const tooLong = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'

function conditionOf(error: Error): string {
  return 'condition' in error && typeof error.condition === 'string'
    ? error.condition
    : 'undefined-condition'
}

/** Codes of the operating system and of node, by what they mean to a person. */
const systemCodes: Readonly<Record<string, string>> = {
  ENOTFOUND: 'remote-server-not-found',
  ERR_INVALID_URL: 'remote-server-not-found',
  EAI_AGAIN: 'connection-timeout',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'connection-timeout',
  ENETUNREACH: 'connection-timeout',
  ETIMEDOUT: 'connection-timeout',
}

const nsStreams = 'urn:ietf:params:xml:ns:xmpp-streams'

/** Reads a stream error (RFC 6120 s.4.9). */
export function streamError(element: Element): Failure {
  const defined = element
    .getChildElements()
    .find((child) => child.getNS() === nsStreams && child.name !== 'text')
  const condition = defined?.getName() ?? 'undefined-condition'
  const text = element.getChildText('text', nsStreams) ?? undefined
  const detail = text === undefined ? condition : `${condition}: ${text.slice(0, 200)}`
  const found = failure(streamCodes[condition] ?? condition, detail)
  return condition === 'see-other-host' && defined
    ? { ...found, seeOtherHost: defined.getText() }
    : found
}

/** Stream error conditions that are told by another code. */
const streamCodes: Readonly<Record<string, string>> = {
  'host-gone': 'host-unknown',
  reset: 'connection-lost',
  'see-other-host': 'connection-lost',
}

const final: ReadonlySet<string> = new Set([
  'account-disabled',
  'auth-failed',
  'certificate',
  'conflict',
  'host-unknown',
  'no-mechanism',
  'no-password',
  'not-authorized',
  'policy-violation',
  'server-signature',
  'tls-required',
])

/** Whether trying again cannot help until a person has done something. */
export function isFinal({ error }: Failure): boolean {
  return final.has(error.code)
}
