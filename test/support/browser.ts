// Debian's Chromium, without a display and without a word to anybody.
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

/** Starts the browser. The caller closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
}
