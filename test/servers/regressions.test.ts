// Defects that other clients had, each as a test: what Spark, Psi and Gajim leaked or forgot must not happen here.
import { describe, expect, test } from 'vitest'
import { password } from '../support/friends'
import { privacyQuery, setList } from '../support/privacy-requests'
import { startRawClient } from '../support/raw-client'
import { until } from '../support/wait'
import { jidOf, watch, watchedServers } from './watched'

describe.each(watchedServers)('what others got wrong, on $kind', ({ start }) => {
  const watched = watch(start)

  /** A second session of alice's that never sends presence: another client of hers. */
  const otherClient = () => {
    const { server, alice } = watched()
    const user = alice.split('@')[0] ?? ''
    return startRawClient({ server, user, password, resource: 'other' })
  }

  const useAsDefault = async (name: string, ...items: string[]): Promise<void> => {
    const client = await otherClient()
    await setList(client, name, ...items)
    await client.iq('set', '', privacyQuery(`<default name='${name}'/>`))
    await client.close()
  }

  test('(a, b) an idle change keeps the intent, and coming back is not forgotten', async () => {
    const { casper, bob, signIn, setShow, nobodyHeard, news } = watched()
    const id = await signIn(true)
    await setShow(id, 'away')
    expect(casper.account().visibility.requested.base).toBe('invisible')
    const presence = { show: null, status: '', priority: 0 }
    await casper.request('presence.set', { account: id, presence })
    await casper.confirmed()
    await nobodyHeard()
    await casper.request('visibility.go-visible', { account: id })
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
  })

  test('(c) a reconnect while idle and invisible stays invisible', async () => {
    const { casper, proxy, signIn, setShow, nobodyHeard } = watched()
    const id = await signIn(true)
    await setShow(id, 'away')
    proxy.drop()
    await casper.when('the loss', ({ connection }) => connection.state !== 'online')
    await casper.when('the return', ({ connection }) => connection.state === 'online', 15_000)
    await casper.confirmed()
    await nobodyHeard()
  })

  test('(d, l) neither entering nor leaving carries a word that tells invisible from gone', async () => {
    const { casper, bob, proxy, signIn, setShow, news } = watched()
    const id = await signIn(false)
    await setShow(id, 'away')
    await casper.request('visibility.go-invisible', { account: id })
    await casper.confirmed()
    expect((await news(bob)).at(-1)).toBe('unavailable')
    const last = bob.from(watched().alice).at(-1)?.xml ?? ''
    expect(last).not.toContain('<status')
    const presences = proxy.outgoingStanzas().filter(({ name }) => name === 'presence')
    expect(presences.map(({ xml }) => xml).join()).not.toMatch(/[Ii]nvisible/)
  })

  test('(e) a status text that says “Invisible” hides nobody and shows nobody', async () => {
    const { casper, bob, signIn, news } = watched()
    const id = await signIn(false)
    await news(bob)
    const presence = { show: null, status: 'Invisible', priority: 0 } as const
    await casper.request('presence.set', { account: id, presence })
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
    expect(casper.account().visibility.seenBy).toBe(2)
  })

  test('(f) whom the user’s own rules hide from gets nothing when invisibility is left', async () => {
    const { casper, bob, carol, signIn, news } = watched()
    const item = `<item type='jid' value='${jidOf(carol)}' action='deny' order='1'><presence-out/></item>`
    await useAsDefault('mine', item)
    const id = await signIn(true)
    await casper.request('visibility.go-visible', { account: id })
    await casper.confirmed()
    expect(await news(bob)).toEqual(['available'])
    expect(await news(carol)).toEqual([])
    expect(casper.account().visibility.seenBy).toBe(1)
  })

  test('(j) whom the user’s own rules keep out stays out while invisible', async () => {
    const { casper, bob, carol, alice, signIn } = watched()
    const item = `<item type='jid' value='${jidOf(carol)}' action='deny' order='1'><message/></item>`
    await useAsDefault('mine', item)
    await signIn(true)
    carol.message(alice, 'Let me in.')
    await carol.settled()
    bob.message(alice, 'Good evening.')
    await until(() => casper.contact(jidOf(bob))?.unread === 1, 'the message of bob')
    expect(casper.contact(jidOf(carol))?.unread).toBe(0)
  })

  test('(h, i) blocking and unblocking somebody from another device shows nobody anything', async () => {
    const { casper, bob, carol, signIn, setShow, news } = watched()
    const id = await signIn(true)
    const client = await otherClient()
    const item = `<item jid='stranger@localhost'/>`
    await client.iq('set', '', `<block xmlns='urn:xmpp:blocking'>${item}</block>`)
    await casper.confirmed()
    await setShow(id, 'away')
    await client.iq('set', '', `<unblock xmlns='urn:xmpp:blocking'>${item}</unblock>`)
    await casper.confirmed()
    await setShow(id, 'dnd')
    await client.close()
    const seen = [...(await news(bob)), ...(await news(carol))]
    expect(seen.filter((what) => what !== 'unavailable')).toEqual([])
  })

  test('(k) presence carries no avatar hash', async () => {
    const { proxy, signIn } = watched()
    await signIn(true)
    expect(proxy.outgoing()).not.toContain('vcard-temp')
  })

  test('a default list is never written, whatever happens to the connection', async () => {
    const { casper, proxy, signIn } = watched()
    const item = `<item action='allow' order='7'/>`
    await useAsDefault('mine', item)
    await signIn(true)
    proxy.drop()
    await casper.when('the loss', ({ connection }) => connection.state !== 'online')
    await casper.when('the return', ({ connection }) => connection.state === 'online', 15_000)
    await casper.confirmed()
    const client = await otherClient()
    const lists = await client.iq('get', '', privacyQuery(''))
    expect(lists.xml).toMatch(/<default name=['"]mine['"]/)
    const mine = await client.iq('get', '', privacyQuery(`<list name='mine'/>`))
    expect(mine.xml).toMatch(/order=['"]7['"]/)
    await client.close()
  })

  test('a list of somebody else’s that is called “invisible” is left alone', async () => {
    const { signIn } = watched()
    const client = await otherClient()
    await setList(client, 'invisible', `<item action='allow' order='1'/>`)
    await signIn(true)
    const after = await client.iq('get', '', privacyQuery(`<list name='invisible'/>`))
    expect(after.xml).toMatch(/action=['"]allow['"]/)
    await client.close()
  })
})
