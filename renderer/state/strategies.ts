// The ways to hide in words: what is asked for, what is in use, and what this server is known to have.
import type { AccountView } from '../../shared/model'
import { isTrivial } from '../../shared/privacy/compose'
import { strategies, type About } from '../../shared/visibility/strategies/about'
import type { StrategyChoice, StrategyId } from '../../shared/visibility/strategies/names'
import { lowerFirst, moment } from './words'

/** The way in use, in words, and its description where one is in use. */
export interface InUse {
  readonly words: string
  readonly about: About | null
}

/** The description of a strategy; undefined where none is meant. */
export function aboutOf(id: StrategyChoice | null): About | undefined {
  return strategies.find((about) => about.id === id)
}

/** What a choice is called. */
export function choiceName(choice: StrategyChoice): string {
  return aboutOf(choice)?.name ?? 'Automatic'
}

/** What hides the user now. `now` in ms since the epoch. */
export function inUse({ connection, visibility }: AccountView, now: number): InUse {
  const { strategy, phase, requested, confirmedAt } = visibility
  const nothing = (words: string): InUse => ({ words, about: null })
  if (connection.state !== 'online') return nothing('Nothing: you are not signed in')
  if (phase === 'offline') return nothing('Not known at the moment')
  if (isTrivial(requested)) return nothing('Nothing: you hide from nobody')
  const about = aboutOf(strategy)
  if (about === undefined) {
    return nothing(
      phase === 'failed' ? 'Nothing: your server confirmed no way' : 'Your server is being asked…',
    )
  }
  if (phase === 'confirmed' && confirmedAt !== null) {
    return { words: `${about.name}, confirmed ${moment(confirmedAt, now)}`, about }
  }
  return { words: `${about.name}, not confirmed${phase === 'failed' ? '' : ' yet'}`, about }
}

/** Whether what hides the user holds for their other devices, too. */
export function isForAll({ visibility: { scope, strategy } }: AccountView): boolean {
  return scope === 'account' && strategy === 'privacy-lists'
}

/** Says what a strategy needs, and whether the account's server has it, as far as it is known. */
export function needsOf({ id, needs }: About, account: AccountView): string {
  if (id === 'directed-presence') return 'Works with every server.'
  const words = id === 'legacy-presence' ? proofWords : offerWords
  return `Needs ${lowerFirst(needs)} ${words[isOffered(id, account)]}`
}

const offerWords = {
  yes: 'Yours has it.',
  no: 'Yours does not have it.',
  unknown: 'Not known yet whether yours has it.',
} as const

const proofWords = {
  yes: 'Yours has proved it.',
  no: 'Yours did not prove it.',
  unknown: 'Yours has not proved it yet.',
} as const

function isOffered(
  id: StrategyId,
  { serverInfo, visibility }: AccountView,
): 'yes' | 'no' | 'unknown' {
  const { choice, strategy, requested, error } = visibility
  if (strategy === id) return 'yes'
  if (id === 'privacy-lists') return serverInfo?.privacyLists ?? 'unknown'
  if (choice === id && error?.code === 'strategy-unsupported') return 'no'
  // The automatic choice comes to directed presence only after the server was asked for the command.
  const passedOver = choice === 'automatic' && strategy === 'directed-presence'
  return id === 'invisible-command' && passedOver && !isTrivial(requested) ? 'no' : 'unknown'
}
