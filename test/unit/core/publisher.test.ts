// Numbered batches: none missing, none twice, few of them.
import { describe, expect, test } from 'vitest'
import { createLog } from '../../../electron/core/log'
import { createPublisher } from '../../../electron/core/publisher'
import type { Update } from '../../../shared/protocol'
import { applyBatch, type AppEvent, type AppSnapshot } from '../../../shared/snapshot'
import { emptyState } from '../../contract/core-under-test'
import { usualSettings } from '../../../shared/settings'

function setUp() {
  const flushes: (() => void)[] = []
  const lines: string[] = []
  const log = createLog((line) => lines.push(line))
  const publisher = createPublisher(emptyState, (flush) => flushes.push(flush), log)
  const tick = () => {
    for (const flush of flushes.splice(0)) flush()
  }
  return { publisher, flushes, lines, tick }
}

function follow() {
  const updates: Update[] = []
  let state: AppSnapshot | undefined
  const listener = (update: Update): void => {
    updates.push(update)
    if (update.kind === 'snapshot') state = update.snapshot
    if (update.kind !== 'batch' || !state) return
    expect(update.batch.from).toBe(state.seq + 1)
    state = applyBatch(state, update.batch)
  }
  return { updates, listener, state: () => state }
}

const event = (id: string | number): AppEvent => ({ type: 'notice.removed', id: String(id) })
const dark: AppEvent = { type: 'settings.changed', settings: { ...usualSettings, theme: 'dark' } }

describe('publisher', () => {
  test('the snapshot holds what was published, before anything is sent', () => {
    const { publisher } = setUp()
    publisher.publish(dark)
    expect(publisher.snapshot()).toMatchObject({ seq: 1, settings: { theme: 'dark' } })
    expect(publisher.snapshot()).toBe(publisher.snapshot())
  })

  test('sends a burst of 10,000 events as one batch', () => {
    const { publisher, flushes, tick } = setUp()
    const view = follow()
    publisher.attach(view.listener)
    for (let n = 0; n < 10_000; n++) publisher.publish(event(n))
    expect(flushes).toHaveLength(1)
    tick()
    expect(view.updates).toHaveLength(2)
    expect(view.state()?.seq).toBe(10_000)
    expect(flushes).toHaveLength(0)
  })

  test('a view that comes between event and batch misses and repeats nothing', () => {
    const { publisher, tick } = setUp()
    const [early, late] = [follow(), follow()]
    publisher.attach(early.listener)
    publisher.publish(event(1))
    publisher.attach(late.listener)
    publisher.publish(event(2))
    tick()
    expect(late.updates).toEqual([
      { kind: 'snapshot', snapshot: { ...emptyState, seq: 1 } },
      { kind: 'batch', batch: { from: 2, events: [event(2)] } },
    ])
    expect(early.updates[1]).toEqual({
      kind: 'batch',
      batch: { from: 1, events: [event(1), event(2)] },
    })
  })

  test('a view that has everything already is sent no empty batch', () => {
    const { publisher, tick } = setUp()
    publisher.publish(event(1))
    const view = follow()
    publisher.attach(view.listener)
    tick()
    expect(view.updates).toHaveLength(1)
  })

  test('a listener that throws is written down and does not hurt the others', () => {
    const { publisher, lines, tick } = setUp()
    const view = follow()
    publisher.attach(() => {
      throw new Error('broken view')
    })
    publisher.attach(view.listener)
    publisher.publish(event(1))
    tick()
    expect(view.state()?.seq).toBe(1)
    expect(lines).toHaveLength(2)
  })

  test('listeners may publish, attach and detach while they are served', () => {
    const { publisher, tick } = setUp()
    const [first, guest] = [follow(), follow()]
    let done = false
    publisher.attach((update) => {
      if (update.kind !== 'batch' || done) return
      done = true
      publisher.publish(event('nested'))
      publisher.attach(guest.listener)
      leave()
    })
    publisher.attach(first.listener)
    const gone = follow()
    const leave = publisher.attach(gone.listener)
    publisher.publish(event(1))
    tick()
    publisher.publish(event(2))
    tick()
    expect(first.state()?.seq).toBe(3)
    expect(guest.state()?.seq).toBe(3)
    expect(gone.updates).toHaveLength(1)
  })

  test('close sends what is left; afterwards nothing happens any more', () => {
    const { publisher, tick } = setUp()
    const view = follow()
    publisher.attach(view.listener)
    publisher.publish(event(1))
    publisher.close()
    expect(view.state()?.seq).toBe(1)
    publisher.publish(event(2))
    tick()
    expect(publisher.snapshot().seq).toBe(1)
    expect(view.updates).toHaveLength(2)
  })

  test('any mixture of publishing, sending and attaching leads every view to the same state', () => {
    const { publisher, tick } = setUp()
    const views: ReturnType<typeof follow>[] = []
    let seed = 7
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (let step = 0; step < 2000; step++) {
      const choice = random(10)
      if (choice === 0) {
        const view = follow()
        views.push(view)
        publisher.attach(view.listener)
      } else if (choice < 3) tick()
      else publisher.publish(event(step))
    }
    tick()
    expect(views.length).toBeGreaterThan(100)
    for (const view of views) expect(view.state()).toEqual(publisher.snapshot())
  })
})
