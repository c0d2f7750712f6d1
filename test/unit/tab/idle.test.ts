// What the pages of a tab host say together.
import { expect, test } from 'vitest'
import { watchIdle } from '../../../electron/core/idle'
import { createPageIdle } from '../../../electron/tab/idle'
import { outlook } from '../../../shared/away/absence'
import { noAutoAway } from '../../../shared/away/auto-away'
import { fakeClock } from '../../support/fake-clock'

function pagesAt(start: number) {
  let now = start
  const idle = createPageIdle(() => now)
  let heard = 0
  idle.watch(() => (heard += 1))
  return { ...idle, heard: () => heard, pass: (ms: number) => (now += ms) }
}
const said = (seconds: number, locked = false) => ({ seconds, locked })

test('before a page said anything, nothing is known', () => {
  const { read, pages, heard } = pagesAt(0)
  expect(read()).toBeNull()
  pages.gone({})
  expect(heard()).toBe(0)
})

test('after the last page is gone, nobody came back since', () => {
  const { read, pages, pass, heard } = pagesAt(1_000_000)
  const page = {}
  pages.report(page, said(30))
  pages.gone(page)
  pages.gone(page)
  expect(heard()).toBe(2)
  expect(read()).toEqual({ idle: 30_000, locked: false, onBattery: false })
  pass(600_000)
  expect(read()?.idle).toBe(630_000)
  pages.report({}, said(0))
  expect(read()?.idle).toBe(0)
})

test('after the last page is gone, a screen that was locked is, and somebody who was there was', () => {
  const { read, pages, pass } = pagesAt(1_000_000)
  const page = {}
  pages.report(page, said(5, true))
  pages.gone(page)
  expect(read()?.locked).toBe(true)
  const watching = {}
  pages.report(watching, { ...said(0), active: true })
  pass(60_000)
  pages.gone(watching)
  expect(read()).toMatchObject({ idle: 0, locked: false })
  pass(60_000)
  expect(read()?.idle).toBe(60_000)
})

test('of several pages the least idle one counts, until it is gone', () => {
  const { read, pages } = pagesAt(1_000_000)
  const [here, there] = [{}, {}]
  pages.report(there, said(600))
  pages.report(here, said(3))
  expect(read()?.idle).toBe(3000)
  pages.gone(here)
  expect(read()?.idle).toBe(600_000)
})

test('between two reports of a page time goes on', () => {
  const { read, pages, pass } = pagesAt(1_000_000)
  pages.report({}, said(10))
  pass(50_000)
  expect(read()?.idle).toBe(60_000)
})

test('where the browser watches, somebody is there for as long as the page says so again', () => {
  const { read, pages, pass } = pagesAt(1_000_000)
  const page = {}
  for (let minute = 0; minute < 60; minute += 1) {
    pages.report(page, { ...said(0), active: true })
    pass(60_000)
    expect(read()?.idle).toBe(0)
  }
  pages.report(page, { ...said(60), active: false })
  pass(60_000)
  expect(read()?.idle).toBe(120_000)
})

test('a page that is frozen keeps nobody present', () => {
  const { read, pages, pass } = pagesAt(1_000_000)
  pages.report({}, { ...said(0), active: true })
  pass(180_000)
  expect(read()?.idle).toBe(0)
  pass(120_000)
  expect(read()?.idle).toBe(300_000)
})

test('one page that knows of the lock is enough', () => {
  const { read, pages } = pagesAt(1_000_000)
  pages.report({}, said(0))
  pages.report({}, said(100, true))
  expect(read()?.locked).toBe(true)
})

test('a clock that is put back brings nobody back', () => {
  const { read, pages, pass } = pagesAt(1_000_000)
  pages.report({}, said(600))
  pass(-900_000)
  expect(read()?.idle).toBe(600_000)
})

test.each([
  ['is closed', false],
  ['is frozen although the browser watches', true],
])('whoever leaves is away in time, also where the last page %s', (_, active) => {
  const clock = fakeClock('2026-06-10T12:00:00Z', 'UTC')
  const source = createPageIdle(clock.now)
  const wishes = { ...noAutoAway, awayAfter: 5 }
  let away = false
  const watch = watchIdle({
    source,
    clock,
    look: (machine, now) => {
      const { absence, next } = outlook(wishes, machine, now)
      away = absence !== null
      return { away, next }
    },
    resumed: () => undefined,
  })
  const page = {}
  source.pages.report(page, { ...said(0), active })
  if (!active) source.pages.gone(page)
  clock.passUntil('2026-06-10T12:04:59Z')
  expect(away).toBe(false)
  clock.passUntil('2026-06-10T12:05:00Z')
  expect(away).toBe(true)
  watch.close()
})
