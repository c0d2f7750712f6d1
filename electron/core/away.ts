// What lies upon an account's wishes while nobody is at the machine (XEP-0018 s.4.1). Stored only while it hides the user
// (durable-wish.ts): whoever is killed then comes back hidden, until somebody is there. The layers, each of them unaware of
// those above it: the stored policy, which a profile replaces < a legacy client's words < its privacy lists < those who see
// the user for a conversation < this one < the visibility engine.
import type { Absence } from '../../shared/away/absence'
import { sameAbsence } from '../../shared/away/absence'
import type { AutoAway, AwayView } from '../../shared/away/auto-away'
import type { Laid, Wished } from '../../shared/away/layer'
import { policyUnder, presenceUnder, toldAs } from '../../shared/away/layer'
import { samePolicy } from '../../shared/visibility/least'
import { samePresence } from '../../shared/visibility/state'
import type { Wishing } from './decloak'

/** The layer of one account. */
export interface Away {
  /** The loop for whoever wishes for the user: they neither see nor lose what lies upon it. */
  readonly under: Wishing
  /** At the start: that absence holds, and what it says was told before. */
  presume(absence: Absence, wishes: Pick<AutoAway, 'status' | 'whileInvisible'>): void
  /** From now on that absence holds, or none (null). At most one wish comes of it, and none where nothing changes. */
  lay(absence: Absence | null, wishes: Pick<AutoAway, 'status' | 'whileInvisible'>): void
  /** The same, but it goes together with the wish that comes next, or settle(): nobody is shown the one without the other. */
  layNext(absence: Absence | null, wishes: Pick<AutoAway, 'status' | 'whileInvisible'>): void
  /** Somebody is there, and about to wish something: what lay upon the wishes goes with the next wish, or settle(). */
  lift(): void
  settle(): void
  view(): AwayView | null
}

/** Nobody is away. @param changed told when the view may be another one */
export function createAway(loop: Wishing, changed: () => void): Away {
  let own: Wished = { policy: loop.state().policy, presence: loop.state().presence }
  let laid: Laid | null = null
  let told: Laid | null = null

  const wished = (): Wished => {
    if (laid === null) {
      told = null
      return own
    }
    told = toldAs(own, laid, told)
    return {
      policy: policyUnder(own, laid),
      presence: told ? presenceUnder(own, told) : own.presence,
    }
  }

  // Both at once: nobody is shown the one with the other of before.
  const pass = (always: 'policy' | 'presence' | null): void => {
    const { policy, presence } = wished()
    const state = loop.state()
    const another = always === 'presence' || !samePresence(presence, state.presence)
    if (always === 'policy' || !samePolicy(policy, state.policy)) {
      loop.tell({ type: 'policy-changed', policy, ...(another && { presence }) })
    } else if (another) {
      loop.tell({ type: 'presence-chosen', presence })
    }
  }

  return {
    under: {
      state: () => ({ ...loop.state(), ...own }),
      tell: (input) => {
        if (input.type === 'policy-changed') {
          own = { policy: input.policy, presence: input.presence ?? own.presence }
          pass('policy')
        } else if (input.type === 'presence-chosen') {
          own = { ...own, presence: input.presence }
          pass('presence')
        } else {
          loop.tell(input)
        }
      },
    },
    presume: (absence, wishes) => {
      laid = laidBy(absence, wishes)
      told = absence.show === null ? null : laid
      pass(null)
    },
    lay: (absence, wishes) => {
      const before = laid
      laid = laidBy(absence, wishes)
      pass(null)
      if (!sameLaid(before, laid)) changed()
    },
    layNext: (absence, wishes) => {
      laid = laidBy(absence, wishes)
    },
    lift: () => {
      laid = null
    },
    settle: () => {
      pass(null)
      changed()
    },
    view: () =>
      laid && {
        show: told?.show ?? null,
        hidden: laid.hidden && own.policy.base === 'visible',
        why: laid.why,
        since: laid.since,
      },
  }
}

function laidBy(
  absence: Absence | null,
  { status, whileInvisible }: Pick<AutoAway, 'status' | 'whileInvisible'>,
): Laid | null {
  return absence && { ...absence, status, whileInvisible }
}

function sameLaid(a: Laid | null, b: Laid | null): boolean {
  return sameAbsence(a, b) && a?.status === b?.status && a?.whileInvisible === b?.whileInvisible
}
