// The product in one line: what the presence bar says of who sees the user. Claims only what the server confirmed.
import type { AccountView, Exposure, VisibilityView } from '../../shared/model'
import { isTrivial } from '../../shared/privacy/compose'
import { aboutOf } from './strategies'
import { lowerFirst, moment, seenByWords } from './words'

/** What the bar says, and in which role's colour and glyph. */
export interface Saying {
  readonly tone: 'hidden' | 'visible' | 'changing' | 'failed' | 'offline'
  /** The state in a few words. */
  readonly lead: string
  /** What is confirmed, or what went wrong; one or more parts. */
  readonly detail: readonly string[]
}

/** The saying for an account; `now` in ms since the epoch. */
export function sayingOf(account: AccountView, now: number): Saying {
  const { connection, visibility } = account
  switch (connection.state) {
    case 'signed-out':
      return {
        tone: connection.error ? 'failed' : 'offline',
        lead: 'Signed out',
        detail: [connection.error?.message ?? shownMeanwhile(visibility, 'nobody sees you')],
      }
    case 'connecting':
      return {
        tone: 'changing',
        lead: connection.attempt > 1 ? `Connecting, try ${connection.attempt}…` : 'Connecting…',
        detail: [shownMeanwhile(visibility, 'nobody sees you yet')],
      }
    case 'waiting':
      return { tone: 'failed', lead: 'Not connected', detail: [connection.error.message] }
    case 'online':
      return onlineSaying(visibility, now)
  }
}

function onlineSaying(view: VisibilityView, now: number): Saying {
  const hiding = view.requested.base === 'invisible'
  if (view.phase === 'confirmed' && view.exposure.kind !== 'unknown') {
    const at =
      view.confirmedAt === null ? 'confirmed' : `confirmed ${moment(view.confirmedAt, now)}`
    return {
      tone: hiding ? 'hidden' : 'visible',
      lead: hiding ? 'Invisible' : 'Visible',
      detail: [at, seenByWords(view.seenBy), ...unusualWay(view)],
    }
  }
  if (view.phase === 'offline') {
    return {
      tone: 'changing',
      lead: failedLead(view.exposure),
      detail: ['nothing is confirmed at the moment'],
    }
  }
  if (view.phase === 'failed') {
    return {
      tone: 'failed',
      lead: failedLead(view.exposure),
      detail: [view.error?.message ?? 'The server did not confirm what you asked for.'],
    }
  }
  return {
    tone: 'changing',
    lead: changingLead(view),
    detail: ['not confirmed yet', shownMeanwhile(view, 'nobody sees you so far')],
  }
}

// The usual way costs nothing and is not mentioned.
function unusualWay({ requested, strategy }: VisibilityView): string[] {
  const about = isTrivial(requested) ? undefined : aboutOf(strategy)
  return about && about.costs.length > 0 ? [`by ${lowerFirst(about.name)}`] : []
}

function changingLead({ requested, exposure }: VisibilityView): string {
  if (confirmedBase(exposure) === requested.base) return 'Changing who sees you…'
  return requested.base === 'invisible' ? 'Going invisible…' : 'Going visible…'
}

function failedLead(exposure: Exposure): string {
  if (exposure.kind === 'nobody') return 'Not shown to anybody'
  return exposure.kind === 'unknown' ? 'Not known who sees you' : 'Not changed'
}

function shownMeanwhile({ exposure, seenBy }: VisibilityView, nobody: string): string {
  if (exposure.kind === 'nobody') return nobody
  if (exposure.kind === 'unknown') return 'who sees you is not known'
  return `so far ${seenByWords(seenBy)}`
}

/** How somebody about whom no rule speaks is treated now. */
function confirmedBase(exposure: Exposure): 'visible' | 'invisible' | 'none' {
  if (exposure.kind === 'directed') return 'invisible'
  if (exposure.kind !== 'available') return 'none'
  const general = exposure.items.some(
    ({ action, match, kinds }) =>
      action === 'deny' &&
      match.type === 'all' &&
      (kinds.length === 0 || kinds.includes('presence-out')),
  )
  return general ? 'invisible' : 'visible'
}
