// What the visibility engine asks for and is told, in few words, for people who read tests.
import type { Entity } from '../../shared/privacy/evaluate'
import type { ListChoice, PrivacyItem } from '../../shared/privacy/list'
import type { OwnPresence } from '../../shared/model'
import type { Effect, Input } from '../../shared/visibility/effects'
import type { Policy } from '../../shared/visibility/policy'

/** An effect. */
export function effectWords(effect: Effect): string {
  switch (effect.kind) {
    case 'get-list':
      return `${effect.kind} ${effect.name}`
    case 'remove-list':
      return `${effect.kind} ${effect.name}${effect.alone ? ' if alone' : ''}`
    case 'set-list':
      return `set-list ${effect.name}: ${itemsWords(effect.items)}`
    case 'set-active': {
      const telling = effect.telling ? `unavailable to ${effect.telling.join(', ')}, ` : ''
      const { to, presence } = effect.showing ?? { to: [], presence: null }
      const showing = to.length > 0 ? `, ${presenceWords(presence)} to ${to.join(', ')}` : ''
      return `${telling}set-active ${choiceWords(effect.choice)}${showing}`
    }
    case 'set-default':
      return `${effect.kind} ${choiceWords(effect.choice)}`
    case 'cloak':
      return effect.on ? 'go invisible' : 'go visible'
    case 'probe':
      return `probe ${effect.to.join(', ')}`
    case 'subscription':
      return `${effect.act} to ${effect.to}`
    case 'presence':
      return presenceWords(effect.presence)
    case 'directed':
      return `${presenceWords(effect.presence)} to ${effect.to.join(', ')}`
    default:
      return effect.kind
  }
}

/** An input. */
export function inputWords(input: Input): string {
  switch (input.type) {
    case 'policy-changed':
      return `wish ${policyWords(input.policy)}`
    case 'presence-chosen':
      return `wish ${presenceWords(input.presence)}`
    case 'strategy-chosen':
      return `choose ${input.choice}`
    case 'scope-chosen':
      return `hold for the ${input.scope}`
    case 'surroundings-known':
      return `blocked ${input.blocked.join() || 'nobody'}, rooms ${input.services.join() || 'none'}`
    case 'subscription-wanted':
      return `wants ${input.act} to ${input.to}`
    case 'contact-appeared':
      return `contact-appeared ${input.jid}`
    case 'session-started':
      return input.resumed ? 'session resumed' : 'session started'
    case 'roster-loaded':
      return `roster-loaded ${String(input.people.length)}`
    case 'roster-changed':
      return `roster-changed ${personWords(input.person)}`
    case 'roster-removed':
      return `roster-removed ${input.jid}`
    case 'list-pushed':
      return `list-pushed ${input.name}`
    case 'presence-unsure':
      return `presence-unsure ${input.available ? '' : 'un'}available to ${input.to ?? 'all'}`
    case 'effect-done':
      return `done ${String(input.id)}: ${resultWords(input.result)}`
    default:
      return input.type
  }
}

/** Rules, in the order they stand. */
export function itemsWords(items: readonly PrivacyItem[]): string {
  const words = items.map(({ action, match, kinds }) => {
    const whom = match.type === 'all' ? 'all' : `${match.type} ${match.value}`
    return `${action} ${whom}${kinds.includes('presence-out') ? '' : ` (${kinds.join() || 'any'})`}`
  })
  return `[${words.join('; ')}]`
}

/** Somebody on the roster. */
export function personWords({ jid, groups, subscription }: Entity): string {
  return `${jid} ${subscription} [${groups.join()}]`
}

/** A wish. */
export function policyWords({ base, exceptions }: Policy): string {
  const words = exceptions.map(({ target, sees }) => {
    return `${sees ? 'let' : 'hide'} ${target.type} ${target.value}`
  })
  return [base, ...words].join(', ')
}

/** An availability; null is unavailable. */
export function presenceWords(presence: OwnPresence | null): string {
  if (presence === null) return 'unavailable'
  return ['available', presence.show, presence.status].filter(Boolean).join(' ')
}

function resultWords(result: Extract<Input, { type: 'effect-done' }>['result']): string {
  if (!result.ok) return result.error.code
  if (result.value.kind === 'items') return itemsWords(result.value.items)
  if (result.value.kind === 'done') return 'done'
  if (result.value.kind === 'proof') return result.value.honoured ? 'honoured' : 'not honoured'
  const { active, default: standing } = result.value
  return `active ${choiceWords(active)}, default ${choiceWords(standing)}`
}

function choiceWords(choice: ListChoice): string {
  if (choice.kind === 'unknown') return 'unknown'
  return choice.kind === 'named' ? choice.name : 'none'
}
