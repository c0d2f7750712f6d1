// How the snapshot shows who watches the user from a contact's side, and the report of the check.
import { expect, it } from 'vitest'
import type { BareJid } from '../../../shared/jid'
import type { Observer, SelfTest } from '../../../shared/observer'
import type { AppEvent, AppSnapshot } from '../../../shared/snapshot'
import { applyBatch } from '../../../shared/snapshot'
import { emptyState } from '../../contract/core-under-test'

const ann = 'ann@shire.example' as BareJid
const account = 'one'
const observer: Observer = {
  jid: ann,
  kind: 'own',
  state: 'online',
  error: null,
  sees: [],
  received: [],
}
const test: SelfTest = {
  observer: ann,
  state: 'running',
  strategy: null,
  steps: [],
  leaks: 0,
  error: null,
}

function after(snapshot: AppSnapshot, ...events: AppEvent[]): AppSnapshot {
  return applyBatch(snapshot, { from: snapshot.seq + 1, events })
}

it('an observer is shown, and forgotten', () => {
  const shown = after(emptyState, { type: 'observer.changed', account, observer })
  expect(shown.observers).toEqual({ one: { [ann]: observer } })
  expect(emptyState.observers).toEqual({})
  const gone = after(shown, { type: 'observer.removed', account, jid: ann })
  expect(gone.observers).toEqual({ one: {} })
})

it('observers and checks go with their account', () => {
  const shown = after(
    emptyState,
    { type: 'observer.changed', account, observer },
    { type: 'self-test.changed', account, test },
  )
  expect(shown.selfTests).toEqual({ one: test })
  const gone = after(shown, { type: 'account.removed', account })
  expect([gone.observers, gone.selfTests]).toEqual([{}, {}])
})
