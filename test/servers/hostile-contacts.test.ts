// What a contact sends must not end the session of somebody who hides: on some servers the end itself is announced.
import { describe, expect, test } from 'vitest'
import { until } from '../support/wait'
import { jidOf, watch, watchedServers } from './watched'

describe.each(watchedServers)('a hostile contact on $kind', ({ start }) => {
  const watched = watch(start)

  test.each([
    ['elements nested too deep', `${'<x>'.repeat(110)}${'</x>'.repeat(110)}`],
    [
      'too many attributes',
      `<x xmlns='a:b' ${Array.from({ length: 300 }, (_, n) => `a${String(n)}='1'`).join(' ')}/>`,
    ],
  ])('who sends %s neither ends the session nor learns of it', async (_, content) => {
    const { bob, casper, alice, signIn, nobodyHeard } = watched()
    await signIn(true)
    bob.send(`<message to='${alice}' type='chat'><body>first</body>${content}</message>`)
    bob.message(alice, 'second')
    await until(() => casper.contact(jidOf(bob))?.unread === 2, 'both messages')
    await nobodyHeard()
    const { connection } = casper.account()
    expect(connection).toMatchObject({ state: 'online', resumed: false })
  })
})
