// A client's blocks and unblocks (XEP-0191): done as the app does them, since on some servers they change who sees the
// user. Whatever the client sends after one waits until it is done.
import type { Element } from '@xmpp/xml'
import type { Result } from '../../shared/result'
import type { ClientLine } from '../core/legacy-client-line'
import { readBlocking } from '../xmpp/blocking'
import { answer, blockedBy, refusal } from './stanzas'

/** What they need. */
export interface BlocksOutOptions {
  readonly line: Pick<ClientLine, 'block'>
  readonly deliver: (stanza: Element) => void
  /** One is done. */
  readonly done: () => void
}

/** The blocks of one client. */
export interface BlocksOut {
  /** Whether one is under way. */
  busy(): boolean
  /** Does what a request of that kind asks for, and answers it. */
  take(request: Element): void
}

/** Builds them. */
export function createBlocksOut({ line, deliver, done }: BlocksOutOptions): BlocksOut {
  let busy = false

  const settle = (request: Element, result: Result<void>): void => {
    deliver(result.ok ? answer(request) : refusal(request, conditionOf(result.error.code)))
    busy = false
    done()
  }

  return {
    busy: () => busy,
    take: (request) => {
      const asked = blockedBy(request)
      const change = readBlocking(asked)
      const named = asked?.getChildElements().length ?? 0
      if (!change || change.kind === 'blocklist') {
        deliver(refusal(request, named > 0 ? 'jid-malformed' : 'bad-request'))
        return
      }
      // All of them or nobody: a client must not believe that somebody is blocked who is not.
      if (change.kind !== 'unblock-all' && change.jids.length < named) {
        deliver(refusal(request, 'jid-malformed'))
        return
      }
      busy = true
      void line.block(change).then((result) => settle(request, result))
    },
  }
}

// What is no condition of a stanza error (RFC 6120 s.8.3.3) is a connection that was lost, or the gate.
function conditionOf(code: string): string {
  if (code === 'offline' || code === 'timeout') return 'remote-server-timeout'
  return code.startsWith('gate-') ? 'not-allowed' : code
}
