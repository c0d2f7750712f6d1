// A core with a real publisher and a real dispatch, whose handlers do next to nothing.
import type { Core } from '../../electron/core/core'
import { createDispatch, type CommandHandlers } from '../../electron/core/dispatch'
import { createLog, type Log } from '../../electron/core/log'
import { createPublisher, nextFrame, type Publisher } from '../../electron/core/publisher'
import { appError } from '../../shared/errors'
import { err, ok } from '../../shared/result'
import { emptySnapshot, type AppSnapshot } from '../../shared/snapshot'
import { usualSettings } from '../../shared/settings'

/** A core whose insides a test can reach. */
export interface CoreUnderTest extends Core {
  readonly publisher: Publisher
  readonly lines: readonly string[]
  readonly log: Log
}

/** What the core starts with. */
export const emptyState: AppSnapshot = emptySnapshot(
  { kind: 'tab', secrets: 'memory', version: '0.0.0' },
  usualSettings,
)

/** Builds the core; its log goes into `lines`. */
export function createCoreUnderTest(): CoreUnderTest {
  const lines: string[] = []
  const log = createLog((line) => lines.push(line))
  const publisher = createPublisher(emptyState, nextFrame, log)
  const request = createDispatch(trivialHandlers(publisher), log)
  return {
    publisher,
    lines,
    log,
    request,
    attach: publisher.attach,
    managed: null,
    settle: () => undefined,
    report: (error) =>
      publisher.publish({
        type: 'notice.added',
        notice: { id: error.code, level: 'warning', account: null, error },
      }),
    close: () => Promise.resolve(publisher.close()),
  }
}

/** Handlers that accept everything, except `account.remove` (refuses) and `account.sign-in` (throws). */
export function trivialHandlers(publisher: Pick<Publisher, 'publish'>): CommandHandlers {
  const accept = () => ok(null)
  return {
    'account.add': () => ok({ account: 'one' }),
    'account.remove': () => err(appError('not-found')),
    'account.sign-in': ({ password }) => {
      throw new Error(`no sign-in with ${password ?? 'nothing'}`)
    },
    'account.sign-out': accept,
    'account.trust': accept,
    'presence.set': accept,
    'visibility.choose': accept,
    'visibility.guard': accept,
    'visibility.go-invisible': accept,
    'visibility.go-visible': accept,
    'visibility.let-see': accept,
    'visibility.hide-from': accept,
    'visibility.reset': accept,
    'visibility.retry': accept,
    'profile.save': accept,
    'profile.remove': accept,
    'profile.switch': accept,
    'profile.plan': accept,
    'profile.export': () => ok({ text: '{}' }),
    'profile.import': accept,
    'idle.report': accept,
    'bridge.password': () => ok({ password: 'shown once' }),
    'chat.open': accept,
    'chat.read': accept,
    'chat.mute': accept,
    'chat.look': accept,
    'link.open': accept,
    'errand.give': accept,
    'errand.done': accept,
    'message.send': accept,
    'reveal.revoke': accept,
    'visibility.decloak': accept,
    'visibility.recloak': accept,
    'contact.add': accept,
    'contact.edit': accept,
    'contact.remove': accept,
    'contact.subscription': accept,
    'contact.block': accept,
    'contact.unblock': accept,
    'console.open': accept,
    'console.close': accept,
    'console.send': accept,
    'demo.start': () => ok({ account: 'demo' }),
    'room.join': accept,
    'room.leave': accept,
    'observer.watch': accept,
    'observer.unwatch': accept,
    'observer.sign-in': accept,
    'self-test.run': accept,
    'self-test.stop': accept,
    'ledger.search': () => ok({ rows: [] }),
    'ledger.people': () => ok({ people: [] }),
    'ledger.export': () => ok({ text: '' }),
    'ledger.retention': accept,
    'ledger.clear': accept,
    'notice.dismiss': ({ id }) => {
      publisher.publish({ type: 'notice.removed', id })
      return ok(null)
    },
    'settings.set': (settings) => {
      publisher.publish({
        type: 'settings.changed',
        settings: { ...emptyState.settings, ...settings },
      })
      return ok(null)
    },
  }
}
