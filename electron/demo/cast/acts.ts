// What the cast does by itself, when it is time for it: somebody comes, goes, writes, asks, and one stranger requests.
import xml from '@xmpp/xml'
import type { Actor } from './actor'
import type { Chance } from './clock'
import type { Conversation } from './conversation'
import type { Happening } from './day'
import type { Lounge } from './lounge'

/** So many of the contacts are always there. */
const thereAtLeast = 7

/** Somebody with all that is between them and the user. */
export interface Player {
  readonly actor: Actor
  readonly conversation: Conversation
  /** Looks at what the user's client tells. */
  readonly ask: () => void
  /** Whether one of the two may see the other, by their own roster. */
  readonly isFriend: () => boolean
}

/** Who does it, and whereby it is chosen. */
export interface ActsOptions {
  readonly players: readonly Player[]
  readonly lounge: Lounge
  /** Bare. */
  readonly user: string
  readonly chance: Chance
}

/** Each act; false where it cannot be done. */
export function createActs(options: ActsOptions): Readonly<Record<Happening, () => boolean>> {
  const { players, lounge, user, chance } = options
  const contacts = players.filter(({ actor }) => actor.role.kind !== 'stranger')
  const stranger = players.find(({ actor }) => actor.role.kind === 'stranger')
  let requested = false

  stranger?.actor.listen(({ name, attrs }) => {
    if (name === 'presence' && attrs['type'] === 'subscribed') stranger.conversation.begin()
  })

  const there = (): Player[] => contacts.filter(({ actor }) => actor.isOnline())
  const oneOf = (some: readonly Player[], act: (player: Player) => void): boolean => {
    const one = chance.pick(some)
    if (one) act(one)
    return one !== undefined
  }

  return {
    write: () => players.some(({ isFriend, conversation }) => isFriend() && conversation.begin()),
    chat: () => lounge.goOn(),
    mood: () => {
      const moody = there().filter(({ actor }) => actor.role.moods.length > 1)
      return oneOf(moody, ({ actor }) => actor.changeMood())
    },
    ask: () => {
      const curious = there().filter(({ actor, isFriend }) => actor.role.curious && isFriend())
      return oneOf(curious, ({ ask }) => ask())
    },
    come: () => {
      const absent = contacts.filter(({ actor }) => !actor.isOnline())
      return oneOf(absent, ({ actor }) => actor.come())
    },
    go: () => {
      const free = there().filter(({ actor }) => actor.role.presence !== 'always')
      return there().length > thereAtLeast && oneOf(free, ({ actor }) => actor.go())
    },
    request: () => {
      if (requested || !stranger) return false
      requested = true
      const status = xml('status', null, 'Hello, we met at the book fair.')
      stranger.actor.send(xml('presence', { type: 'subscribe', to: user }, status))
      return true
    },
  }
}
