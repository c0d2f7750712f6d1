// Takes the presence that arrives: contacts' to the book, our own to whoever waits for it, requests to the user.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { AccountId } from '../../shared/model'
import type { AppEvent } from '../../shared/snapshot'
import type { PresenceFact } from '../xmpp/presence'
import { understood } from '../xmpp/presence'
import type { ContactBook } from './contact-book'
import type { VisibilityLoop } from './visibility-loop'

/** What the intake needs. */
export interface PresenceIntakeOptions {
  readonly account: AccountId
  readonly self: BareJid
  readonly book: ContactBook
  readonly loop: VisibilityLoop
  readonly publish: (event: AppEvent) => void
}

/** The intake. */
export interface PresenceIntake {
  take(fact: PresenceFact): void
  /** The type of the next presence from our own address (`available` for none); undefined where none comes in time. */
  nextOwn(): Promise<string | undefined>
}

/** How long our own server may take to send us back what we sent to ourselves, in ms. */
const ownTimeout = 3000

/** Builds the intake. */
export function createPresenceIntake(options: PresenceIntakeOptions): PresenceIntake {
  const { account, self, book, loop, publish } = options
  let waiting: ((type: string | undefined) => void) | null = null

  const askedFor = (from: BareJid): void => {
    const error = appError('subscription-asked', from)
    const notice = { id: `subscribe ${account} ${from}`, level: 'info', account, error } as const
    publish({ type: 'notice.added', notice })
  }

  return {
    take: (fact) => {
      if (fact.from === self) {
        waiting?.(fact.kind === 'other' ? fact.type : fact.kind)
        return
      }
      const wasThere = (book.get(fact.from)?.resources.length ?? 0) > 0
      book.presence(understood(fact))
      if (fact.kind === 'available' && !wasThere) {
        loop.tell({ type: 'contact-appeared', jid: fact.from })
      }
      if (fact.kind === 'other' && fact.type === 'subscribe') askedFor(fact.from)
    },
    nextOwn: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => waiting?.(undefined), ownTimeout)
        waiting = (type) => {
          clearTimeout(timer)
          waiting = null
          resolve(type)
        }
      }),
  }
}
