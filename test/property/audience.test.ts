// What is made ready for many contacts says of each what is said of one alone, by the reference.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asSpecified, evaluate } from '../../shared/privacy/evaluate'
import { eyesUnder, mayReceive, wishedEye, wishesUnder } from '../../shared/visibility/audience'
import { holds } from './laws'
import { crowd, lists } from './lists'
import { gateway, people, policy, roster } from './world'

const cases = 2000

describe('eyes made ready for many', () => {
  it('are open for whom the rules let see the user and for nobody else', () => {
    let open = 0
    holds(cases, fc.record({ items: lists, contacts: crowd }), ({ items, contacts }) => {
      const eye = eyesUnder({ kind: 'available', items, reading: asSpecified })
      for (const who of contacts) {
        const sees = mayReceive(who) && evaluate(items, 'presence-out', who).action === 'allow'
        expect(eye({ ...who, name: '' }).state).toBe(sees ? 'open' : 'closed')
        if (sees) open += 1
      }
    })
    expect(open).toBeGreaterThan(0)
  })

  it('are open for those alone to whom presence was sent directly', () => {
    holds(cases, fc.record({ shown: crowd, contacts: crowd }), ({ shown, contacts }) => {
      const to = shown.map(({ jid }) => jid)
      const eye = eyesUnder({ kind: 'directed', to })
      for (const who of contacts) {
        expect(eye({ ...who, name: '' }).state).toBe(to.includes(who.jid) ? 'open' : 'closed')
      }
    })
  })
})

describe('wishes made ready for many', () => {
  it('are those of each', () => {
    const drawn = fc.record({ wish: policy, contacts: roster([...people, gateway]) })
    holds(cases, drawn, ({ wish, contacts }) => {
      const isWished = wishesUnder(wish)
      for (const who of contacts) {
        const { state } = wishedEye({ ...who, name: '' }, wish)
        expect(isWished({ ...who, name: '' })).toBe(state === 'open')
      }
    })
  })
})
