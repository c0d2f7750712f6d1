// Requests to the bare address of somebody on the own server are the server's to answer (RFC 6121 s.8.5.2.1.3): their devices
// never hear of them. The gate relies on it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEjabberd } from '../support/ejabberd'
import { addFriends, password } from '../support/friends'
import { startJabberd2 } from '../support/jabberd2'
import type { Observer } from '../support/observer'
import { startObserver } from '../support/observer'
import { startProsody } from '../support/prosody'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import type { RunningServer } from '../support/server'

const servers = [
  { kind: 'prosody', start: () => startProsody() },
  { kind: 'ejabberd', start: () => startEjabberd() },
  { kind: 'jabberd2', start: () => startJabberd2() },
] as const

const requests = [
  `<vCard xmlns='vcard-temp'/>`,
  `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
  `<query xmlns='http://jabber.org/protocol/disco#items'/>`,
  `<query xmlns='jabber:iq:last'/>`,
  `<query xmlns='jabber:iq:version'/>`,
  `<query xmlns='jabber:iq:time'/>`,
  `<time xmlns='urn:xmpp:time'/>`,
  `<ping xmlns='urn:xmpp:ping'/>`,
  `<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:avatar:metadata'/></pubsub>`,
  `<something xmlns='urn:example:unknown'/>`,
]

describe.each(servers)('$kind', ({ start }) => {
  let server: RunningServer
  let client: RawClient
  let bob: Observer
  beforeAll(async () => {
    server = await start()
    await addFriends(server, 'alice', [{ jid: 'bob@localhost', name: 'Bob', groups: [] }])
    await server.addAccount('eve', password)
    bob = await startObserver({ server, user: 'bob', password })
    client = await startRawClient({ server, user: 'alice', password })
  })
  afterAll(async () => {
    await Promise.all([client.close(), bob.close()])
    await server.stop()
  })

  test.each(['bob', 'eve'])('answers them for %s by itself', async (who) => {
    const before = bob.mark()
    for (const request of requests) {
      const { type } = await client.iq('get', `${who}@localhost`, request)
      expect(['result', 'error']).toContain(type)
    }
    await bob.settled()
    expect(bob.from('alice@localhost', before)).toEqual([])
  })
})
