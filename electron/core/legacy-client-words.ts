// What a legacy client sends as words, and whether a person wrote it: programs answer an offer of OTR by themselves, in
// messages that look like anybody's, so that a stranger could ask by one whether somebody is there.
import type { BareJid } from '../../shared/jid'
import type { Stanza } from './legacy-client-side'

/** Why it is not sent, in the words of the ledger. */
export const byItself = 'an automatic message (OTR) would show that you are here'

/** To whom the user of the client has written in this session. */
export interface ClientWords {
  /** The client says something to somebody who may not see the user. @returns whether the user means it to be sent */
  means(to: BareJid, message: Stanza): boolean
  /** What the client says is on its way. */
  said(to: BareJid, message: Stanza): void
}

/** Nobody was written to. */
export function createClientWords(): ClientWords {
  const written = new Set<BareJid>()
  return {
    means: (to, message) => !isOtr(message) || written.has(to),
    said: (to, message) => {
      if (!isOtr(message)) written.add(to)
    },
  }
}

// Offers, answers to them, and what is encrypted all begin so (OTR version 3, "data exchange"): which of the latter a
// person wrote cannot be seen.
function isOtr(message: Stanza): boolean {
  return message.getChildText('body')?.trimStart().startsWith('?OTR') === true
}
