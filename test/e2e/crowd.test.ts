// Ten thousand contacts: what is drawn of them, and that it stays little while all of them change at once.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppEvent } from '../../shared/snapshot'
import { launchBrowser } from '../support/browser'
import { openStage } from '../support/stage'
import { casts } from '../support/stage-casts'

const built = process.env['RENDERER'] ?? 'out/renderer'
/** What is drawn of a long list: the window's height and a little more, whatever its length. */
const drawn = 100

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

test('of 10,000 contacts only those in sight are drawn, also after a burst of presences', async () => {
  const many = casts['many']
  if (!many) throw new Error('There is no cast called many.')
  const stage = await openStage(built, many())
  const page = await browser.newPage()
  try {
    await page.goto(stage.url)
    await page.getByRole('listitem').first().waitFor()
    expect(await page.getByRole('listitem').count()).toBeLessThan(drawn)
    await watchStalls(page)
    stage.play.tell(burst(stage.play.snapshot().contacts['mira'] ?? {}))
    await page.getByText('Now for something').first().waitFor()
    const longest = await page.evaluate(() => Math.max(0, ...window.stalls))
    console.log(`The longest stall was ${Math.round(longest)} ms.`)
    expect(await page.getByRole('listitem').count()).toBeLessThan(drawn)
  } finally {
    await page.close()
    await stage.close()
  }
})

declare global {
  interface Window {
    stalls: number[]
  }
}

function watchStalls(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.stalls = []
    new PerformanceObserver((list) => {
      window.stalls.push(...list.getEntries().map((entry) => entry.duration))
    }).observe({ type: 'longtask' })
  })
}

function burst(roster: Readonly<Record<string, { readonly jid: string }>>): AppEvent[] {
  return Object.values(roster).map((contact) => ({
    type: 'resources.changed',
    account: 'mira',
    jid: contact.jid as Extract<AppEvent, { type: 'resources.changed' }>['jid'],
    resources: [{ resource: 'r', show: null, status: 'Now for something else', priority: 1 }],
  }))
}
