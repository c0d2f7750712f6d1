// The laws, checked on the model server at one moment of a life: what was delivered, and what holds at rest.
import { evaluate } from '../../shared/privacy/evaluate'
import { isTrivial } from '../../shared/privacy/compose'
import { mayReceive } from '../../shared/visibility/audience'
import { allows } from '../../shared/visibility/policy'
import type { EngineState } from '../../shared/visibility/state'
import { strategyOf } from '../../shared/visibility/strategies/choose'
import { visibilityView } from '../../shared/visibility/view'
import type { ModelServer } from '../support/model-server'
import type { Delivery } from '../support/model-routing'
import type { Moment } from './law'
import { allDue, permitted, personAt, samePresence } from './law'

/** What is known of a life at one moment. */
export interface Scene {
  readonly engine: EngineState
  readonly server: ModelServer
  readonly now: Moment
  /** The user's own default list, whatever stands in its place. */
  readonly house: string | null
  /** Contacts who came online and of whom the session was not told. */
  readonly missed: ReadonlySet<string>
}

/**
 * What a stanza shows that it must not, in words, or null. What an effect asked for under one wish shows, that wish
 * allows, or the present one, if it changed meanwhile. Unavailable presence announces the session to whom never saw it;
 * those who are `believed` to see it are sent it rightly.
 */
export function deliveryFault(
  { to, presence }: Delivery,
  moments: readonly Moment[],
  believed: ReadonlySet<string>,
): string | null {
  if (moments.some((moment) => permitted(moment, to))) return null
  if (presence) return `${to} was shown the user, against every wish and rule of the time`
  return believed.has(to) ? null : `${to} was told of a session that they were never shown`
}

/** What is wrong after a failure: somebody whom the wish hides is still shown, although they can be told. */
export function failureFault({ engine, server, now }: Scene): string | null {
  if (engine.stuck) return null
  const exposed = server
    .shown()
    .filter((jid) => server.reaches(jid) && !allows(now.policy, personAt(now, jid)))
  return exposed.length === 0 ? null : `failed, and ${exposed.join()} still shown the user`
}

/** What is wrong where nothing is left to do: exactly those who may see the user do, and the engine says so. */
export function restFault(scene: Scene): string | null {
  const { engine, server, now } = scene
  const { phase, exposure, seenBy } = visibilityView(engine)
  if (phase !== 'confirmed') return `at rest in phase ${phase}`
  if (exposure.kind === 'unknown') return 'confirmed, and does not know who is shown'
  const shown = server.shown()
  const all = allDue(now)
  const due = all.filter((jid) => shown.includes(jid) || !isExcused(scene, jid))
  if (shown.join() !== due.join()) {
    return `confirmed, and shown to [${shown.join()}] instead of [${due.join()}]`
  }
  const stale = due.filter((jid) => !samePresence(server.view(jid), engine.presence))
  if (stale.length > 0) return `confirmed, and ${stale.join()} shown an old presence`
  const uncertain = now.blocked.size > 0 || all.length !== due.length
  if (seenBy !== due.length && !uncertain) {
    return `says it is seen by ${String(seenBy)} of [${due.join()}]`
  }
  return devicesFault(scene)
}

// A gateway may be left out: it cannot be let in without the people of its domain (s.10.1). Nobody is shown who is not
// there, or who came when the session could not hear of it.
function isExcused({ server, missed }: Scene, jid: string): boolean {
  return !jid.includes('@') || server.offline.has(jid) || missed.has(jid)
}

// The user's other devices: the default list hides what the wish and the user's own default list hide, where hiding
// holds for the account; otherwise it is the user's own.
function devicesFault({ engine, server, now, house }: Scene): string | null {
  const byLists = strategyOf(engine) === 'privacy-lists'
  if (engine.scope === 'session' || isTrivial(engine.policy) || !byLists) {
    if (server.default === house) return null
    return `the default list is ${String(server.default)} instead of ${String(house)}`
  }
  const own = server.lists.get(house ?? '') ?? []
  const wrong = [...now.people.values()].filter((who) => {
    const wished = evaluate(own, 'presence-out', who).action === 'allow' && allows(now.policy, who)
    return mayReceive(who) && server.otherLetsOut(who) && !wished
  })
  return wrong.length === 0
    ? null
    : `other devices show themselves to ${wrong.map(({ jid }) => jid).join()}`
}
