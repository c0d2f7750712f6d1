// What the curious want to know of the user: whether they are there (a probe), what they run, since when they have been
// idle, whether they answer (XEP-0092, XEP-0012, XEP-0199).
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { nsPing, nsVersion } from '../../xmpp/namespaces'
import { bareOf } from '../state/account'
import type { Actor } from './actor'

const nsLast = 'jabber:iq:last'

/** Builds somebody's next question. @param user bare. @returns what asks it */
export function createCuriosity(actor: Actor, user: string): () => void {
  // The last address that the user was seen at; it is asked long after they went, too.
  let seen: string | null = null
  let turn = 0
  actor.listen((stanza) => {
    const { from = '', type } = stanza.attrs
    if (stanza.name !== 'presence' || type !== undefined || bareOf(from) !== user) return
    if (from.includes('/')) seen = from
  })

  return () => {
    const questions =
      seen === null
        ? [probe(user), ask(user, xml('query', { xmlns: nsLast }))]
        : [
            ask(seen, xml('query', { xmlns: nsVersion })),
            ask(seen, xml('query', { xmlns: nsLast })),
            probe(user),
            ask(seen, xml('ping', { xmlns: nsPing })),
          ]
    const question = questions[turn % questions.length]
    turn += 1
    if (question) actor.send(question)
  }
}

function probe(to: string): Element {
  return xml('presence', { type: 'probe', to })
}

function ask(to: string, payload: Element): Element {
  return xml('iq', { type: 'get', to }, payload)
}
