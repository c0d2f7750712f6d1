// Requests to an invisible user are answered as if nobody were there: RFC 6121 s.8.5.3.2.3.
import { describe, expect, test } from 'vitest'
import { saying } from '../support/replies'
import { password } from '../support/friends'
import { startRawClient } from '../support/raw-client'
import { until } from '../support/wait'
import { jidOf, watch, watchedServers } from './watched'

/** What a server does to the answer of a client by itself, and does not do to its own; measured. */
const disguises: Readonly<Record<string, (xml: string) => string>> = {
  // The language of the stream is added, and the order of the attributes is that of a hash table.
  prosody: (xml) => sorted(xml.replace(/^<iq([^>]*) xml:lang='en'/, '<iq$1')),
  // A namespace is written before the other attributes, which no XML parser tells its client.
  ejabberd: (xml) => xml.replaceAll(/<text (xml:lang='[^']*') (xmlns='[^']*')/g, '<text $2 $1'),
  jabberd2: (xml) => xml,
  embedded: (xml) => sorted(xml),
}

function sorted(xml: string): string {
  return xml.replace(/^<iq ([^>]*)>/, (_, words: string) => words.split(' ').toSorted().join(' '))
}

const questions = [
  ['get', ''],
  ['get', ` xml:lang='de'`],
  ['get', ` xml:lang='tlh'`],
  ['set', ''],
] as const

describe.each(watchedServers)('being asked on $kind', ({ kind, start }) => {
  const watched = watch(start)
  const disguise = disguises[kind] ?? String

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

    test('a message for a room, sent to us, is refused as where nobody is', async () => {
      const { proxy, bob, alice, signIn } = watched()
      await signIn(true)
      const own = await until(
        () => /<jid>([^<]+)<\/jid>/.exec(proxy.incoming())?.[1],
        'our address',
      )
      const heard = async (to: string) => {
        const mark = bob.mark()
        bob.send(`<message type='groupchat' id='g1' to='${to}'><body>all of you?</body></message>`)
        await bob.quiet(400)
        const told = bob.from(alice, mark).filter(({ name }) => name === 'message')
        // Prosody files what a client sent in the receiver's archive, and says so.
        return told.map((one) =>
          saying({ ...one, xml: one.xml.replace(/<stanza-id[^>]*>/, '') }, to),
        )
      }
      expect(await heard(own)).toEqual(await heard(`${alice}/nobody`))
    })

    test('what nobody is kept is returned as where nobody is, however we are hidden', async () => {
      const { proxy, bob, alice, casper, signIn } = watched()
      const account = await signIn(true)
      const own = await until(
        () => /<jid>([^<]+)<\/jid>/.exec(proxy.incoming())?.[1],
        'our address',
      )
      const typing = `<composing xmlns='http://jabber.org/protocol/chatstates'/>`
      const kinds = [
        typing,
        `<thread>t1</thread>${typing}`,
        `<body>one</body><no-store xmlns='urn:xmpp:hints'/>`,
        `<body>two</body>`,
      ]
      const heard = async (to: string, content: string) => {
        const mark = bob.mark()
        bob.send(`<message type='chat' id='c1' to='${to}'>${content}</message>`)
        await bob.quiet(250)
        const told = bob.from(alice, mark).filter(({ name }) => name === 'message')
        return told.map((one) => saying(one, to))
      }
      for (const choice of ['privacy-lists', 'directed-presence'] as const) {
        await casper.request('visibility.choose', { account, choice, scope: 'session' })
        await casper.confirmed()
        for (const kind of kinds) {
          expect(await heard(own, kind)).toEqual(await heard(`${alice}/nobody`, kind))
        }
      }
    })

    test('in any language and of either type, byte for byte but for what the server itself adds or orders', async () => {
      const { proxy, bob, alice, server, signIn } = watched()
      await signIn(true)
      const own = await until(
        () => /<jid>([^<]+)<\/jid>/.exec(proxy.incoming())?.[1],
        'our address',
      )
      const user = jidOf(bob).split('@')[0] ?? ''
      const raw = await startRawClient({ server, user, password, resource: 'raw' })
      const answer = async (to: string, type: string, lang: string, payload: string) => {
        const mark = raw.mark()
        raw.send(`<iq type='${type}' id='q1'${lang} to='${to}'>${payload}</iq>`)
        const [answered] = await until(() => {
          const found = raw.from(alice, mark)
          return found.length > 0 ? found : undefined
        }, 'an answer')
        return disguise(answered?.xml.replaceAll(to, 'ADDRESS') ?? '')
      }
      for (const payload of payloads) {
        for (const [type, lang] of questions) {
          const asked = await answer(own, type, lang, payload)
          expect(asked).toBe(await answer(`${alice}/nobody`, type, lang, payload))
        }
      }
      await raw.close()
    })
  })
})
