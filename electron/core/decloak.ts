// Seen for one conversation: exceptions that lie upon the user's own policy for a while. They are kept in memory alone,
// so that a Casper that is started again knows nothing of them (the idea of XEP-0276, said as a policy).
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import type { Decloaked } from '../../shared/model'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { mayReceive } from '../../shared/visibility/audience'
import type { Policy } from '../../shared/visibility/policy'
import { withException } from '../../shared/visibility/policy'
import { personOf } from '../../shared/visibility/state'
import type { About } from './legacy-client-about'
import { isTarget } from './legacy-client-about'
import type { VisibilityLoop } from './visibility-loop'
import { within } from './within'

/** ms in a minute. */
const minute = 60_000
/** How long the end of a session waits for the server to hide from them again, in ms. */
const parting = 3000

/** The part of the loop by which somebody wishes. */
export type Wishing = Pick<VisibilityLoop, 'tell' | 'state'>

/** What it needs. */
export interface DecloakOptions {
  readonly loop: Wishing
  /** Resolves once what was wished is done, or cannot be. */
  readonly atRest: () => Promise<void>
  /** ms since the epoch. */
  readonly now: () => number
  /** Acts after so many ms. @returns a function that calls it off */
  readonly later: (ms: number, act: () => void) => () => void
  readonly changed: () => void
}

/** The exceptions that last for a conversation. */
export interface Decloak {
  /** The loop for whoever wishes for the user: they neither see nor lose what lies upon the policy. */
  readonly under: Wishing
  /**
   * That person sees the user until so many minutes have passed without a word between the two.
   * Errors: `offline`; `decloak-unsubscribed` where the server would not tell them anyway.
   */
  begin(peer: BareJid, minutes: number): Result<null>
  /** Ends it; the user's own policy holds again. */
  end(peer: BareJid): void
  /** Something was said between the two: the time runs anew. */
  spoke(peer: BareJid): void
  /** The user wishes something that is about the same people: that is the newer word. Ends it without wishing. */
  giveWay(about: About): void
  /** Ends what is over, as after a sleep of the computer. */
  settle(): void
  /** Ends all of them. */
  stop(): void
  /**
   * Ends all of them before the session ends, where what the server holds outlives it (a default list). Resolves once the
   * server said that it hides from them again, or after some time.
   */
  release(): Promise<void>
  all(): readonly Decloaked[]
}

interface Lasting {
  readonly minutes: number
  until: number
}

/** Nobody is let see. */
export function createDecloak(options: DecloakOptions): Decloak {
  const { loop, now, later, changed } = options
  const people = new Map<BareJid, Lasting>()
  let own = loop.state().policy
  let callOff = (): void => undefined

  const laidUpon = (policy: Policy): Policy =>
    [...people.keys()].reduce(
      (laid, jid) => withException(laid, { type: 'jid', value: jid }, true),
      policy,
    )

  const wish = (): void => {
    loop.tell({ type: 'policy-changed', policy: laidUpon(own) })
    arm()
    changed()
  }

  const arm = (): void => {
    callOff()
    const ends = [...people.values()].map(({ until }) => until)
    const first = Math.min(...ends)
    // Once the time has passed it is over, whatever the clock says then.
    const end = (): void => endUntil(Math.max(first, now()))
    callOff = ends.length === 0 ? () => undefined : later(first - now(), end)
  }

  const stop = (): void => {
    if (people.size === 0) return
    people.clear()
    wish()
  }

  const endUntil = (at: number): void => {
    const over = [...people].filter(([, { until }]) => until <= at)
    for (const [jid] of over) people.delete(jid)
    if (over.length > 0) wish()
    else arm()
  }

  return {
    under: {
      state: () => ({ ...loop.state(), policy: own }),
      tell: (input) => {
        if (input.type !== 'policy-changed') return loop.tell(input)
        own = input.policy
        loop.tell({ ...input, policy: laidUpon(own) })
      },
    },
    begin: (peer, minutes) => {
      const { session, roster } = loop.state()
      if (session === null || roster === null) return err(appError('offline'))
      if (!mayReceive(personOf(roster, peer))) return err(appError('decloak-unsubscribed'))
      people.set(peer, { minutes, until: now() + minutes * minute })
      wish()
      return ok(null)
    },
    end: (peer) => {
      if (people.delete(peer)) wish()
    },
    spoke: (peer) => {
      const lasting = people.get(peer)
      if (!lasting) return
      lasting.until = now() + lasting.minutes * minute
      arm()
      changed()
    },
    giveWay: (about) => {
      if (about === null) return
      if (!isTarget(about) || about.type !== 'jid') people.clear()
      else people.delete(about.value as BareJid)
      arm()
      changed()
    },
    settle: () => endUntil(now()),
    stop,
    release: async () => {
      const { scope, session } = loop.state()
      if (people.size === 0 || scope !== 'account' || session === null) return
      stop()
      await within(parting, options.atRest())
    },
    all: () => [...people].map(([jid, { until }]) => ({ jid, until })),
  }
}
