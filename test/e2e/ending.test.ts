// Every usual way of stopping the tab host lets it say goodbye to its servers and tidy up.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTabHost } from '../support/tab'
import { until } from '../support/wait'

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it in order', async (signal) => {
  const host = await startTabHost()
  const urlFile = join(host.dataDir, 'url')
  await until(() => existsSync(urlFile), 'the file with the address')
  await host.close(signal)
  expect(existsSync(urlFile)).toBe(false)
  host.remove()
})
