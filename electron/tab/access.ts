// Who may talk to the loopback server: whoever was handed its one-time token, from this very origin.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** The server's memory of whom it let in. */
export interface Access {
  /** The address with the token that is valid at the moment. */
  url(): string
  /** Trades a token for the cookie to set. A token is good for one trade. */
  exchange(token: string): string | undefined
  /** Whether the request is addressed to this server by its exact name. */
  isForUs(headers: IncomingHttpHeaders): boolean
  /** Whether the request comes from a page of this server, as far as it tells. */
  isFromUs(headers: IncomingHttpHeaders): boolean
  /** Whether the request carries the cookie. */
  isLetIn(request: IncomingMessage): boolean
}

/**
 * @param port the port the server listens on.
 * @param onNewUrl is called whenever a token was used up and another address is valid.
 */
export function createAccess(port: number, onNewUrl: () => void): Access {
  const host = `127.0.0.1:${port}`
  const origin = `http://${host}`
  // Cookies do not know ports: the name keeps several servers on one machine apart.
  const cookieName = `casper-${port}`
  const cookie = randomKey()
  let token = randomKey()

  return {
    url: () => `${origin}/?token=${token}`,
    exchange: (offered) => {
      if (!same(offered, token)) return undefined
      token = randomKey()
      onNewUrl()
      return `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict`
    },
    isForUs: (headers) => headers.host === host,
    isFromUs: (headers) => headers.origin === origin,
    isLetIn: ({ headers }) => {
      const cookies = (headers.cookie ?? '').split(';').map((part) => part.trim().split('=', 2))
      return cookies.some(([name, value]) => name === cookieName && same(value ?? '', cookie))
    },
  }
}

function randomKey(): string {
  return randomBytes(32).toString('hex')
}

function same(offered: string, expected: string): boolean {
  const a = Buffer.from(offered)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
