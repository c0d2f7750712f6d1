// Who is signed in, and who can come back: bound sessions by their address and by their resumption id.
import { randomUUID } from 'node:crypto'
import type { FullJid } from '../../shared/jid'
import { fullJid } from '../../shared/jid'
import type { Backend } from './backend'
import type { C2sLimits } from './limits'
import type { Carrier, SessionControl } from './session'
import { createSession } from './session'

/** The sessions of one listener. */
export interface SessionTable {
  /**
   * Binds a resource (RFC 6120 s.7). One that has the same address is ended: its owner is here now (s.7.7.2.2).
   * @param wish the resource asked for; the server chooses where it is empty. @returns undefined where it is none
   */
  bind(bare: string, wish: string, carrier: Carrier): SessionControl | undefined
  /** Makes a session resumable. @returns the id, or null where nothing is resumed here */
  allowResumption(session: SessionControl): string | null
  /** The session of that user with that resumption id, alive or waiting. */
  find(bare: string, id: string): SessionControl | undefined
  /** Ends every session. */
  close(): void
}

/** Makes an empty table. */
export function createSessionTable(backend: Backend, limits: C2sLimits): SessionTable {
  const sessions = new Map<FullJid, SessionControl>()
  const resumable = new Map<string, SessionControl>()

  return {
    bind(bare, wish, carrier) {
      const jid = fullJid(`${bare}/${wish === '' ? randomUUID() : wish}`)
      if (jid === undefined) return undefined
      sessions.get(jid)?.end('conflict')
      const session = createSession(jid, carrier, limits, (ended, undelivered) => {
        if (sessions.get(jid) === ended) sessions.delete(jid)
        for (const [id, each] of resumable) if (each === ended) resumable.delete(id)
        backend.ended(ended, undelivered)
      })
      sessions.set(jid, session)
      return session
    },
    allowResumption(session) {
      if (limits.hibernationMs === 0) return null
      session.resumption ??= randomUUID()
      resumable.set(session.resumption, session)
      return session.resumption
    },
    find(bare, id) {
      const session = resumable.get(id)
      return session?.bare === bare && session.resumption === id ? session : undefined
    },
    close() {
      for (const session of [...sessions.values()]) session.end('system-shutdown')
    },
  }
}
