// The self-test: a guided check of the strategy in use on the live account. What it lays over the user's wish is never
// stored, and is taken back however it ends.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { AccountId, VisibilityView } from '../../shared/model'
import type { SelfTest, SelfTestStep } from '../../shared/observer'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { AppEvent, AppSnapshot } from '../../shared/snapshot'
import { mayReceive } from '../../shared/visibility/audience'
import type { Log } from './log'
import { describeError } from './log'
import type { Observers } from './observers'
import type { StepPlan } from './self-test-steps'
import { stepPlans } from './self-test-steps'
import type { Patience, Trial, TrialOptions } from './self-test-trial'
import { createTrial, usualPatience } from './self-test-trial'

/** What the self-tests need. */
export interface SelfTestsOptions {
  readonly snapshot: () => AppSnapshot
  readonly publish: (event: AppEvent) => void
  readonly observers: Pick<Observers, 'get'>
  /** Tells an account's visibility engine a wish, past everything that is stored. */
  readonly wish: (account: AccountId, input: Parameters<TrialOptions['wish']>[0]) => void
  readonly isOwn: (account: AccountId, resource: string) => boolean
  readonly log: Log
  readonly patience?: Partial<Patience>
}

/** The self-tests. */
export interface SelfTests {
  /** Takes every event of Casper's own, to know which messages arrived. */
  hear(event: AppEvent): void
  /**
   * Starts one. Errors: `self-test-running`, `self-test-no-observer`, `self-test-listens-only`, `self-test-unready`,
   * `self-test-others`.
   */
  run(account: AccountId, observer: BareJid): Result<null>
  /** Breaks it off; what was laid is taken back when this resolves. */
  stop(account: AccountId): Promise<void>
  /** Breaks all off. */
  close(): Promise<void>
}

interface Running {
  readonly aborter: AbortController
  readonly bodies: Set<string>
  done: Promise<void>
}

/** No test runs. */
export function createSelfTests(options: SelfTestsOptions): SelfTests {
  const { snapshot, publish, observers, wish, isOwn, log } = options
  const patience = { ...usualPatience, ...options.patience }
  const running = new Map<AccountId, Running>()

  const trialFor = (
    account: AccountId,
    observer: BareJid,
    { aborter, bodies }: Running,
  ): Result<Trial> => {
    const live = observers.get(account, observer)
    const person = snapshot().contacts[account]?.[observer]
    const view = snapshot().accounts[account]
    if (live?.view().state !== 'online' || !person) return err(appError('self-test-no-observer'))
    if (!live.acts) return err(appError('self-test-listens-only'))
    const ready = view?.connection.state === 'online' && view.visibility.phase === 'confirmed'
    if (!ready) return err(appError('self-test-unready'))
    const contacts = () => Object.values(snapshot().contacts[account] ?? {})
    const others = () => contacts().filter((one) => one.jid !== observer && mayReceive(one))
    if (flickers(view.visibility) && others().length > 0) return err(appError('self-test-others'))
    const trial = createTrial({
      view: () => snapshot().accounts[account],
      wish: (input) => wish(account, input),
      others,
      inRoom: () => Object.keys(snapshot().rooms[account] ?? {}).length > 0,
      person,
      observer: live,
      acts: live.acts,
      isOwn: (resource) => isOwn(account, resource),
      arrived: (body) => bodies.has(body),
      patience,
      signal: aborter.signal,
    })
    return ok(trial)
  }

  const carryOut = async (account: AccountId, start: SelfTest, trial: Trial): Promise<void> => {
    let test = start
    const show = (change: Partial<SelfTest>): void => {
      test = { ...test, ...change }
      if (snapshot().accounts[account] === undefined) return
      publish({ type: 'self-test.changed', account, test })
    }
    show({})
    let error: AppError | null = null
    try {
      for (const plan of stepPlans) {
        show({ steps: [...test.steps, begun(plan)] })
        const found = await plan.run(trial)
        if (!found.ok) {
          error = found.error
          break
        }
        const { leaks, ...rest } = found.value
        const steps = test.steps.with(-1, { ...begun(plan), ...rest })
        show({ steps, leaks: test.leaks + leaks })
      }
    } catch (thrown) {
      log.error('a self-test broke', { error: describeError(thrown) })
      error = appError('internal')
    } finally {
      trial.close()
      await trial.restore()
      running.delete(account)
    }
    if (error === null) show({ state: 'done' })
    else {
      const steps = test.steps.filter(({ verdict }) => verdict !== 'running')
      show({ state: 'broken-off', steps, error: error.code === 'self-test-stopped' ? null : error })
    }
  }

  const stop = async (account: AccountId): Promise<void> => {
    const one = running.get(account)
    one?.aborter.abort()
    await one?.done
  }

  return {
    hear: (event) => {
      if (event.type !== 'message.changed' || event.message.direction !== 'in') return
      running.get(event.account)?.bodies.add(event.message.body)
    },
    run: (account, observer) => {
      if (running.has(account)) return err(appError('self-test-running'))
      const one: Running = {
        aborter: new AbortController(),
        bodies: new Set(),
        done: Promise.resolve(),
      }
      const trial = trialFor(account, observer, one)
      if (!trial.ok) return trial
      const strategy = snapshot().accounts[account]?.visibility.strategy ?? null
      const none = { steps: [], leaks: 0, error: null } as const
      const start: SelfTest = { observer, state: 'running', strategy, ...none }
      running.set(account, one)
      one.done = carryOut(account, start, trial.value)
      return ok(null)
    },
    stop,
    close: async () => {
      await Promise.all([...running.keys()].map(stop))
    },
  }
}

// All ways but lists hide from one person by going from everybody, and coming back to the others.
function flickers({ strategy, exposure }: VisibilityView): boolean {
  return strategy !== 'privacy-lists' && exposure.kind === 'available'
}

function begun({ name, allowed }: StepPlan): SelfTestStep {
  return { name, allowed, saw: [], verdict: 'running' }
}
