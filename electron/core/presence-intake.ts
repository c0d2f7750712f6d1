// Takes the presence that arrives: contacts' to the book, our own to whoever waits for it, requests to the user.
import type { BareJid } from '../../shared/jid'
import type { PresenceFact } from '../xmpp/presence'
import { understood } from '../xmpp/presence'
import type { ContactBook } from './contact-book'
import type { PresenceEcho } from './presence-echo'
import { createPresenceEcho } from './presence-echo'
import type { Requests } from './requests'
import type { Surroundings } from './surroundings'
import type { VisibilityLoop } from './visibility-loop'

/** What the intake needs. */
export interface PresenceIntakeOptions {
  readonly self: BareJid
  readonly book: ContactBook
  readonly loop: VisibilityLoop
  readonly requests: Requests
  readonly surroundings: Surroundings
}

/** The intake. */
export interface PresenceIntake {
  take(fact: PresenceFact): void
  /** The next presence from an own address. */
  readonly nextOwn: PresenceEcho['next']
}

/** Builds the intake. */
export function createPresenceIntake(options: PresenceIntakeOptions): PresenceIntake {
  const { self, book, loop, requests, surroundings } = options
  const own = createPresenceEcho()

  const askedFor = (from: BareJid): void => {
    // Some servers pass on what somebody asks who is blocked.
    if (!surroundings.blocks(from)) requests.add(from)
  }

  return {
    take: (fact) => {
      if (fact.from === self) {
        own.take(fact)
        return
      }
      const wasThere = (book.get(fact.from)?.resources.length ?? 0) > 0
      book.presence(understood(fact))
      if (fact.kind === 'available' && !wasThere) {
        loop.tell({ type: 'contact-appeared', jid: fact.from })
      }
      if (fact.kind === 'other' && fact.type === 'subscribe') askedFor(fact.from)
    },
    nextOwn: own.next,
  }
}
