// The self-test on real servers: with one more session of a contact as its observer, and a contact who must hear nothing.
import { describe, expect, test } from 'vitest'
import type { SelfTest } from '../../shared/observer'
import { password } from '../support/friends'
import { until } from '../support/wait'
import type { Watched } from './watched'
import { jidOf, watch, watchedServers } from './watched'

/** Runs the whole check with bob's account as the observer. */
async function check({ bob, casper, proxy }: Watched, account: string): Promise<SelfTest> {
  const peer = jidOf(bob)
  const server = { mode: 'manual', host: '127.0.0.1', port: proxy.port, security: 'plain' } as const
  const signedIn = await casper.request('observer.sign-in', {
    account,
    jid: peer,
    password,
    server,
  })
  expect(signedIn.ok).toBe(true)
  const observer = () => casper.snapshot().observers[account]?.[peer as never]
  await until(
    () => observer()?.state === 'online',
    () => JSON.stringify(observer()),
  )
  expect(await casper.request('self-test.run', { account, peer })).toMatchObject({ ok: true })
  const shown = () => casper.snapshot().selfTests[account]
  await until(
    () => shown()?.state !== 'running' && shown(),
    () => JSON.stringify(shown()),
    90_000,
  )
  return shown() as SelfTest
}

const verdicts = ({ steps }: SelfTest) =>
  steps.map(({ name, verdict, saw }) => `${verdict}: ${name}: ${saw.join(' | ')}`)

describe.each(watchedServers)('the self-test on $kind', ({ start }) => {
  const watched = watch(start)

  test.each([true, false])(
    'finds no leak, and nobody else hears of it; hidden before: %s',
    async (invisible) => {
      const { casper, carol, signIn, news } = watched()
      const account = await signIn(invisible)
      await news(carol)
      const { requested } = casper.account().visibility
      const { presence } = casper.account()
      const done = await check(watched(), account)
      expect(
        verdicts(done)
          .filter((line) => !/^(held|not-possible)/.test(line))
          .join('\n'),
      ).toBe('')
      expect(done).toMatchObject({ state: 'done', leaks: 0, error: null })
      await casper.confirmed()
      expect(casper.account().visibility.requested).toEqual(requested)
      expect(casper.account().presence).toEqual(presence)
      expect(await news(carol)).toEqual([])
    },
    120_000,
  )
})
