// A legacy client of an account that has profiles follows them: at 18:00 it is hidden from the students, too, and what
// its user hid by it stays hidden whatever a profile says.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Profile } from '../../shared/profiles/profile'
import type { ScheduleEntry } from '../../shared/profiles/schedule'
import { invisibleToAll, visibleToAll, withException } from '../../shared/visibility/policy'
import type { FakeClock } from '../support/fake-clock'
import { fakeClock } from '../support/fake-clock'
import { password } from '../support/friends'
import { startProsody } from '../support/prosody'
import type { RunningServer } from '../support/server'
import { until } from '../support/wait'
import type { BridgeScene } from './bridge-scene'
import { startBridgeScene, through } from './bridge-scene'

const days = [1, 2, 3, 4, 5, 6, 7]
const schedule: readonly ScheduleEntry[] = [
  { profile: 'work', days, at: '08:00' },
  { profile: 'evening', days, at: '18:00' },
  { profile: 'night', days, at: '22:00' },
]
const students = { type: 'group', value: 'Friends' } as const
const named = (name: string, policy: Profile['policy']): Profile => ({
  ...{ id: name, name, policy },
  presence: null,
  autoAway: null,
})
/** Bob is the student, Carol the colleague. */
const profiles = [
  named('work', visibleToAll),
  named('evening', withException(visibleToAll, students, false)),
  named('night', invisibleToAll),
]

let server: RunningServer
let scene: BridgeScene
let clock: FakeClock
let account: string
let count = 0
beforeAll(async () => {
  server = await startProsody()
})
afterAll(() => server.stop())
beforeEach(async () => {
  count += 1
  clock = fakeClock('2026-06-10T17:59:00+02:00', 'Europe/Berlin')
  scene = await startBridgeScene(server, String(count), { clock })
  const { core, alice: jid, proxy } = scene
  // The user is there by the old client alone; the account in Casper is signed out.
  proxy.refuse()
  const added = (await core.request('account.add', {
    ...{ jid, password, signInInvisible: false, remember: false },
    server: through(proxy),
  })) as { value: { account: string } }
  account = added.value.account
  await core.request('account.sign-out', { account })
  for (const profile of profiles) await core.request('profile.save', { account, profile })
  await core.request('profile.plan', { account, schedule: [...schedule], signIn: null })
  await switchTo('work')
  proxy.accept()
})
afterEach(() => scene.close())

const holds = (profile: string): Promise<unknown> =>
  until(
    () => scene.snapshot().accounts[account]?.profiles.current === profile,
    `the profile ${profile}`,
  )
const switchTo = async (profile: string): Promise<void> => {
  await scene.core.request('profile.switch', { account, profile })
  await holds(profile)
}
const passUntil = async (time: string, profile: string): Promise<void> => {
  clock.passUntil(`2026-06-${time}:00+02:00`)
  await holds(profile)
}
const bobJid = () => `bob${String(count)}@localhost`

test('at 18:00 the student sees it go, the colleague nothing; at 08:00 it is back', async () => {
  const { bob, carol, heard, login, news } = scene
  const client = await login({ resource: 'pidgin' })
  client.send('<presence/>')
  await heard(bob, ['available'])
  await heard(carol, ['available'])
  await passUntil('10T18:00', 'evening')
  await heard(bob, ['unavailable'])
  client.send('<presence><show>away</show></presence>')
  await heard(carol, ['away'])
  expect(await news(bob)).toEqual([])
  await passUntil('10T22:00', 'night')
  await heard(carol, ['unavailable'])
  await passUntil('11T08:00', 'work')
  await heard(bob, ['away'])
  await heard(carol, ['away'])
  await client.close()
})

test('a switch by hand is followed as well', async () => {
  const { bob, carol, heard, login, news } = scene
  const client = await login()
  client.send('<presence/>')
  await heard(bob, ['available'])
  await heard(carol, ['available'])
  await switchTo('evening')
  await heard(bob, ['unavailable'])
  await switchTo('work')
  await heard(bob, ['available'])
  expect(await news(carol)).toEqual([])
  await client.close()
})

test('who said Invisible in the client is shown by no profile', async () => {
  const { bob, carol, heard, login, news } = scene
  const client = await login()
  client.send(`<presence type='invisible'/>`)
  await client.next(({ name, from }) => name === 'presence' && from === bob.jid)
  await passUntil('10T22:00', 'night')
  await passUntil('11T08:00', 'work')
  await client.settled()
  expect([await news(bob), await news(carol)]).toEqual([[], []])
  client.send('<presence/>')
  await heard(bob, ['available'])
  await client.close()
})

test('whom the client let see it alone is hidden from by the next profile', async () => {
  const { bob, carol, heard, login, news } = scene
  const client = await login()
  client.send(`<presence type='invisible'/><presence to='${bobJid()}' type='visible'/>`)
  await heard(bob, ['available'])
  await passUntil('10T18:00', 'evening')
  await heard(bob, ['unavailable'])
  await client.close()
  expect(await news(carol)).toEqual([])
})

test('who logs in under a profile is hidden as it says from the first presence on', async () => {
  const { bob, carol, heard, login, news } = scene
  await passUntil('10T18:00', 'evening')
  const client = await login()
  client.send('<presence/>')
  await heard(carol, ['available'])
  // What is on its way to a session that ends is returned to whom it came from (prosody).
  await client.next(({ name, from }) => name === 'presence' && from === carol.jid)
  await client.next(({ name, from }) => name === 'presence' && from === bob.jid)
  await client.close()
  await heard(carol, ['unavailable'])
  await passUntil('10T22:00', 'night')
  const again = await login()
  again.send('<presence/>')
  await again.next(({ name, from }) => name === 'presence' && from === bob.jid)
  await again.close()
  expect([await news(bob), await news(carol)]).toEqual([[], []])
})
