// Debian's Chromium, without a word to anybody: without a display, or on one that is given.
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

/** Starts the browser. The caller closes it. @param display what it finds a display by; none by default */
export function launchBrowser(display?: Readonly<Record<string, string>>): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    ...(display && { headless: false, env: { ...process.env, ...display } }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
}
