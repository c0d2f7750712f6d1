// A list says on the wire what it says here: written, sent as text, read and evaluated, it rules as before.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPrivacyQuery, writePrivacyQuery } from '../../electron/xmpp/privacy-codec'
import { overlay } from '../../shared/privacy/compose'
import { evaluate } from '../../shared/privacy/evaluate'
import type { PrivacyItem } from '../../shared/privacy/list'
import { renumber } from '../../shared/privacy/list'
import { mayReceive } from '../../shared/visibility/audience'
import { allows } from '../../shared/visibility/policy'
import { parseStanza } from '../stanzas/pairs'
import { itemsWords, personWords, policyWords } from '../support/visibility-words'
import { holds } from './laws'
import { crowd, kinds, lists } from './lists'
import { people, policy, roster, rules } from './world'

const cases = 3000

function overTheWire(items: readonly PrivacyItem[]): readonly PrivacyItem[] {
  const text = writePrivacyQuery({ lists: [{ name: 'mine', items }] }).toString()
  const read = readPrivacyQuery(parseStanza(text))?.lists[0]
  if (read === undefined) throw new Error(`cannot be read: ${text}`)
  return read.items
}

describe('a list that was sent and read', () => {
  it('rules as the one that was written, by the same item', () => {
    holds(cases, fc.record({ written: lists.map(renumber), crowd }), ({ written, crowd: all }) => {
      const read = overTheWire(written)
      for (const who of all) {
        for (const kind of kinds) {
          const { action, item } = evaluate(written, kind, who)
          const ruling = evaluate(read, kind, who)
          const same = ruling.action === action && ruling.item?.order === item?.order
          if (!same) expect.fail(`${kind} ${JSON.stringify({ who, written, read })}`)
        }
      }
    })
  })

  it('shows contacts what the wish and their own rules say together, where it was composed', () => {
    const laid = fc.record({ wish: policy, own: rules, contacts: roster(people) })
    holds(cases, laid, ({ wish, own, contacts }) => {
      const read = overTheWire(overlay(wish, own, contacts))
      for (const who of contacts.filter(mayReceive)) {
        const both = allows(wish, who) && evaluate(own, 'presence-out', who).action === 'allow'
        const { action } = evaluate(read, 'presence-out', who)
        if ((action === 'allow') !== both) {
          expect.fail(`${policyWords(wish)} over ${itemsWords(own)}: ${personWords(who)}`)
        }
      }
    })
  })
})
