// What of the things that a contact received told them more than they may know.

/** A stanza of the user's, as a contact's own session got it. */
export interface Received {
  /** The user's full JID. */
  readonly from: string
  readonly name: string
  /** Empty where the stanza has none. */
  readonly type: string
  readonly xml: string
  /** What it told them. */
  readonly words: string
}

/** What a contact's session made of what it received. */
export interface Judgement {
  readonly leaks: readonly Received[]
  /** The resources of the user's that are shown to them now. */
  readonly shown: ReadonlySet<string>
}

/** RFC 6121 s.4.7.1, and none at all. Whatever else a presence says betrays that there is something to say. */
const presenceTypes: ReadonlySet<string> = new Set([
  '',
  'unavailable',
  'subscribe',
  'subscribed',
  'unsubscribe',
  'unsubscribed',
  'error',
])

/**
 * Judges what came within one step.
 * @param allowed whether they may see the user from this step on
 * @param before the resources that were shown to them before it
 */
export function judge(
  received: readonly Received[],
  allowed: boolean,
  before: ReadonlySet<string>,
): Judgement {
  const shown = new Set(before)
  const leaks = received.filter((stanza) => {
    const { from, name, type } = stanza
    const wasShown = shown.has(from)
    if (name === 'presence' && type === '') shown.add(from)
    if (name === 'presence' && type === 'unavailable') shown.delete(from)
    if (allowed) return name === 'presence' && !presenceTypes.has(type)
    // To be told of the end is due to whoever saw the beginning; to others it is news.
    return !(name === 'presence' && type === 'unavailable' && wasShown)
  })
  return { leaks, shown }
}
