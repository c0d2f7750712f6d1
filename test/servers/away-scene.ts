// What the tests of auto-away on real servers begin with: where, by what, and as what the user is seen.
import type { AutoAway } from '../../shared/away/auto-away'
import { noAutoAway } from '../../shared/away/auto-away'
import type { StrategyChoice } from '../../shared/visibility/strategies/names'
import { startEmbedded } from '../support/embedded'
import type { RunningServer } from '../support/server'
import type { Watched } from './watched'
import { jidOf, watchedServers } from './watched'

const usual = ['privacy-lists', 'directed-presence'] as const

/** The servers, and the strategies that each has. */
export const places: readonly {
  kind: string
  start: () => Promise<RunningServer>
  strategies: readonly StrategyChoice[]
}[] = [
  ...watchedServers.map(({ kind, start }) => ({ kind, start, strategies: usual })),
  {
    kind: 'embedded, with the invisible command',
    start: () => startEmbedded({ command: true }),
    strategies: ['invisible-command'],
  },
  {
    kind: 'embedded, with invisible presence',
    start: () => startEmbedded({ legacy: 'honoured-until-visible' }),
    strategies: ['legacy-presence'],
  },
]

/** As what the user is seen by their own choice. */
export const own = { show: 'chat', status: 'Ask me.', priority: 7 } as const

const wishes: AutoAway = {
  ...noAutoAway,
  awayAfter: 5,
  xaAfter: 15,
  onLock: 'away',
  onSuspend: 'xa',
}

/** What such a test does, and what comes of it. */
export interface AwayScene {
  /** Signs in with the user's own presence chosen, and what is to happen while nobody is there. @returns the account's id */
  begin(invisible: boolean, more?: Partial<AutoAway>): Promise<string>
  letBobSee(account: string): Promise<void>
  hideFromBob(account: string): Promise<void>
  /** What the two contacts were told since the last look. */
  heard(): Promise<{ readonly bob: readonly string[]; readonly carol: readonly string[] }>
}

/** The scene of a test. @param watched what the running test has */
export function awayScene(watched: () => Watched, choice: StrategyChoice): AwayScene {
  const about =
    (command: 'visibility.let-see' | 'visibility.hide-from') =>
    async (account: string): Promise<void> => {
      const { casper, bob } = watched()
      await casper.request(command, { account, target: { type: 'jid', value: jidOf(bob) } })
      await casper.confirmed()
    }
  return {
    begin: async (invisible, more = {}) => {
      const { casper, signIn } = watched()
      const id = await signIn(invisible)
      await casper.request('visibility.choose', { account: id, choice, scope: 'session' })
      await casper.request('presence.set', { account: id, presence: own })
      await casper.request('settings.set', { autoAway: { ...wishes, ...more } })
      await casper.confirmed()
      return id
    },
    letBobSee: about('visibility.let-see'),
    hideFromBob: about('visibility.hide-from'),
    heard: async () => {
      const { casper, bob, carol, news } = watched()
      await casper.confirmed()
      return { bob: await news(bob), carol: await news(carol) }
    },
  }
}
