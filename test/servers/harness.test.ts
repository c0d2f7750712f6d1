import { test, expect } from 'vitest'
import { startProsody } from '../support/prosody'
import { startEjabberd } from "../support/ejabberd"
import { startObserver } from '../support/observer'
import { now } from '../support/wait'
test('x', async () => {
  const t = now()
  const s = await startEjabberd()
  console.log('prosody', now() - t)
  for (const u of ['bob','carol']) await s.addAccount(u, 'secret')
  await s.setRoster('bob', [{ jid: 'carol@localhost', groups: ['Fr iends'] }])
  await s.setRoster('carol', [{ jid: 'bob@localhost' }])
  const t2 = now()
  const bob = await startObserver({ server: s, user: 'bob', password: 'secret' })
  console.log('observer', now() - t2)
  const carol = await startObserver({ server: s, user: 'carol', password: 'secret' })
  await bob.next((x) => x.from === 'carol@localhost/obs')
  console.log(bob.stanzas(), carol.stanzas())
  console.log(await carol.iq('get', 'localhost', "<ping xmlns='urn:xmpp:ping'/>"))
  await carol.close()
  console.log(await bob.next((x) => x.type === 'unavailable'))
  console.log(now() - t)
  await s.stop()
  expect(bob.stanzas().length).toBeGreaterThan(1)
})
