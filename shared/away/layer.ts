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
 * As what absence the user is shown to those who may see them; null: as none. Whoever became invisible, and wishes that
 * nothing is said then, stays what was told before: nobody sees the user come back who did not, nor that time goes on.
 * @param told what was told last of this absence
 */
export function toldAs(own: Wished, laid: Laid, told: Laid | null): Laid | null {
  const { show } = own.presence
  // "Do not disturb", and being away by one's own word, say more than any clock.
  if (show !== null && show !== 'chat') return null
  if (laid.whileInvisible === 'say-nothing' && isInvisible(own, laid)) return told
  return laid.show === null ? null : laid
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
