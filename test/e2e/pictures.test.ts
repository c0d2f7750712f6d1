// Takes a picture of every cast, light and dark, wide and narrow, and checks what no picture may have: errors in the
// console (a breach of the content security policy is one), text that is cut without dots, sideways scrolling.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser'
import { openStage } from '../support/stage'
import { casts, showtime } from '../support/stage-casts'
import { scenes } from './scenes'

const built = process.env['RENDERER'] ?? 'out/renderer'
const album = process.env['PICTURES'] ?? 'out/pictures'
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 900, height: 600 } } as const
const schemes = ['light', 'dark'] as const

let browser: Browser

beforeAll(async () => {
  await mkdir(album, { recursive: true })
  browser = await launchBrowser()
})
afterAll(() => browser.close())

describe.each(Object.entries(scenes))('%s', (name, { cast, act }) => {
  test.each(Object.entries(sizes))('%s', async (size, viewport) => {
    const snapshot = casts[cast]
    if (!snapshot) throw new Error(`There is no cast called ${cast}.`)
    const stage = await openStage(built, snapshot())
    const page = await browser.newPage({ viewport, locale: 'en-GB', reducedMotion: 'reduce' })
    await page.clock.setFixedTime(showtime)
    const complaints: string[] = []
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    try {
      await page.goto(stage.url)
      await page.locator('main').first().waitFor()
      await act(page)
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme })
        await page.screenshot({ path: join(album, `${name}-${size}-${colorScheme}.png`) })
      }
      expect(complaints).toEqual([])
      expect(await sideways(page)).toEqual([])
    } finally {
      await page.close()
      await stage.close()
    }
  })
})

/** The elements that can be scrolled sideways, or that stick out of the window unclipped: there should be none. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const clips = (element: Element) => getComputedStyle(element).overflowX !== 'visible'
    const isClipped = (element: Element): boolean => {
      const parent = element.parentElement
      return parent !== null && parent !== document.body && (clips(parent) || isClipped(parent))
    }
    const scrolls = (element: Element) =>
      ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) &&
      element.scrollWidth > element.clientWidth
    const sticksOut = (element: Element) =>
      element.getBoundingClientRect().right > innerWidth + 1 && !isClipped(element)
    return [...document.querySelectorAll('body *')]
      .filter((element) => scrolls(element) || sticksOut(element))
      .map((element) => `${element.tagName}.${element.className.toString()}`)
  })
}
