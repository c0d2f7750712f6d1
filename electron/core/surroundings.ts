// What surrounds the account and must be in every list of Casper's: who is blocked, where the server's rooms are.
import type { BlockingPush } from '../xmpp/blocking'
import type { VisibilityLoop } from './visibility-loop'

/** The surroundings of one account. */
export interface Surroundings {
  /** What was found at the start of a session. */
  load(services: readonly string[], blocked: readonly string[]): void
  /** The block list changed (XEP-0191 s.3.3-3.5). */
  push(happened: BlockingPush): void
}

/** Builds them; every change goes to the visibility engine. */
export function createSurroundings(loop: VisibilityLoop): Surroundings {
  let services: readonly string[] = []
  let blocked: ReadonlySet<string> = new Set()

  const tell = (): void => {
    loop.tell({ type: 'surroundings-known', services, blocked: [...blocked] })
  }

  return {
    load: (foundServices, foundBlocked) => {
      services = foundServices
      blocked = new Set(foundBlocked)
      tell()
    },
    push: (happened) => {
      if (happened.kind === 'unblock-all') blocked = new Set()
      else if (happened.kind === 'block') blocked = blocked.union(new Set(happened.jids))
      else blocked = blocked.difference(new Set<string>(happened.jids))
      tell()
    },
  }
}
