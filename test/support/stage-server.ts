// The imagined server of the stage: it has privacy lists, not the invisible command, and honours no legacy presence.
import { appError } from '../../shared/errors'
import type { Contact, VisibilityView } from '../../shared/model'
import { countAgain, uncounted } from '../../shared/visibility/seen-count'
import { directedExposure, exposureFor, rulesFor } from './stage-exposure'

/** How a wish ends: confirmed, or refused where this server cannot do what was chosen. */
export function settle(
  view: VisibilityView,
  contacts: readonly Contact[],
  now: number,
): VisibilityView {
  const strategy = view.choice === 'automatic' ? 'privacy-lists' : view.choice
  if (strategy === 'invisible-command' || strategy === 'legacy-presence') {
    const error = appError('strategy-unsupported')
    const exposure = { kind: 'nobody' } as const
    return { ...view, strategy: null, phase: 'failed', exposure, error, seenBy: 0 }
  }
  const exposure =
    strategy === 'directed-presence'
      ? directedExposure(view.requested, contacts)
      : exposureFor(view.requested)
  const people = new Map(contacts.map((contact) => [contact.jid, contact]))
  const rules = strategy === 'directed-presence' ? [] : rulesFor(view.requested)
  const seenBy = countAgain(uncounted, exposure, people).count
  return { ...view, strategy, phase: 'confirmed', exposure, rules, seenBy, confirmedAt: now }
}
