// What a step of the self-test works with: wishes that are laid over the user's own without being stored, and what the
// observer heard meanwhile. Only exceptions about the observer are ever laid, so that nobody else's view changes.
import { setTimeout as sleep } from 'node:timers/promises'
import { appError } from '../../shared/errors'
import type { AccountView, OwnPresence } from '../../shared/model'
import type { AppError, Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { Input } from '../../shared/visibility/effects'
import type { Person, Policy } from '../../shared/visibility/policy'
import type { ObserverActs } from './observer-source'
import type { Heard, LiveObserver } from './observers'

/** How long things may take, ms. */
export interface Patience {
  /** For the server to confirm a wish. */
  readonly confirmation: number
  /** For something that must arrive. */
  readonly arrival: number
  /** For something that must not arrive, after the observer's server has handled all that was before. */
  readonly quiet: number
}

/** The times in use where nothing else was asked for. */
export const usualPatience: Patience = { confirmation: 60_000, arrival: 15_000, quiet: 1_500 }

/** What a trial is made with. */
export interface TrialOptions {
  /** Undefined once the account is gone. */
  readonly view: () => AccountView | undefined
  readonly wish: (input: Extract<Input, { type: 'policy-changed' | 'presence-chosen' }>) => void
  /** Contacts that may be shown the user, the observer left out. */
  readonly others: () => readonly Person[]
  /** Whether the user is in a room. */
  readonly inRoom: () => boolean
  readonly person: Person
  readonly observer: LiveObserver
  readonly acts: ObserverActs
  readonly isOwn: (resource: string) => boolean
  /** Whether a message with that text has arrived at this Casper. */
  readonly arrived: (body: string) => boolean
  readonly patience: Patience
  readonly signal: AbortSignal
}

/** The trial. */
export interface Trial extends Pick<
  TrialOptions,
  'others' | 'inRoom' | 'person' | 'acts' | 'arrived' | 'patience'
> {
  /** The user's own wish and availability when the check began. */
  readonly own: { readonly policy: Policy; readonly presence: OwnPresence }
  view(): AccountView | undefined
  /** Lays a wish, and waits until the server confirmed it. */
  lay(policy: Policy, presence?: OwnPresence): Promise<Result<null>>
  /** Waits until everything under way has come. */
  settle(): Promise<Result<null>>
  /** Waits until something holds. @returns whether it did in time */
  until(holds: () => boolean, ms: number): Promise<Result<boolean>>
  /** What the observer heard of this session since the last look. */
  news(): readonly Heard[]
  /** The resource of this session that the observer's client shows; undefined where it shows none. */
  seen(): string | undefined
  /** The last resource that it showed, whether it still does or not. */
  lastSeen(): string | undefined
  /** Puts the user's own wish and availability back, where nothing newer is wished. Never rejects. */
  restore(): Promise<void>
  close(): void
}

const look = 20

/** Begins a trial: from now on it listens to the observer. The account must be there. */
export function createTrial(options: TrialOptions): Trial {
  const { view, wish, observer, acts, isOwn, patience, signal } = options
  const { visibility, presence } = options.view() as AccountView
  const own = { policy: visibility.requested, presence }
  let laid = own
  let heard: Heard[] = []
  let lastSeen: string | undefined
  const close = observer.follow((one) => {
    if (one.moment.own) heard.push(one)
  })

  const fault = (): AppError | undefined => {
    if (signal.aborted) return appError('self-test-stopped')
    const account = view()
    if (!account || account.connection.state === 'signed-out') return appError('offline')
    if (account.visibility.requested !== laid.policy || account.presence !== laid.presence) {
      return appError('self-test-overtaken')
    }
    if (account.connection.state !== 'online') return appError('connection-lost')
    if (account.visibility.phase === 'failed') return account.visibility.error ?? undefined
    return observer.view().state === 'online' ? undefined : appError('self-test-observer-lost')
  }

  const until = async (holds: () => boolean, ms: number): Promise<Result<boolean>> => {
    const end = performance.now() + ms
    for (;;) {
      const wrong = fault()
      if (wrong) return err(wrong)
      if (holds()) return ok(true)
      if (performance.now() > end) return ok(false)
      await sleep(look)
    }
  }

  const put = (policy: Policy, chosen: OwnPresence): void => {
    const before = laid
    laid = { policy, presence: chosen }
    if (before.presence !== chosen) wish({ type: 'presence-chosen', presence: chosen })
    if (before.policy !== policy) wish({ type: 'policy-changed', policy })
  }

  const isConfirmed = (): boolean => view()?.visibility.phase === 'confirmed'

  return {
    ...options,
    own,
    until,
    close,
    lay: async (policy, chosen = own.presence) => {
      const wrong = fault()
      if (wrong) return err(wrong)
      put(policy, chosen)
      const confirmed = await until(isConfirmed, patience.confirmation)
      if (!confirmed.ok) return confirmed
      return confirmed.value ? ok(null) : err(appError('self-test-silent'))
    },
    settle: async () => {
      const settled = await acts.settled()
      if (!settled.ok) return err(fault() ?? appError('self-test-observer-lost'))
      const waited = await until(() => false, patience.quiet)
      return waited.ok ? ok(null) : waited
    },
    news: () => {
      const news = heard
      heard = []
      return news
    },
    seen: () => {
      const seen = observer.view().sees.find(({ resource }) => isOwn(resource))?.resource
      lastSeen = seen ?? lastSeen
      return seen
    },
    lastSeen: () => lastSeen,
    restore: async () => {
      const account = view()
      if (!account) return
      // The availability first: while it differs, only who is hidden could be shown it.
      if (account.presence === laid.presence && laid.presence !== own.presence) {
        wish({ type: 'presence-chosen', presence: own.presence })
      }
      if (account.visibility.requested === laid.policy && laid.policy !== own.policy) {
        wish({ type: 'policy-changed', policy: own.policy })
      }
      laid = own
      const end = performance.now() + patience.arrival
      const isBack = (): boolean => view()?.connection.state !== 'online' || isConfirmed()
      while (!isBack() && performance.now() < end) await sleep(look)
    },
  }
}
