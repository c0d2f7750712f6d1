// Eyes by contact, worked out when first looked at and kept for as long as contact and exposure stay the same.
import type { Contact, Exposure, VisibilityView } from '../../shared/model'
import { eyesUnder, groupEye, wishesUnder, type Eye } from '../../shared/visibility/audience'
import type { Policy } from '../../shared/visibility/policy'
import { nameOf, type GroupRow } from './roster'

/** An eye as it is drawn. `pending`: something else was asked for and is not confirmed yet. */
export interface ShownEye {
  readonly state: Eye['state'] | 'half'
  readonly words: string
  readonly reason: string
  readonly pending: boolean
}

/** Looks eyes up. */
export interface Eyes {
  of(contact: Contact, view: VisibilityView): ShownEye
  ofGroup(group: GroupRow, view: VisibilityView): ShownEye
}

const personWords = { open: 'sees you', closed: 'does not see you', unknown: 'unknown' } as const
const groupWords = {
  open: 'sees you',
  closed: 'does not see you',
  half: 'some see you',
  unknown: 'unknown',
} as const

/** Makes a look-up with a memory of its own. */
export function createEyes(): Eyes {
  const eyes = new WeakMap<Exposure, (contact: Contact) => Eye>()
  const wishes = new WeakMap<Policy, (contact: Contact) => boolean>()

  function confirmed(contact: Contact, exposure: Exposure): Eye {
    const eye = eyes.get(exposure) ?? remembering(eyesUnder(exposure))
    eyes.set(exposure, eye)
    return eye(contact)
  }

  function isWished(contact: Contact, policy: Policy): boolean {
    const wish = wishes.get(policy) ?? wishesUnder(policy)
    wishes.set(policy, wish)
    return wish(contact)
  }

  function isPending(contact: Contact, { phase, requested, exposure }: VisibilityView): boolean {
    if (phase !== 'changing' && phase !== 'failed') return false
    const wished = isWished(contact, requested) ? 'open' : 'closed'
    return wished !== confirmed(contact, exposure).state
  }

  return {
    of(contact, view) {
      const { state, reason } = confirmed(contact, view.exposure)
      return { state, words: personWords[state], reason, pending: isPending(contact, view) }
    },
    ofGroup({ name, members }, view) {
      const eyes = members.map((contact) => confirmed(contact, view.exposure))
      const state = groupEye(eyes)
      const seeing = eyes.filter((eye) => eye.state === 'open').length
      return {
        state,
        words: groupWords[state],
        reason: groupReason(name, seeing, eyes, state),
        pending: members.some((contact) => isPending(contact, view)),
      }
    },
  }
}

function remembering(eye: (contact: Contact) => Eye): (contact: Contact) => Eye {
  const known = new WeakMap<Contact, Eye>()
  return (contact) => {
    const found = known.get(contact) ?? eye(contact)
    known.set(contact, found)
    return found
  }
}

/** The accessible name of an eye. It stays the same as long as the answer does. */
export function eyeLabel(name: string, eye: ShownEye): string {
  const waiting = eye.pending ? ', change not confirmed yet' : ''
  return `Who sees you: ${name} — ${eye.words}${waiting}`
}

/** Says in a sentence whether that person sees the user. */
export function eyeSentence(contact: Contact, { state }: ShownEye): string {
  const name = nameOf(contact)
  if (state === 'open') return `${name} can see that you are here.`
  if (state === 'closed') return `${name} cannot see that you are here.`
  return `It is not known whether ${name} can see that you are here.`
}

function groupReason(
  name: string,
  seeing: number,
  eyes: readonly Eye[],
  state: ShownEye['state'],
): string {
  if (state === 'unknown') return 'The server has not confirmed what is shown.'
  const all = eyes.length
  if (all === 1) return eyes[0]?.reason ?? ''
  if (seeing === 0) return `None of the ${all} people in ${name} sees you.`
  if (seeing === all) return `All ${all} people in ${name} see you.`
  return `${seeing} of the ${all} people in ${name} ${seeing === 1 ? 'sees' : 'see'} you.`
}
