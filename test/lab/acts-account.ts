// Requests to the account itself, which its server answers: what they tell is the server's doing, and known.
import { sleep } from '../support/wait'
import type { Act } from './act'
import { act } from './act'
import { signIn, signOut } from './disturbances'

const asked = {
  last: {
    payload: `<query xmlns='jabber:iq:last'/>`,
    what: 'the account’s last activity',
    tells: (xml: string) => /seconds=["']0["']/.test(xml),
  },
  items: {
    payload: `<query xmlns='http://jabber.org/protocol/disco#items'/>`,
    what: 'the account’s items',
    tells: (xml: string, jid: string) => xml.includes(jid),
  },
} as const

/** Asks for one of them; the user comes back a second and more after having gone, hidden. */
export function askAccount(which: keyof typeof asked): Act {
  const { payload, what, tells } = asked[which]
  return act('requests to the account', `ann asks for ${what}`, async (world) => {
    const { cast, user, blame, settle } = world
    if (which === 'last') {
      await signOut().run(world)
      await sleep(1300)
      await signIn().run(world)
      const { faults } = await settle()
      faults.forEach(blame)
      await sleep(1300)
    }
    const { xml } = await cast.member('ann').observer.iq('get', user, payload)
    if (!tells(xml, world.fullJid())) return
    blame({ kind: 'answered', to: 'ann', words: `learned from ${what} that the user is here`, xml })
  })
}
