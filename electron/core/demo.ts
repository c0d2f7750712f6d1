// The demo: an account on the embedded server in this process, with a cast for contacts. Nothing of it is stored.
import { randomBytes } from 'node:crypto'
import type { Result } from '../../shared/result'
import type { Demo } from '../demo/cast/demo'
import { startDemo } from '../demo/cast/demo'
import type { History } from '../store/history'
import type { Account, Accounts } from './accounts'
import type { Dispatch } from './dispatch'
import type { Log } from './log'
import { demoAccount } from './settings-schema'

/** What keeps the demo. */
export interface DemoKeeper {
  /** Starts it, unless it is at work, and adds its account; who is signed in there stays so. */
  start(signInInvisible: boolean): Promise<Result<Account>>
  /** The demo at work, to watch the cast in. */
  running(): Demo | null
  /** Removes its account, and ends the server with all that was said there. */
  leave(): Promise<Result<null>>
  /** Ends it; the account must be signed out. Safe to call twice. */
  close(): Promise<void>
}

/** Starts the demo before there is a view, hidden like every first sign-in; a failure is logged. */
export async function enterDemo(core: { readonly request: Dispatch }, log: Log): Promise<void> {
  const started = await core.request('demo.start', { signInInvisible: true })
  if (!started.ok) log.error('the demo could not start', { code: started.error.code })
}

/** Keeps the demo, which is not at work yet. What a crash left of an earlier one is forgotten. */
export function createDemoKeeper(accounts: Accounts, history: History): DemoKeeper {
  let running: Demo | null = null
  let turn: Promise<unknown> = Promise.resolve()
  history.forget(demoAccount)

  // One after the other: who leaves and starts again at once gets a new one.
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act)
    turn = result.catch(() => undefined)
    return result
  }

  const stop = async (): Promise<void> => {
    const left = running
    running = null
    await left?.close()
    history.forget(demoAccount)
  }

  return {
    running: () => running,
    start: (signInInvisible) =>
      inTurn(async () => {
        if (running) return accounts.get(demoAccount)
        const password = randomBytes(24).toString('base64url')
        const demo = await startDemo({ user: 'you', password })
        const server = { mode: 'manual', host: '127.0.0.1', port: demo.port } as const
        const added = await accounts.add(
          {
            jid: demo.jid,
            password,
            signInInvisible,
            remember: false,
            server: { ...server, security: 'plain' },
          },
          true,
        )
        if (added.ok) running = demo
        else await demo.close()
        return added
      }),
    leave: () =>
      inTurn(async () => {
        const removed = await accounts.remove(demoAccount)
        await stop()
        return removed
      }),
    close: () => inTurn(stop),
  }
}
