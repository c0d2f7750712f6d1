// The cast as a whole: on the rosters, in the room, and each at their time.
import { randomUUID } from 'node:crypto'
import type { BareJid } from '../../../shared/jid'
import { bareJid } from '../../../shared/jid'
import type { Subscription } from '../../../shared/privacy/list'
import type { Realm } from '../server/realm'
import { addUser, userAt } from '../server/realm'
import { backendOf } from '../server/realm-backend'
import type { Hearer } from './actor'
import { createActor } from './actor'
import { createActs } from './acts'
import type { Clock } from './clock'
import { chanceOf, createTimers } from './clock'
import { createConversation } from './conversation'
import { createCuriosity } from './curiosity'
import { beginDay } from './day'
import { createLounge } from './lounge'
import { loungeName } from './lounge-talk'
import type { CastMember, Role } from './members'
import { contacts, stranger } from './people'

/** What the cast lives in. */
export interface CastOptions {
  readonly realm: Realm
  /** Has an account there. */
  readonly user: BareJid
  readonly seed: number
  readonly clock: Clock
}

/** The cast at work. */
export interface Cast {
  readonly members: readonly CastMember[]
  readonly room: BareJid
  /** Hears what a member's session receives. @throws RangeError where nobody has that address */
  listen(jid: BareJid, hearer: Hearer, online?: (online: boolean) => void): () => void
  /** Ends every session; nothing happens any more. */
  close(): void
}

/** Puts the cast on the stage; those who are there from the start are there when this returns. */
export function startCast({ realm, user, seed, clock }: CastOptions): Cast {
  const { now } = clock
  const chance = chanceOf(seed)
  const timers = createTimers(clock)
  const backend = backendOf(realm)
  const room = addressed(`${loungeName}@conference.${realm.domain}`)
  const cast = [...contacts, stranger].map((role) => {
    const jid = addressOf(role, realm.domain)
    enrol(realm, user, jid, role)
    return createActor({ role, jid, backend, room, now })
  })
  const players = cast.map((actor, index) => ({
    actor,
    conversation: createConversation(actor, user, timers, chanceOf(seed + index + 1)),
    ask: createCuriosity(actor, user),
    // Whoever the user took off the roster leaves them alone.
    isFriend: () => {
      const { subscription } = userAt(realm, actor.jid)?.account.roster.get(user) ?? {}
      return subscription !== undefined && subscription !== 'none'
    },
  }))
  for (const actor of cast) if (actor.role.presence !== 'late') actor.come()
  const lounge = createLounge(cast, room, timers, chanceOf(seed - 1))
  beginDay(createActs({ players, lounge, user, chance }), timers, chance)

  return {
    members: cast.map(({ jid, role: { name, groups, kind } }) => ({ jid, name, groups, kind })),
    room,
    listen(jid, hearer, online) {
      const actor = cast.find((each) => each.jid === jid)
      if (!actor) throw new RangeError(`nobody of the cast has the address ${jid}`)
      return actor.listen(hearer, online)
    },
    close() {
      timers.close()
      for (const actor of cast) actor.go()
    },
  }
}

// They and the user stand on each other's rosters, but for a stranger. Nobody can sign in as them from outside.
function enrol(realm: Realm, user: BareJid, jid: BareJid, role: Role): void {
  addUser(realm, jid, randomUUID())
  if (role.kind === 'stranger') return
  const { name, groups, subscription } = role
  userAt(realm, user)?.account.roster.set(jid, { jid, name, groups, subscription })
  const theirs: Subscription = mirrored[subscription]
  userAt(realm, jid)?.account.roster.set(user, { jid: user, groups: [], subscription: theirs })
}

const mirrored = { both: 'both', to: 'from', from: 'to', none: 'none' } as const

function addressOf({ address, kind }: Role, domain: string): BareJid {
  return addressed(kind === 'gateway' ? `${address}.${domain}` : `${address}@${domain}`)
}

function addressed(text: string): BareJid {
  const jid = bareJid(text)
  if (jid === undefined) throw new RangeError(`${text} is no address`)
  return jid
}
