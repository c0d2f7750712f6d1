// What of an account's view its session knows.
import type { AccountView } from '../../shared/model'
import { countAgain, uncounted } from '../../shared/visibility/seen-count'
import { exposureOf, visibilityView } from '../../shared/visibility/view'
import type { Parts } from './parts'

/** What of the account's view the session itself knows. */
export type SessionView = Pick<
  AccountView,
  | 'connection'
  | 'certificate'
  | 'serverInfo'
  | 'presence'
  | 'visibility'
  | 'rosterLoaded'
  | 'requests'
  | 'blocked'
  | 'waitingActs'
  | 'roomServices'
  | 'decloaked'
  | 'away'
>

/** What the stream itself shows. */
export type StreamView = Pick<
  SessionView,
  'connection' | 'certificate' | 'rosterLoaded' | 'serverInfo'
>

/** Makes the view of a session; what is costly to count is counted anew only where it changed. */
export function createSessionView(parts: Parts): (stream: StreamView) => SessionView {
  const { loop, requests, surroundings, decloak, away } = parts
  let seen = uncounted
  return (stream) => {
    const engine = loop.state()
    seen = countAgain(seen, exposureOf(engine), engine.roster)
    return {
      ...stream,
      presence: away.under.state().presence,
      visibility: visibilityView(engine, seen.count),
      requests: stream.rosterLoaded ? requests.all() : [],
      blocked: surroundings.blocked(),
      waitingActs: engine.acts,
      roomServices: surroundings.services(),
      decloaked: decloak.all(),
      away: away.view(),
    }
  }
}
