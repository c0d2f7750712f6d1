// What a screen reader could not name: controls without a name, by the browser's own accessibility tree.
import type { Page } from 'playwright-core'

const controls =
  /^\s*- (button|switch|textbox|combobox|spinbutton|checkbox|tab|link|menuitem|menuitemradio|searchbox|main|dialog)\b(?! ")/

/** The controls and landmarks of the page that have no name. */
export async function unnamed(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot()
  return tree.split('\n').filter((line) => controls.test(line))
}
