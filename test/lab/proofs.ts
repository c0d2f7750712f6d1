// The same acts on bare streams, without Casper: what a server gives away by itself is seen here, too.
import { randomUUID } from 'node:crypto'
import { gatewayDomain } from '../support/component'
import { addFriends, password } from '../support/friends'
import { activate, goInvisible, privacyQuery } from '../support/privacy-requests'
import type { RawClient } from '../support/raw-client'
import { startRawClient } from '../support/raw-client'
import type { Watcher } from '../support/recorder'
import { saying } from '../support/replies'
import type { RunningServer } from '../support/server'
import { sleep, until } from '../support/wait'

/** A user on a bare stream, hidden by a list before the first presence, and a contact on another. */
export interface Stage {
  readonly server: RunningServer
  readonly user: string
  readonly contact: string
  readonly hidden: RawClient
  readonly watcher: RawClient
  /** Somebody who is nobody's contact. */
  readonly stranger: RawClient
  /** Whether the contact was told that a session went of which they never heard. */
  announced(timeoutMs: number): Promise<boolean>
}

/** Sets the stage, and clears it when that is over. */
export async function withStage(
  server: RunningServer,
  run: (stage: Stage) => Promise<boolean>,
): Promise<boolean> {
  const suffix = randomUUID().slice(0, 6)
  const [userName, contactName, strangerName] = [`zoe-${suffix}`, `yan-${suffix}`, `xia-${suffix}`]
  const contact = `${contactName}@${server.domain}`
  await addFriends(server, userName, [{ jid: contact, name: 'Yan' }])
  const watcher = await startRawClient({ server, user: contactName, password })
  watcher.send('<presence/>')
  await watcher.settled()
  await server.addAccount(strangerName, password)
  const stranger = await startRawClient({ server, user: strangerName, password })
  // Signed in once before, so that the account has a last activity that is not now.
  const before = await startRawClient({ server, user: userName, password })
  before.send('<presence/>')
  await before.settled()
  before.send(`<presence type='unavailable'/>`)
  await before.settled()
  await before.close()
  await watcher.settled()
  const hidden = await startRawClient({ server, user: userName, password })
  await goInvisible(hidden)
  await watcher.settled()
  const mark = watcher.mark()
  const user = `${userName}@${server.domain}`
  const announced = (timeoutMs: number) =>
    until(
      () =>
        watcher
          .from(user, mark)
          .some(
            ({ name, type, from }) =>
              name === 'presence' && type === 'unavailable' && from !== user,
          ),
      'an announcement',
      timeoutMs,
    ).catch(() => false)
  try {
    return await run({ server, user, contact, hidden, watcher, stranger, announced })
  } finally {
    await hidden.close()
    await watcher.close()
    await stranger.close()
  }
}

/** Each proof: whether the server gave it away. */
export const proofs = {
  lostWhileHidden: async ({ hidden, announced }: Stage) => {
    await hidden.drop()
    return announced(4000)
  },
  blockWhileHidden: async ({ hidden, contact, announced }: Stage) => {
    await hidden.iq('set', '', `<block xmlns='urn:xmpp:blocking'><item jid='${contact}'/></block>`)
    await hidden.settled()
    return announced(1000)
  },
  unblockWhileHidden: async ({ hidden, watcher, contact }: Stage) => {
    const item = `<item jid='${contact}'/>`
    await hidden.iq('set', '', `<block xmlns='urn:xmpp:blocking'>${item}</block>`)
    await hidden.iq('set', '', `<unblock xmlns='urn:xmpp:blocking'>${item}</unblock>`)
    await hidden.settled()
    await watcher.settled()
    return watcher.from(hidden.jid).some(({ name, type }) => name === 'presence' && type === '')
  },
  lostAfterDirected: async ({ hidden, watcher, contact }: Stage) => {
    hidden.send(`<presence type='unavailable'/>`)
    await activate(hidden, null)
    hidden.send(`<presence to='${contact}'/>`)
    await hidden.settled()
    await hidden.drop()
    await sleep(1000)
    await watcher.settled()
    return watcher.from(hidden.jid).at(-1)?.type === ''
  },
  lastOfResource: async ({ hidden, stranger, user }: Stage) => {
    const askFor = async (jid: string) =>
      saying(await stranger.iq('get', jid, `<query xmlns='jabber:iq:last'/>`), jid).join()
    const here = await askFor(hidden.jid)
    const asked = hidden.stanzas().some(({ name, xml }) => name === 'iq' && xml.includes('iq:last'))
    return !asked && here !== (await askFor(`${user}/nobody-is-here`))
  },
  answerOfDevice: ({ hidden, watcher, user }: Stage) => isStamped(hidden, watcher, user),
  answerToGateway: async ({ server, hidden, user }: Stage) => {
    const component = await server.gateway?.()
    const isSo = component ? await isStamped(hidden, component.at(gatewayDomain), user) : false
    await component?.close()
    return isSo
  },
  deletedElsewhere: async ({ server, hidden, watcher, user }: Stage) => {
    const other = await startRawClient({ server, user: user.split('@')[0] ?? '', password })
    const mark = hidden.mark()
    await other.iq('set', '', privacyQuery(`<list name='hidden'/>`))
    await hidden.settled()
    const isTold = hidden.since(mark).some(({ xml }) => xml.includes('jabber:iq:privacy'))
    watcher.send(`<presence type='unavailable'/>`)
    watcher.send('<presence/>')
    await watcher.settled()
    await other.close()
    await watcher.settled()
    const isShown = ({ name, type }: { readonly name: string; readonly type: string }) =>
      name === 'presence' && type === ''
    return !isTold && watcher.from(hidden.jid).some(isShown)
  },
  partWhileHidden: async ({ hidden, contact, announced }: Stage) => {
    hidden.send(`<presence type='unsubscribed' to='${contact}'/>`)
    await hidden.settled()
    return announced(1000)
  },
  probeWhileHidden: async ({ server }: Stage) => {
    const user = `wil-${randomUUID().slice(0, 6)}`
    await server.addAccount(user, password)
    await server.setRoster(user, [{ jid: gatewayDomain, name: 'Gateway' }])
    const component = await server.gateway?.()
    const gateway = component?.at(gatewayDomain)
    const hidden = await startRawClient({ server, user, password })
    await goInvisible(hidden)
    await gateway?.settled()
    const received = gateway?.from(`${user}@${server.domain}`) ?? []
    await hidden.close()
    await component?.close()
    return received.some(({ type }) => type === 'probe')
  },
  lastOfHidden: async ({ watcher, user }: Stage) => {
    await sleep(1200)
    const { xml } = await watcher.iq('get', user, `<query xmlns='jabber:iq:last'/>`)
    return /seconds=["']0["']/.test(xml)
  },
  itemsOfHidden: async ({ watcher, user, hidden }: Stage) => {
    const items = `<query xmlns='http://jabber.org/protocol/disco#items'/>`
    return (await watcher.iq('get', user, items)).xml.includes(hidden.jid)
  },
}

// Whether the server adds the language of the stream to the answer of a device, and not to its own.
async function isStamped(hidden: RawClient, asker: Watcher, user: string): Promise<boolean> {
  const payload = `<query xmlns='urn:example:unknown'/>`
  hidden.mark()
  const reply = asker.iq('get', hidden.jid, payload)
  const request = await hidden.next(({ xml }) => xml.includes('urn:example:unknown'))
  const error = `<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`
  hidden.send(`<iq type='error' to='${asker.jid}' id='${request.id}'>${error}</iq>`)
  const own = await asker.iq('get', `${user}/nobody-is-here`, payload)
  const hasLanguage = ({ xml }: { readonly xml: string }) => /^<iq[^>]* xml:lang=/.test(xml)
  return hasLanguage(await reply) && !hasLanguage(own)
}
