// The renderer's files and the headers they are served with, the same in both hosts.
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Names without a leading dot, separated by single slashes: nothing that could lead out of the folder. */
const plainPath = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/

/** What a page of Casper may do: load its own files and talk to where it came from. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every answer. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=()',
  'cache-control': 'no-store',
}

/** A file to serve. */
export interface RendererFile {
  readonly type: string
  readonly body: Uint8Array<ArrayBuffer>
}

/**
 * Reads a file of the renderer.
 * @param root the folder with index.html.
 * @param pathname the path of the URL, not decoded; `/` is index.html.
 * @returns undefined for whatever is not a plain file of a known type inside that folder.
 */
export async function readRendererFile(
  root: string,
  pathname: string,
): Promise<RendererFile | undefined> {
  const path = pathname === '/' ? '/index.html' : pathname
  const type = types[extname(path)]
  if (type === undefined || !plainPath.test(path)) return undefined
  try {
    const file = await realpath(join(root, path))
    if (!file.startsWith((await realpath(root)) + sep)) return undefined
    return { type, body: await readFile(file) }
  } catch {
    return undefined
  }
}
