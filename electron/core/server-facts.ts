// What is asked of the server at the start of a session: the roster, and what software it is.
import type { BareJid } from '../../shared/jid'
import { domainOf } from '../../shared/jid'
import type { ServerView } from '../../shared/model'
import type { Result } from '../../shared/result'
import { quirksOf } from '../../shared/visibility/quirks'
import type { EngineState } from '../../shared/visibility/state'
import type { Iq } from '../xmpp/iq'
import type { RosterItem } from '../xmpp/roster'
import { getRoster } from '../xmpp/roster'
import type { Software } from '../xmpp/software-version'
import { getVersion } from '../xmpp/software-version'

/** A server that has not said what it is. */
export const unknownSoftware: Software = { name: '', version: '' }

/** How long a server is waited for to say what it is, in ms; hiding does not depend on it. */
const versionTimeout = 5000

/** Asks for both at once. The roster's failure is the caller's; silence about the software is not one. */
export async function askServer(
  iq: Iq,
  jid: BareJid,
): Promise<{ readonly roster: Result<RosterItem[]>; readonly software: Software }> {
  const [roster, version] = await Promise.all([
    getRoster(iq),
    within(versionTimeout, getVersion(iq, domainOf(jid))),
  ])
  return { roster, software: version?.ok ? version.value : unknownSoftware }
}

/** The server as the user sees it. */
export function serverView(
  secure: ServerView['secure'],
  { name, version }: Software,
  { lists }: EngineState['server'],
): ServerView {
  const known = lists === 'unknown' ? 'unknown' : lists === 'unsupported' ? 'no' : 'yes'
  const { leaks } = quirksOf(name)
  return { software: name, version, secure, privacyLists: known, leaks }
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  const first = await Promise.race([promise, late])
  clearTimeout(timer)
  return first
}
