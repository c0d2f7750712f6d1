// Entry without Electron: the same app in a tab of the user's own browser.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { version } from '../package.json'
import { bridgeNews } from './core/bridge-flag'
import { createCore } from './core/core'
import { enterDemo } from './core/demo'
import { createLog, describeError } from './core/log'
import { writeFileAtomic } from './store/atomic-file'
import { lockDataDir } from './store/lock'
import { openBrowser } from './tab/browser'
import { ensureDataDir } from './tab/data-dir'
import { createTabHost } from './tab/host'
import { parseOptions, type ServeOptions } from './tab/options'
import { startTabServer } from './tab/server'

const rendererDir = join(import.meta.dirname, '..', 'renderer')
const patience = 5000
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const log = createLog(say)

async function serve({ port, dataDir, open, demo, bridge }: ServeOptions): Promise<void> {
  ensureDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  const urlFile = join(dataDir, 'url')
  if (!lock) {
    fail(`Casper is already running on ${dataDir}; its address is in ${urlFile}`)
    return
  }
  const core = await createCore(await createTabHost(dataDir, version), { bridgeFlag: bridge })
  if (demo) await enterDemo(core, log)
  let writing = Promise.resolve()
  const onUrl = (url: string): void => {
    writing = writing
      .then(() => writeFileAtomic(urlFile, `${url}\n`))
      .catch((thrown: unknown) => log.warn('no url file', { error: describeError(thrown) }))
  }
  const starting = startTabServer({ core, rendererDir, port, log, onUrl })
  const server = await starting.catch(async (thrown: unknown) => {
    await core.close()
    throw thrown
  })

  // A terminal that is gone, or a pipe nobody reads, must not end the session without a goodbye.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(), patience).unref()
    Promise.all([server.close(), core.close(), writing.then(() => rm(urlFile, { force: true }))])
      .catch((thrown: unknown) => log.error('closing failed', { error: describeError(thrown) }))
      .finally(() => {
        lock.close()
        process.exit()
      })
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  process.on('uncaughtException', (thrown) => {
    log.error('Casper ends for a bug', { error: describeError(thrown) })
    process.exitCode = 1
    stop()
  })

  process.stdout.write(`Casper is at ${server.url()}\n`)
  if (bridge) process.stdout.write(bridgeNews(core))
  if (open) openBrowser(server.url())
}

function fail(line: string): void {
  say(line)
  process.exitCode = 1
}

const options = parseOptions(process.argv.slice(2))
if (options.ok) {
  serve(options.value).catch((thrown: unknown) => {
    say(`Casper could not start: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    process.exit(1)
  })
} else {
  fail(options.error)
}
