// Every scene, judged by axe-core in light, in dark and with more contrast: WCAG 2, levels A and AA. The page's own
// content security policy stays in force.
import type { RunOptions } from 'axe-core'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import { openStage } from '../support/stage'
import { casts, showtime } from '../support/stage-casts'
import { scenes } from './scenes'

const built = process.env['RENDERER'] ?? 'out/renderer'

// A line's name says what its signs mean ("Friends, 4 of 5 here" for "Friends 4/5"); this rule wants the signs in it.
const rules = { 'label-content-name-mismatch': { enabled: false } }

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

test.each(Object.entries(scenes))('nobody is shut out of the scene %s', async (_, scene) => {
  const snapshot = casts[scene.cast]
  if (!snapshot) throw new Error(`There is no cast called ${scene.cast}.`)
  const stage = await openStage(built, snapshot())
  const page = await newPage()
  try {
    await page.goto(stage.url)
    await page.locator('main').first().waitFor()
    await scene.act(page)
    const found = await faults(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    found.push(...(await faults(page, 'color-contrast')))
    await page.emulateMedia({ contrast: 'more' })
    found.push(...(await faults(page, 'color-contrast')))
    expect(found).toEqual([])
  } finally {
    await page.close()
    await stage.close()
  }
})

test('a control without a name and a text too pale are found', async () => {
  const page = await newPage()
  const pale = '<p style="color: oklch(0.8 0 0)">Pale</p>'
  const html = `<html lang="en"><title>Faults</title>${pale}<button></button></html>`
  await page.goto(`data:text/html,${encodeURIComponent(html)}`)
  expect(await faults(page)).toEqual([
    expect.stringMatching(/^button-name: button/),
    expect.stringMatching(/^color-contrast: p/),
  ])
  await page.close()
})

/** A page with axe-core in it, at a moment that stands still. */
async function newPage(): Promise<Page> {
  const viewport = { width: 1280, height: 800 }
  const page = await browser.newPage({ viewport, locale: 'en-GB', reducedMotion: 'reduce' })
  await page.addInitScript({ content: axe.source })
  await page.clock.setFixedTime(showtime)
  return page
}

/** What is wrong, and where: by all rules of the two levels but one, or by a single rule. */
async function faults(page: Page, rule?: string): Promise<string[]> {
  const runOnly = rule === undefined ? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] : [rule]
  const { violations } = await page.evaluate(
    (options) => (window as unknown as { axe: typeof axe }).axe.run(options),
    { runOnly, rules, resultTypes: ['violations'] } satisfies RunOptions,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}
