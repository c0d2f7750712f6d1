// The subscription states between a user and a contact, and what changes them: RFC 3921 s.6, s.8 and s.9. All nine states
// are made of four facts.
import type { Subscription } from '../../../shared/privacy/list'

/** The stanzas that change them. */
export type SubscriptionAct = 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed'

/** One side's view of the two. */
export interface Standing {
  readonly subscription: Subscription
  /** The user asked to see the contact (pending out). */
  readonly ask: boolean
  /** The contact asked to see the user (pending in). */
  readonly asked: boolean
}

/** Where a stanza leads, and whether it is handed on. */
export interface Transition {
  readonly standing: Standing
  /** Going out: it is routed to the contact. Coming in: it is delivered to the user. */
  readonly passes: boolean
  /** The server's own answer to the contact. */
  readonly answer?: 'subscribed'
}

/** The user's server has the user's stanza to the contact (s.9.2). */
export function afterSending(standing: Standing, act: SubscriptionAct): Transition {
  const { to, from } = sides(standing)
  const { ask, asked } = standing
  switch (act) {
    case 'subscribe':
      return { passes: true, standing: { ...standing, ask: ask || !to } }
    case 'unsubscribe':
      return { passes: true, standing: join(false, from, false, asked) }
    case 'subscribed':
      return asked
        ? { passes: true, standing: join(to, true, ask, false) }
        : { passes: false, standing }
    case 'unsubscribed':
      return { passes: asked || from, standing: join(to, false, ask, false) }
  }
}

/** The user's server has the contact's stanza to the user (s.9.3). */
export function afterReceiving(standing: Standing, act: SubscriptionAct): Transition {
  const { to, from } = sides(standing)
  const { ask, asked } = standing
  switch (act) {
    case 'subscribe':
      return from
        ? { passes: false, standing, answer: 'subscribed' }
        : { passes: !asked, standing: { ...standing, asked: true } }
    case 'unsubscribe':
      return { passes: from || asked, standing: join(to, false, ask, false) }
    case 'subscribed':
      return ask
        ? { passes: true, standing: join(true, from, false, asked) }
        : { passes: false, standing }
    case 'unsubscribed':
      return { passes: ask || to, standing: join(false, from, false, asked) }
  }
}

function sides({ subscription }: Standing): { readonly to: boolean; readonly from: boolean } {
  const both = subscription === 'both'
  return { to: both || subscription === 'to', from: both || subscription === 'from' }
}

function join(to: boolean, from: boolean, ask: boolean, asked: boolean): Standing {
  const subscription = to ? (from ? 'both' : 'to') : from ? 'from' : 'none'
  return { subscription, ask, asked }
}
