// What a story is: a user with an old-style client, contacts who watch, and one stanza after the other with what may be
// seen of the user from then on. Data only: who may see whom is written down, and not asked of Casper.

/** A contact of the user's, or somebody who is none. */
export interface Role {
  readonly name: string
  /** On the user's roster, with a subscription both ways. */
  readonly isContact: boolean
}

/** One step: what the old client does. */
export interface Scene {
  /** What the user wants by it. */
  readonly title: string
  /** What their client sends: one stanza; or the end of its stream. */
  readonly intent: string
  /** Who may see the user from now on, by their names. Everybody else may be told of the end, and nothing more. */
  readonly seenBy: readonly string[]
}

/** A story. Its first intent is the initial presence. */
export interface Story {
  readonly title: string
  readonly domain: string
  readonly user: string
  readonly cast: readonly Role[]
  readonly signInInvisible: boolean
  readonly scenes: readonly Scene[]
}

/** How a client ends its stream (RFC 6120 s.4.4). */
export const streamEnd = '</stream:stream>'
