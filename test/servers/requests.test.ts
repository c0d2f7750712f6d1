// Requests to an invisible user are answered as if nobody were there: RFC 6121 s.8.5.3.2.3.
import { describe, expect, test } from 'vitest'
import { saying } from '../support/replies'
import { until } from '../support/wait'
import { watch, watchedServers } from './watched'

describe.each(watchedServers)('being asked on $kind', ({ start }) => {
  const watched = watch(start)

  describe('requests from others', () => {
    const payloads = [
      `<query xmlns='jabber:iq:version'/>`,
      `<ping xmlns='urn:xmpp:ping'/>`,
      `<query xmlns='http://jabber.org/protocol/disco#info'/>`,
      `<query xmlns='jabber:iq:last'/>`,
      `<time xmlns='urn:xmpp:time'/>`,
      `<unheard xmlns='urn:example:of'>of</unheard>`,
    ]

    test('to our full address are answered as for a resource that is not there', async () => {
      const { proxy, bob, alice, signIn } = watched()
      await signIn(true)
      const own = await until(
        () => /<jid>([^<]+)<\/jid>/.exec(proxy.incoming())?.[1],
        'our address',
      )
      for (const payload of payloads) {
        const asked = await bob.iq('get', own, payload)
        const absent = await bob.iq('get', `${alice}/nobody`, payload)
        expect(saying(asked, own)).toEqual(saying(absent, `${alice}/nobody`))
      }
    })
  })
})
