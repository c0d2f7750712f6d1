// A switch by the schedule is stored in one piece, so that an end at any moment leaves it done or still to do.
import { expect, test } from 'vitest'
import { createAccountDoor } from '../../../electron/core/account-door'
import { freshAccount } from '../../../electron/core/fresh-account'
import { managedRules } from '../../../electron/core/managed-rules'
import type { StoredAccount } from '../../../electron/core/settings-schema'
import { bareJid } from '../../../shared/jid'
import { visibleToAll } from '../../../shared/visibility/policy'
import { fakeClock } from '../../support/fake-clock'
import { daily, evening, work } from './profile-scene'

test('what is stored never says that a switch was done which was not', () => {
  const clock = fakeClock('2026-06-10T12:00:00+02:00', 'Europe/Berlin')
  let stored: StoredAccount = {
    ...freshAccount('one', bareJid('ann@localhost')!, { mode: 'auto' }),
    policy: visibleToAll,
    profiles: [work, evening],
    schedule: daily,
    followed: clock.now(),
  }
  const onDisk: StoredAccount[] = []
  const { profiles } = createAccountDoor({
    stored: () => stored,
    store: (change) => {
      stored = { ...stored, ...change }
      onDisk.push(stored)
    },
    session: {
      own: { setPolicy: () => undefined, setPresence: () => undefined },
      signIn: () => undefined,
      signOut: () => Promise.resolve(),
    },
    managed: managedRules(null),
    clock,
    changed: () => undefined,
    switching: () => undefined,
    switched: () => undefined,
  })
  profiles.settle()
  clock.passUntil('2026-06-10T18:00:01+02:00')
  profiles.stop()
  expect(stored).toMatchObject({ profile: 'evening', policy: evening.policy })
  const due = new Date('2026-06-10T18:00+02:00').getTime()
  const skipped = onDisk.filter(({ followed, profile }) => followed >= due && profile === null)
  expect(skipped).toEqual([])
})
