// Watching the idle source: when it is read, and that nothing happens where nobody knows.
import { describe, expect, test } from 'vitest'
import type { Looked } from '../../../electron/core/idle'
import { watchIdle } from '../../../electron/core/idle'
import type { IdleFacts, IdleNews } from '../../../electron/core/idle-source'
import type { Machine } from '../../../shared/away/machine'

/** A watch over a source and a clock that stands still until it is moved. */
function watching(polled: boolean) {
  let now = 1_000_000
  let due: { readonly at: number; readonly act: () => void } | null = null
  let facts: IdleFacts | null = { idle: 0, locked: false, onBattery: false }
  let looked: Looked | null = { away: false, next: null }
  let tell = (_: IdleNews): void => undefined
  let listening = false
  const looks: Machine[] = []
  let resumed = 0
  const watch = watchIdle({
    source: {
      polled,
      read: () => facts,
      watch: (listener) => {
        tell = listener
        listening = true
        return () => (listening = false)
      },
    },
    clock: {
      now: () => now,
      later: (ms, act) => {
        due = { at: now + ms, act }
        return () => (due = null)
      },
    },
    look: (machine) => {
      looks.push(machine)
      return looked
    },
    resumed: () => (resumed += 1),
  })
  return {
    watch,
    looks,
    resumed: () => resumed,
    listening: () => listening,
    tell: (news: IdleNews) => tell(news),
    /** What the source says, and what a look finds, from now on. */
    now: (said: Partial<IdleFacts> | null, found: Looked | null) => {
      facts = said && { idle: 0, locked: false, onBattery: false, ...said }
      looked = found
    },
    /** In how many ms the next look is due. */
    wait: () => due && due.at - now,
    pass: (ms: number) => {
      now += ms
      if (due && due.at <= now) due.act()
    },
  }
}

describe('a source that says nothing by itself', () => {
  test.each([
    ['somebody is there', false, false, 5000],
    ['nobody is there', true, false, 2000],
    ['nobody is there, and it runs on battery', true, true, 6000],
  ])('is read again and again while %s', (_, away, onBattery, ms) => {
    const { now, tell, wait, pass, looks } = watching(true)
    now({ onBattery }, { away, next: null })
    tell('read')
    expect(wait()).toBe(ms)
    pass(ms)
    expect(looks).toHaveLength(2)
    expect(wait()).toBe(ms)
  })

  test('is read in time for what the clock will change', () => {
    const { now, tell, wait } = watching(true)
    now({}, { away: false, next: 1_000_400 })
    tell('read')
    expect(wait()).toBe(400)
  })

  test('is left alone where nothing is wished', () => {
    const { now, tell, wait } = watching(true)
    now({}, null)
    tell('read')
    expect(wait()).toBeNull()
  })
})

describe('a source that says when there is something to read', () => {
  test('is read only when the clock will change something', () => {
    const { now, tell, wait } = watching(false)
    tell('read')
    expect(wait()).toBeNull()
    now({}, { away: false, next: 1_300_000 })
    tell('read')
    expect(wait()).toBe(300_000)
  })
})

test('where nobody knows, nothing happens', () => {
  const { now, tell, looks, wait } = watching(false)
  now(null, null)
  tell('read')
  tell('suspending')
  expect([looks, wait()]).toEqual([[], null])
})

test('sleep is looked at before it begins, and what it held up is done when it ends', () => {
  const { now, tell, looks, resumed, pass } = watching(true)
  tell('suspending')
  expect(looks.at(-1)?.suspendedSince).toBe(1_000_000)
  expect(resumed()).toBe(0)
  now({ idle: 60_000 }, { away: true, next: null })
  pass(60_000)
  tell('resumed')
  expect(looks.at(-1)).toMatchObject({ resumedAt: 1_060_000 })
  expect(resumed()).toBe(1)
})

test('many reasons to look make one look', async () => {
  const { watch, looks } = watching(false)
  for (let count = 0; count < 5; count += 1) watch.soon()
  await Promise.resolve()
  expect(looks).toHaveLength(1)
})

test('after the end nothing is read any more', async () => {
  const { watch, tell, looks, listening } = watching(true)
  watch.close()
  watch.soon()
  tell('suspending')
  await Promise.resolve()
  expect([looks, listening()]).toEqual([[], false])
})
