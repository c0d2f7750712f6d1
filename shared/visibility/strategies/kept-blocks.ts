// Keeps the block list where a server has it in the default list of the account, while a list of Casper's stands in its
// place: who is blocked or unblocked meanwhile is so in the user's own list, too, which comes back afterwards.
import type { PrivacyItem } from '../../privacy/list'
import { sameItems } from '../../privacy/list'
import { blockedBy } from '../../privacy/surroundings'
import type { EngineState, KnownLists } from '../state'
import { isOurs } from './lists'
import type { NextStep } from './strategy'
import { effect } from './strategy'

/** Writes the changes of the block list into the user's own default list, which nobody is under; null where none is due. */
export function keepBlocks(state: EngineState, lists: KnownLists): NextStep {
  const { session, server, keptDefault, blocked, unblocked } = state
  if (session?.blockList === undefined || !isOurs(state, server.default)) return null
  if (keptDefault.kind !== 'named') {
    const items = withBlocks([], blocked, [])
    return blocked.length === 0
      ? null
      : effect({ kind: 'set-list', name: session.blockList, items })
  }
  const { name } = keptDefault
  const present = lists.get(name) ?? []
  const items = withBlocks(present, blocked, unblocked)
  return sameItems(present, items) ? null : effect({ kind: 'set-list', name, items })
}

function withBlocks(
  items: readonly PrivacyItem[],
  blocked: readonly string[],
  unblocked: readonly string[],
): PrivacyItem[] {
  const denied = new Set(items.flatMap((item) => blockedBy(item) ?? []))
  const added = blocked.filter((jid) => !denied.has(jid)).map(block)
  const kept = items.filter((item) => !unblocked.includes(blockedBy(item) ?? ''))
  if (added.length === 0 && kept.length === items.length) return [...items]
  const all = [...added, ...kept]
  // A list without items would be removed (RFC 3921 s.10.8), and says what this one says.
  const said = all.length === 0 ? [allowAll] : all
  return said.map((item, index) => ({ ...item, order: index + 1 }))
}

const allowAll: PrivacyItem = { action: 'allow', order: 1, match: { type: 'all' }, kinds: [] }

function block(value: string): PrivacyItem {
  return { action: 'deny', order: 0, match: { type: 'jid', value }, kinds: [] }
}
