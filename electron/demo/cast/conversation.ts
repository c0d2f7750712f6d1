// What somebody of the cast writes to the user: a tale begun unasked, answers after a moment, with typing notices before
// (XEP-0085).
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import { bareOf } from '../state/account'
import type { Actor } from './actor'
import type { Chance, Timers } from './clock'

const nsChatStates = 'http://jabber.org/protocol/chatstates'

/** Milliseconds, at least and at most: until somebody begins to type, and while they do. */
const moment = { thinks: [700, 1600], types: [1200, 2800] } as const

/** What is between somebody and the user. */
export interface Conversation {
  /** Begins the tale. @returns false where there is none, it was begun, or they are not there or about to answer */
  begin(): boolean
}

/** Somebody's conversation with the user. @param user bare */
export function createConversation(
  actor: Actor,
  user: string,
  timers: Timers,
  chance: Chance,
): Conversation {
  const { tale, answers } = actor.role
  const told = { tale: 0, question: 0, other: 0 }
  let takeBack: (() => void) | null = null

  const write = (to: string, words: () => string | undefined): void => {
    const finish = (): void => {
      takeBack = null
      actor.send(chat(to, 'active', words()))
    }
    const type = (): void => {
      actor.send(chat(to, 'composing'))
      takeBack = timers.later(chance.between(...moment.types), finish)
    }
    takeBack?.()
    takeBack = timers.later(chance.between(...moment.thinks), type)
  }

  // What was begun is told to its end first.
  const answer = (to: string, body: string): void => {
    const kind = body.trimEnd().endsWith('?') ? 'question' : 'other'
    const lines = answers[kind]
    if (lines.length === 0) return
    write(to, () => {
      const next = told.tale > 0 ? tale[told.tale] : undefined
      if (next !== undefined) {
        told.tale += 1
        return next
      }
      told[kind] += 1
      return lines[(told[kind] - 1) % lines.length]
    })
  }

  const begin = (): boolean => {
    const [first] = tale
    if (first === undefined || told.tale > 0 || takeBack || !actor.isOnline()) return false
    told.tale = 1
    write(user, () => first)
    return true
  }

  actor.listen((stanza) => {
    const { from = '', type } = stanza.attrs
    const body = stanza.getChildText('body')
    if (stanza.name !== 'message' || bareOf(from) !== user || !body) return
    if (type === 'chat' || type === undefined) answer(from, body)
  })

  return { begin }
}

function chat(to: string, state: 'composing' | 'active', words?: string): Element {
  const body = words === undefined ? null : xml('body', null, words)
  return xml('message', { type: 'chat', to }, body, xml(state, { xmlns: nsChatStates }))
}
