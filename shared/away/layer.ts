// What an absence makes of the user's own wishes. Pure. Show and visibility stay two things: whatever the show does, whoever
// is invisible stays it.
import type { OwnPresence } from '../model'
import type { Policy } from '../visibility/policy'
import { withBase } from '../visibility/policy'
import type { Absence } from './absence'
import type { AutoAway } from './auto-away'

/** What the user wishes, or what is wished in their place. */
export interface Wished {
  readonly policy: Policy
  readonly presence: OwnPresence
}

/** An absence, and how it is to be told. */
export interface Laid extends Absence, Pick<AutoAway, 'status' | 'whileInvisible'> {}

/** The user's own policy, or the same for nobody but those who were let see by name. */
export function policyUnder({ policy }: Wished, { hidden }: Laid): Policy {
  return hidden && policy.base === 'visible' ? withBase(policy, 'invisible') : policy
}

/**
 * Whether those who may see the user are told of the absence. What was told once of this absence stays told: nobody sees
 * the user come back who did not.
 */
export function tells(own: Wished, laid: Laid, told: boolean): boolean {
  const { show } = own.presence
  // "Do not disturb", and being away by one's own word, say more than any clock.
  if (laid.show === null || (show !== null && show !== 'chat')) return false
  return told || laid.whileInvisible === 'tell-those-who-see' || !isInvisible(own, laid)
}

/** The user's own presence, as it is told of somebody who is not there. Coming back is the user's own again. */
export function presenceUnder({ presence }: Wished, laid: Laid): OwnPresence {
  const { status, idleSince } = laid
  return {
    ...presence,
    show: laid.show,
    ...(status !== null && { status }),
    ...(idleSince !== null && { idleSince }),
  }
}

function isInvisible(own: Wished, laid: Laid): boolean {
  return policyUnder(own, laid).base === 'invisible'
}
