// The tab's transport: a real server on loopback, and the renderer's own bridge over real sockets.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTabServer } from '../../electron/tab/server'
import { openPage } from '../support/tab-client'
import { createCoreUnderTest } from './core-under-test'
import type { Transport, View } from './transport'

/** The tab's transport, with what only HTTP has. */
export interface TabTransport extends Transport {
  readonly origin: string
  readonly port: number
  /** The address with the token that is valid now. */
  url(): string
  /** Uses the token up. @returns the cookie as a browser would send it. */
  enter(): Promise<string>
  readonly urls: readonly string[]
}

/** The same page for everybody; beside the folder lies a file that must never be served. */
async function pageFolder(): Promise<{ root: string; rendererDir: string }> {
  const root = await mkdtemp(join(tmpdir(), 'casper-tab-'))
  const rendererDir = join(root, 'renderer')
  await writeFile(join(root, 'secret.json'), '{}')
  await mkdir(rendererDir)
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Casper</title>')
  await writeFile(join(rendererDir, 'app.js'), 'export {}')
  await writeFile(join(rendererDir, '.hidden.js'), 'export {}')
  return { root, rendererDir }
}

/** Starts a server on a free port; its files are in a folder that goes with it. */
export async function openTab(): Promise<TabTransport> {
  const core = createCoreUnderTest()
  const { root, rendererDir } = await pageFolder()
  const urls: string[] = []
  const { log } = core
  const onUrl = (url: string) => void urls.push(url)
  const server = await startTabServer({ core, rendererDir, port: 0, log, onUrl })
  const { origin, port, host } = new URL(server.url())

  const enter = async (): Promise<string> => {
    const { headers } = await fetch(server.url(), { redirect: 'manual' })
    return (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }

  return {
    core,
    origin,
    port: Number(port),
    urls,
    url: server.url,
    enter,
    openView: async (): Promise<View> => {
      const cookie = await enter()
      return openPage(`ws://${host}/socket`, { cookie, origin })
    },
    close: async () => {
      await server.close()
      await core.close()
      await rm(root, { recursive: true })
    },
  }
}
