// The laws, checked on the model server at one moment of a life: what was delivered, and what holds at rest.
import { evaluate } from '../../shared/privacy/evaluate'
import { isTrivial } from '../../shared/privacy/compose'
import type { PrivacyItem } from '../../shared/privacy/list'
import { mayReceive } from '../../shared/visibility/audience'
import { allows } from '../../shared/visibility/policy'
import type { EngineState } from '../../shared/visibility/state'
import { strategyOf } from '../../shared/visibility/strategies/choose'
import { visibilityView } from '../../shared/visibility/view'
import type { ModelServer } from '../support/model-server'
import type { Delivery } from '../support/model-presence'
import type { Moment } from './law'
import { allDue, permitted, personAt, samePresence } from './law'

/** What is known of a life at one moment. */
export interface Scene {
  readonly engine: EngineState
  readonly server: ModelServer
  readonly now: Moment
  /** The user's own default list, whatever stands in its place. */
  readonly house: string | null
  /** The list that the user activated for this session, if any; what it says is nothing for other devices. */
  readonly own: string | null
  /** The lists that other clients wrote. */
  readonly theirs: ReadonlyMap<string, readonly PrivacyItem[]>
  /** Contacts who came online and of whom the session was not told: they are not shown it, or by no rules of its own. */
  readonly missed: ReadonlySet<string>
}

/**
 * What a stanza shows that it must not, in words, or null. What an effect asked for under one wish shows, that wish
 * allows, or the present one, if it changed meanwhile. Unavailable presence announces the session to whom never saw it;
 * those who are `believed` to see it are sent it rightly.
 */
export function deliveryFault(
  { to, presence, before }: Delivery,
  moments: readonly Moment[],
  believed: ReadonlySet<string>,
): string | null {
  if (moments.some((moment) => permitted(moment, to))) return null
  if (presence) return `${to} was shown the user, against every wish and rule of the time`
  // A way out for a gateway is one for everybody of its domain (RFC 3921 s.10.1): the smaller evil beside a ghost there.
  const domain = to.slice(to.indexOf('@') + 1)
  const byGateway = moments.some(({ people }) => people.has(domain))
  return before || believed.has(to) || byGateway
    ? null
    : `${to} was told of a session that they were never shown`
}

/** What is wrong with the lists of other clients: one was written over, or removed. */
export function listFault({ server, theirs }: Scene): string | null {
  const lost = [...theirs].filter(([name, items]) => server.lists.get(name) !== items)
  return lost.length === 0 ? null : `${lost.map(([name]) => name).join()} of others written over`
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
  if (engine.scopeError === null && phase !== 'confirmed') return `at rest in phase ${phase}`
  const lost = [...engine.server.shown].some((jid) => isOutOfReach(scene, jid))
  if (exposure.kind === 'unknown' && !lost) return 'confirmed, and does not know who is shown'
  const shown = seers(scene)
  const all = allDue(now).filter((jid) => jid.includes('@'))
  const due = all.filter((jid) => shown.includes(jid) || !isExcused(scene, jid))
  if (shown.join() !== due.join()) {
    return `confirmed, and shown to [${shown.join()}] instead of [${due.join()}]`
  }
  const stale = due.filter((jid) => !samePresence(server.view(jid), engine.presence))
  if (stale.length > 0) return `confirmed, and ${stale.join()} shown an old presence`
  const uncertain = lost || now.blocked.size > 0 || all.length !== due.length
  if (seenBy !== due.length && !uncertain) {
    return `says it is seen by ${String(seenBy)} of [${due.join()}]`
  }
  return engine.scopeError === null ? devicesFault(scene) : null
}

/** What is wrong once the session is gone: somebody goes on seeing it. */
export function ghostFault(scene: Scene): string | null {
  const ghosts = seers(scene)
  return ghosts.length === 0 ? null : `gone, and still shown to ${ghosts.join()}`
}

// Who is shown the session, as far as it can know of them and tell them.
function seers(scene: Scene): string[] {
  const { server, missed } = scene
  return server.shown().filter((jid) => !isOutOfReach(scene, jid) && !missed.has(jid))
}

/**
 * Whether somebody can be told nothing any more. Whom the user's own list cuts off cannot, unless a list of ours opens a
 * way; the user is told that they may still see. A gateway can neither be let in nor told without the people of its
 * domain (RFC 3921 s.10.1).
 */
export function isOutOfReach(
  { engine, server }: Pick<Scene, 'engine' | 'server'>,
  jid: string,
): boolean {
  if (!jid.includes('@')) return true
  const mended = strategyOf(engine) === 'privacy-lists' && engine.failure === null
  const { shown, doubtful } = engine.server
  return !mended && !server.reaches(jid) && (shown.has(jid) || doubtful.has(jid))
}

// Nobody is shown who is not there, or who came when the session could not hear of it, or whom a default list keeps out
// that the server does not give back.
function isExcused({ engine, server, missed }: Scene, jid: string): boolean {
  const barred = engine.scopeError !== null && !server.reaches(jid)
  return barred || server.offline.has(jid) || missed.has(jid)
}

// The user's other devices: the default list hides what the wish and the user's own default list hide, where hiding
// holds for the account; otherwise it is the user's own.
function devicesFault({ engine, server, now, house, own: chosen }: Scene): string | null {
  if (engine.scopeError !== null) return null
  const byLists = strategyOf(engine) === 'privacy-lists' && chosen === null
  if (engine.scope === 'session' || isTrivial(engine.policy) || !byLists) {
    if (server.default === house) return null
    return `the default list is ${String(server.default)} instead of ${String(house)}`
  }
  const own = server.lists.get(house ?? '') ?? []
  const wrong = [...now.people.values()].filter((who) => {
    const wished =
      evaluate(own, 'presence-out', who, now.reading).action === 'allow' && allows(now.policy, who)
    return mayReceive(who) && server.otherLetsOut(who) && !wished
  })
  return wrong.length === 0
    ? null
    : `other devices show themselves to ${wrong.map(({ jid }) => jid).join()}`
}
