// Who watches the user: contacts of every subscription, a stranger and somebody in a room, each an independent client; a
// gateway, which is a component, and a contact behind it.
import type { Entity } from '../../shared/privacy/evaluate'
import type { Component } from '../support/component'
import { gatewayDomain } from '../support/component'
import { password } from '../support/friends'
import { startObserver } from '../support/observer'
import type { Watcher } from '../support/recorder'
import type { RosterEntry, RunningServer } from '../support/server'

/** How they stand on the user's roster, or `stranger`. */
const standing = {
  ann: { subscription: 'both', groups: ['Friends'] },
  ben: { subscription: 'both', groups: ['Work'] },
  fay: { subscription: 'from', groups: ['Friends'] },
  tom: { subscription: 'to', groups: ['Work'] },
  nat: { subscription: 'none', groups: [] },
  eve: 'stranger',
  mia: 'stranger',
  gate: { subscription: 'both', groups: [] },
  pal: { subscription: 'both', groups: ['Work'] },
} as const

/** The first names of the watchers; Mia alone is in the room. Gate is the gateway, Pal is behind it. */
export type Name = keyof typeof standing

/** All of them. */
export const names = Object.keys(standing) as Name[]
/** Those of them who are clients of the server. */
const clients = names.filter((name) => !isBehindGateway(name))

/** The room in which Mia is. */
export const room = 'hall@conference.localhost'
/** What the user is called in there. */
export const nick = 'shade'

/** A watcher, and what they take the user for. */
export interface Member {
  readonly name: Name
  readonly jid: string
  observer: Watcher
  /** Up to where their stanzas were judged. */
  mark: number
  /** Addresses of the user from which they were sent available presence that was not taken back. */
  readonly shown: Set<string>
}

/** Everybody who watches. */
export interface Cast {
  readonly members: readonly Member[]
  member(name: Name): Member
  /** Signs everybody in anew, after the server was started again. */
  signIn(): Promise<void>
  close(): Promise<void>
}

const mirror = { none: 'none', to: 'from', from: 'to', both: 'both' } as const

/** The address of a watcher. */
export function jidOf(name: Name): string {
  if (name === 'gate') return gatewayDomain
  return `${name}@${isBehindGateway(name) ? gatewayDomain : 'localhost'}`
}

/** Whether that is the gateway, or who is behind it: no client of the server, which knows nothing of their presence. */
export function isBehindGateway(name: string): boolean {
  return name === 'gate' || name === 'pal'
}

/** The user's roster. */
function roster(): RosterEntry[] {
  return names.flatMap((name) => {
    const entry = standing[name]
    return entry === 'stranger' ? [] : [{ jid: jidOf(name), name, ...entry }]
  })
}

/** The same, as the law takes it. */
export function people(): Map<string, Entity> {
  return new Map(
    roster().map(({ jid, groups = [], subscription = 'none' }) => {
      return [jid, { jid, groups, subscription }]
    }),
  )
}

/** Makes the accounts and rosters, of the users as well, and signs the watchers in. */
export async function startCast(server: RunningServer, users: readonly string[]): Promise<Cast> {
  for (const user of users) {
    await server.addAccount(user, password)
    await server.setRoster(user, roster())
  }
  for (const name of clients) {
    await server.addAccount(name, password)
    const entry = standing[name]
    if (entry === 'stranger') continue
    const subscription = mirror[entry.subscription]
    const entries = users.map((user) => ({ jid: `${user}@${server.domain}`, subscription }))
    await server.setRoster(name, entries)
  }
  const { gateway } = server
  if (gateway === null) throw new Error('the server was started without a gateway')
  let component: Component = await gateway()
  const start = (name: Name): Watcher | Promise<Watcher> =>
    isBehindGateway(name)
      ? component.at(jidOf(name))
      : startObserver({ server, user: name, password })
  const members: Member[] = await Promise.all(
    names.map(async (name) => {
      const observer = await start(name)
      return { name, jid: jidOf(name), observer, mark: 0, shown: new Set<string>() }
    }),
  )
  const member = (name: Name): Member => {
    const found = members.find((one) => one.name === name)
    if (!found) throw new Error(`nobody is called ${name}`)
    return found
  }
  const furnish = async (): Promise<void> => {
    if (server.kind !== 'jabberd2') await enterRoom(member('mia').observer)
    for (const one of members) one.mark = one.observer.stanzas().length
  }
  await furnish()
  return {
    members,
    member,
    async signIn() {
      component = await gateway()
      await Promise.all(
        members.map(async (one) => {
          one.observer = await start(one.name)
          one.mark = 0
          one.shown.clear()
        }),
      )
      if (server.kind !== 'jabberd2') await enterRoom(member('mia').observer)
    },
    async close() {
      await Promise.all(members.map(({ observer }) => observer.drop()))
      await component.close()
    },
  }
}

// The first one in makes the room (XEP-0045 s.10.1.2).
async function enterRoom(observer: Watcher): Promise<void> {
  const muc = 'http://jabber.org/protocol/muc'
  observer.send(`<presence to='${room}/mia'><x xmlns='${muc}'/></presence>`)
  await observer.next(({ name, from }) => name === 'presence' && from === `${room}/mia`)
  const form = `<query xmlns='${muc}#owner'><x xmlns='jabber:x:data' type='submit'/></query>`
  await observer.iq('set', room, form)
}
