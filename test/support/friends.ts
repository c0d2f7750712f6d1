// Accounts who know each other, for tests that need somebody to be hidden from.
import type { RosterEntry, RunningServer } from './server'

/** The password of every account made here. */
export const password = 'secret'

/**
 * Makes the user's account with that roster, and an account for each entry whose own roster holds the user with the
 * mirrored subscription.
 */
export async function addFriends(
  server: RunningServer,
  user: string,
  friends: readonly RosterEntry[],
): Promise<void> {
  const mirror = { none: 'none', to: 'from', from: 'to', both: 'both' } as const
  const jid = `${user}@${server.domain}`
  await server.addAccount(user, password)
  await server.setRoster(user, friends)
  for (const { jid: friend, subscription = 'both' } of friends) {
    const name = friend.slice(0, friend.indexOf('@'))
    await server.addAccount(name, password)
    await server.setRoster(name, [{ jid, subscription: mirror[subscription] }])
  }
}
