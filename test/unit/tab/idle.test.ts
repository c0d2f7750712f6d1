// What the pages of a tab host say together.
import { expect, test } from 'vitest'
import { createPageIdle } from '../../../electron/tab/idle'

function pagesAt(start: number) {
  let now = start
  const idle = createPageIdle(() => now)
  let heard = 0
  idle.watch(() => (heard += 1))
  return { ...idle, heard: () => heard, pass: (ms: number) => (now += ms) }
}
const said = (seconds: number, locked = false) => ({ seconds, locked })

test('before a page said anything, and after the last is gone, nothing is known', () => {
  const { read, pages, heard } = pagesAt(0)
  const page = {}
  expect(read()).toBeNull()
  pages.report(page, said(0))
  pages.gone(page)
  expect(read()).toBeNull()
  pages.gone(page)
  expect(heard()).toBe(2)
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

test('where the browser watches, somebody is there until it says otherwise', () => {
  const { read, pages, pass } = pagesAt(1_000_000)
  const page = {}
  pages.report(page, { ...said(0), active: true })
  pass(3_600_000)
  expect(read()?.idle).toBe(0)
  pages.report(page, { ...said(60), active: false })
  pass(60_000)
  expect(read()?.idle).toBe(120_000)
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
