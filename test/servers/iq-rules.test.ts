// Why requests are not refused by a privacy list on Prosody: the rule is applied to the bare address, too.
import { expect, test } from 'vitest'
import { addFriends, password } from '../support/friends'
import { startProsody } from '../support/prosody'
import { activate, denyAll, setList } from '../support/privacy-requests'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import { saying } from '../support/replies'

const requests = {
  vcard: `<vCard xmlns='vcard-temp'/>`,
  items: `<query xmlns='http://jabber.org/protocol/disco#items'/>`,
  abilities: `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
  ping: `<ping xmlns='urn:xmpp:ping'/>`,
  version: `<query xmlns='jabber:iq:version'/>`,
  unknown: `<query xmlns='urn:example:unknown'/>`,
}
const user = 'zoe@localhost'

async function answers(asker: RawClient, to: string): Promise<Record<string, string[]>> {
  const said: Record<string, string[]> = {}
  for (const [name, payload] of Object.entries(requests)) {
    said[name] = saying(await asker.iq('get', to, payload), to)
  }
  return said
}

test('a rule against requests hides the full address and tells on the bare one', async () => {
  const server = await startProsody()
  try {
    await addFriends(server, 'zoe', [{ jid: 'yan@localhost', name: 'Yan' }])
    const yan = await startRawClient({ server, user: 'yan', password })
    const zoe = await startRawClient({ server, user: 'zoe', password })
    await zoe.iq('set', '', `<vCard xmlns='vcard-temp'><FN>Zoe</FN></vCard>`)
    const [bare, nobody] = [await answers(yan, user), await answers(yan, `${user}/nobody`)]
    await setList(zoe, 'hidden', denyAll)
    await activate(zoe, 'hidden')
    zoe.send('<presence/>')
    await zoe.settled()
    expect(await answers(yan, user)).toEqual(bare)

    const deny = `<item action='deny' type='jid' value='yan@localhost' order='1'><iq/></item>`
    await setList(zoe, 'hidden', deny, denyAll)
    expect(await answers(yan, zoe.jid)).toEqual(nobody)
    const told = await answers(yan, user)
    const differing = Object.keys(requests).filter(
      (name) => JSON.stringify(told[name]) !== JSON.stringify(bare[name]),
    )
    expect(differing).toEqual(['vcard', 'items', 'abilities', 'ping'])
    await zoe.close()
    await yan.close()
  } finally {
    await server.stop()
  }
})
