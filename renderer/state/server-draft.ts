// A server address while it is being typed.
import type { ServerAddress } from '../../shared/model'

/** What the fields hold; the fields of the modes that are not chosen are kept. */
export interface ServerDraft {
  mode: ServerAddress['mode']
  host: string
  port: number | null
  security: 'direct-tls' | 'starttls' | 'plain'
  url: string
}

/** Untouched fields. */
export function emptyServerDraft(): ServerDraft {
  return { mode: 'auto', host: '', port: 5222, security: 'starttls', url: '' }
}

/** The address that was typed. */
export function serverAddressOf(draft: ServerDraft): ServerAddress {
  const { mode, host, port, security, url } = draft
  if (mode === 'auto') return { mode }
  if (mode === 'websocket') return { mode, url: url.trim() }
  return { mode, host: host.trim(), port: port ?? 5222, security }
}
