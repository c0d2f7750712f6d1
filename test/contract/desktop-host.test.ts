// The desktop's parts around the core, driven by doubles of the Electron modules they use.
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../../electron/core/log'
import { answerApp } from '../../electron/desktop/app-protocol'
import { externalUrl } from '../../electron/desktop/external'
import { hardenContents, hardenSession } from '../../electron/desktop/hardening'
import { createDesktopHost } from '../../electron/desktop/host'
import { desktopSecrets, type Cipher } from '../../electron/desktop/secrets'
import { windowOptions } from '../../electron/desktop/window'
import {
  firstState,
  onScreen,
  readWindowState,
  writeWindowState,
} from '../../electron/desktop/window-state'
import { createElectronDouble } from './electron-double'
import { ContentsDouble } from './window-double'

let dir: string
const log = createLog(() => undefined)

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'casper-desktop-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const cipher: Cipher = {
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptString: (text) => Buffer.from([...text].reverse().join('')),
  decryptString: (sealed) => [...sealed.toString()].reverse().join(''),
}

describe('secrets', () => {
  test('are kept encrypted, in a private file, across a restart', async () => {
    const first = await desktopSecrets(cipher, dir, 'linux', log)
    await Promise.all([first.set('a', 'hunter2'), first.set('b', 'swordfish')])
    await first.delete('b')
    const path = join(dir, 'secrets.json')
    expect(await readFile(path, 'utf8')).not.toMatch(/hunter2|swordfish/)
    // Windows has no such modes.
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
    const second = await desktopSecrets(cipher, dir, 'linux', log)
    expect(second.place).toBe('system-keyring')
    expect([await second.get('a'), await second.get('b')]).toEqual(['hunter2', undefined])
  })

  test.each([
    ['no encryption', { isEncryptionAvailable: () => false }],
    ['a public key', { getSelectedStorageBackend: () => 'basic_text' as const }],
  ])('stay in memory with %s', async (_, changes) => {
    const secrets = await desktopSecrets({ ...cipher, ...changes }, dir, 'linux', log)
    await secrets.set('a', 'hunter2')
    expect([secrets.place, await secrets.get('a')]).toEqual(['memory', 'hunter2'])
    await expect(stat(join(dir, 'secrets.json'))).rejects.toThrow()
  })

  test('that stay in memory are said to do so', async () => {
    const weak: Cipher = { ...cipher, isEncryptionAvailable: () => false }
    const { powerMonitor } = createElectronDouble({ dataDir: dir })
    const { info } = await createDesktopHost(weak, dir, '1.2.3', log, powerMonitor)
    expect(info).toEqual({ kind: 'desktop', secrets: 'memory', version: '1.2.3' })
  })

  test('sealed under another key are as good as none; a damaged file is set aside', async () => {
    const first = await desktopSecrets(cipher, dir, 'linux', log)
    await first.set('a', 'hunter2')
    const decryptString = () => {
      throw new Error('another key')
    }
    const second = await desktopSecrets({ ...cipher, decryptString }, dir, 'linux', log)
    expect(await second.get('a')).toBeUndefined()
    await writeFile(join(dir, 'secrets.json'), '{"version":1')
    const third = await desktopSecrets(cipher, dir, 'linux', log)
    expect(await third.get('a')).toBeUndefined()
    await third.set('a', 'again')
    expect(await third.get('a')).toBe('again')
  })
})

describe('app://casper', () => {
  beforeEach(async () => {
    await mkdir(join(dir, 'renderer'))
    await writeFile(join(dir, 'renderer', 'index.html'), '<title>Casper</title>')
    await writeFile(join(dir, 'secrets.json'), '{}')
  })

  const ask = (url: string, method = 'GET') => answerApp({ url, method }, join(dir, 'renderer'))

  test('serves the page under the content security policy', async () => {
    const response = await ask('app://casper/')
    expect(await response.text()).toBe('<title>Casper</title>')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe-|\*|https?:|\bws:/)
  })

  test.each([
    ['app://casper/../secrets.json', 404],
    ['app://casper/%2e%2e%2fsecrets.json', 404],
    ['app://casper/none.js', 404],
    ['app://other/', 403],
  ])('refuses %s', async (url, status) => {
    expect((await ask(url)).status).toBe(status)
  })

  test('only reads', async () => {
    expect((await ask('app://casper/', 'POST')).status).toBe(403)
  })
})

describe('a page', () => {
  test('cannot leave, open windows or embed; allowed links go to the system', () => {
    const opened: string[] = []
    const contents = new ContentsDouble()
    const openExternal = (url: string) => Promise.resolve(void opened.push(url))
    const links: string[] = []
    const openLink = (url: string) => void links.push(url)
    hardenContents(contents, { openExternal }, openLink)
    let prevented = 0
    const event = { url: 'https://example.org/', preventDefault: () => prevented++ }
    for (const name of ['will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
      contents.emit(name, event)
    }
    expect(prevented).toBe(3)
    expect(contents.openWindow({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' })
    expect(contents.openWindow({ url: 'xmpp:ann@example.org' })).toEqual({ action: 'deny' })
    expect(opened).toEqual(['https://example.org/'])
    expect(links).toEqual(['xmpp:ann@example.org'])
  })

  test('may copy, and nothing else', () => {
    type Ask = (
      contents: null,
      permission: string,
      answer: (ok: boolean) => void,
      details: object,
    ) => void
    let ask: Ask = () => undefined
    let check: (contents: null, permission: string, origin: string) => boolean = () => true
    let device: () => boolean = () => true
    let screen: (request: null, answer: (streams: unknown) => void) => void = () => undefined
    let pair: (details: null, answer: (response: unknown) => void) => void = () => undefined
    hardenSession({
      setDisplayMediaRequestHandler: (handler: unknown) => (screen = handler as typeof screen),
      setBluetoothPairingHandler: (handler: unknown) => (pair = handler as typeof pair),
      setPermissionRequestHandler: (handler: unknown) => (ask = handler as Ask),
      setPermissionCheckHandler: (handler: unknown) => (check = handler as typeof check),
      setDevicePermissionHandler: (handler: unknown) => (device = handler as typeof device),
    })
    const answers: boolean[] = []
    const answer = (granted: boolean) => void answers.push(granted)
    ask(null, 'clipboard-sanitized-write', answer, { requestingUrl: 'app://casper/' })
    ask(null, 'notifications', answer, { requestingUrl: 'app://casper/' })
    ask(null, 'clipboard-read', answer, { requestingUrl: 'app://casper/' })
    ask(null, 'clipboard-sanitized-write', answer, { requestingUrl: 'https://evil.example/' })
    ask(null, 'clipboard-sanitized-write', answer, { requestingUrl: 'app://casper.evil.example/' })
    expect(answers).toEqual([true, false, false, false, false])
    expect(check(null, 'clipboard-sanitized-write', 'app://casper/')).toBe(true)
    expect(check(null, 'notifications', 'app://casper/')).toBe(false)
    expect(check(null, 'clipboard-sanitized-write', 'https://evil.example')).toBe(false)
    expect(device()).toBe(false)
    const given: unknown[] = []
    screen(null, (streams) => void given.push(streams))
    pair(null, (response) => void given.push(response))
    expect(given).toEqual([null, { confirmed: false }])
  })

  test.each([
    ['https://example.org/a?b', 'https://example.org/a?b'],
    ['mailto:ann@example.org', 'mailto:ann@example.org'],
    ['xmpp:ann@example.org?message', undefined],
    ['http://example.org/', undefined],
    ['file:///etc/passwd', undefined],
    ['javascript:alert(1)', undefined],
    ['smb://host/share', undefined],
    ['not a link', undefined],
    [`https://example.org/${'x'.repeat(3000)}`, undefined],
  ])('may ask for %s: %s', (url, expected) => {
    expect(externalUrl(url)).toBe(expected)
  })
})

describe('the window', () => {
  test('is sandboxed, and is given no power by name', () => {
    const { webPreferences } = windowOptions({ ...firstState, x: 3 }, '/preload.cjs', false)
    expect(webPreferences).toEqual({
      preload: '/preload.cjs',
      devTools: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: true,
    })
  })

  test('is found where it was left, unless that screen is gone', async () => {
    const left = { x: 2000, y: 10, width: 800, height: 600, maximized: true }
    expect(await readWindowState(dir)).toEqual(firstState)
    writeWindowState(dir, left)
    expect(await readWindowState(dir)).toEqual(left)
    const [small, wide] = [1920, 3840].map((width) => ({ x: 0, y: 0, width, height: 1080 }))
    expect(onScreen(left, [wide!])).toEqual(left)
    expect(onScreen(left, [small!])).toEqual({ width: 800, height: 600, maximized: true })
    await writeFile(join(dir, 'window.json'), '{"width":1}')
    expect(await readWindowState(dir)).toEqual(firstState)
  })
})
