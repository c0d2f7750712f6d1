// What the contract is checked against: a core, and as many views of it as wanted.
import type { Bridge, CommandName, Update } from '../../shared/protocol'
import { applyBatch, type AppSnapshot } from '../../shared/snapshot'
import type { CoreUnderTest } from './core-under-test'

/** A view of the core through the transport under test. */
export interface View {
  readonly bridge: Bridge
  /** Goes away as a closed window or tab does. */
  leave(): Promise<void>
}

/** A core behind one kind of transport. */
export interface Transport {
  readonly core: CoreUnderTest
  openView(): Promise<View>
  close(): Promise<void>
}

/** Sends a request as it would come from a page that does not keep to the types. */
export function rawRequest(bridge: Bridge, command: string, payload: unknown) {
  return bridge.request(command as CommandName, payload as never)
}

/** Follows a view as the renderer does, and fails on the first gap. */
export function follow(bridge: Bridge) {
  const updates: Update[] = []
  let state: AppSnapshot | undefined
  const stop = bridge.onEvent((update) => {
    updates.push(update)
    if (update.kind === 'snapshot') state = update.snapshot
    if (update.kind !== 'batch') return
    if (state?.seq !== update.batch.from - 1) throw new Error('a gap between the batches')
    state = applyBatch(state, update.batch)
  })
  return { updates, stop, state: () => state }
}
