// Newer versions: nobody is asked while the switch is off, and nothing is taken that is not signed.
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { signFeeds } from '../../../build/packages/sign-feed.mjs'
import { createLog } from '../../../electron/core/log'
import { isSignedFeed } from '../../../electron/desktop/update-signature'
import {
  loadElectronUpdater,
  readUpdateKey,
  startUpdates,
  updateObstacle,
  type Updater,
  type UpdateObstacle,
} from '../../../electron/desktop/updates'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const publicText = publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const privateText = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
const digest = `${'a'.repeat(86)}==`
const announced = { version: '9.9.9', files: [{ url: 'Casper-9.9.9.AppImage', sha512: digest }] }

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casper-updates-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The announcement, signed as the packing does it. @param urls of the files, @param written as YAML has each. */
function signedFeed(
  urls: readonly string[] = announced.files.map(({ url }) => url),
  written: (url: string) => string = (url) => url,
): Record<string, unknown> {
  const path = join(folder, 'latest-linux.yml')
  const files = urls.map((url) => ({ url, sha512: digest }))
  const list = urls.map((url) => `  - url: ${written(url)}\n    sha512: ${digest}\n    size: 1\n`)
  writeFileSync(path, `version: 9.9.9\nfiles:\n${list.join('')}path: ${written(urls[0] ?? '')}\n`)
  expect(signFeeds(folder, privateText)).toEqual(['latest-linux.yml'])
  const signature = /^signature: (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1]
  return { ...announced, files, signature }
}

describe('the signature of an announcement', () => {
  test('made when packing is found good by the app', () => {
    expect(isSignedFeed(signedFeed(), publicText)).toBe(true)
  })

  test.each([
    ['without a space', ['Casper-Setup-9.9.9.exe']],
    ['with spaces', ['Casper Setup 9.9.9.exe']],
    ['of several files', ['Casper-9.9.9-mac.zip', 'Casper 9.9.9.dmg']],
  ])('covers names %s', (_, urls) => {
    const feed = signedFeed(urls)
    expect(isSignedFeed(feed, publicText)).toBe(true)
    const other = { url: 'Other.exe', sha512: digest }
    expect(isSignedFeed({ ...feed, files: [other] }, publicText)).toBe(false)
  })

  test('covers what a name is, not how YAML writes it', () => {
    const quoted = (url: string) => `'${url.replaceAll("'", "''")}'`
    expect(isSignedFeed(signedFeed(["Ann's #1.exe"], quoted), publicText)).toBe(true)
  })

  test('is not made of a part of the files', () => {
    const path = join(folder, 'latest.yml')
    const known = `  - url: a.exe\n    sha512: ${digest}\n`
    writeFileSync(path, `version: 9.9.9\nfiles:\n${known}  - sha512: ${digest}\n    url: b.exe\n`)
    expect(() => signFeeds(folder, privateText)).toThrow('no announcement')
  })

  test.each([
    ['another version', { version: '9.9.10' }],
    ['another file', { files: [{ url: 'Other.AppImage', sha512: digest }] }],
    ['other content', { files: [{ ...announced.files[0], sha512: `${'b'.repeat(86)}==` }] }],
    ['content without a digest', { files: [{ url: 'Casper-9.9.9.AppImage' }] }],
    ['no files', { files: [] }],
    ['no signature', { signature: undefined }],
    ['no base64', { signature: '-' }],
  ])('does not hold for %s', (_, change) => {
    expect(isSignedFeed({ ...signedFeed(), ...change }, publicText)).toBe(false)
  })

  test('does not hold with another key, nor with something that is no key', () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' })
    expect(isSignedFeed(signedFeed(), other.toString('base64'))).toBe(false)
    expect(isSignedFeed(signedFeed(), 'AAAA')).toBe(false)
  })
})

/** A double of the updater that records what it is asked to do. */
function updaterDouble(feed: object, isUpdateAvailable = true) {
  const asked: string[] = []
  const updater: Updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    allowDowngrade: true,
    disableWebInstaller: false,
    logger: console,
    requestHeaders: null,
    checkForUpdates: () => {
      asked.push('check')
      return Promise.resolve({ isUpdateAvailable, updateInfo: { version: '9.9.9', ...feed } })
    },
    downloadUpdate: () => Promise.resolve(void asked.push('download')),
  }
  return { updater, asked }
}

function updatesWith(
  double: ReturnType<typeof updaterDouble>,
  enabled: () => boolean,
  obstacle?: UpdateObstacle,
) {
  return startUpdates({
    obstacle,
    loadUpdater: () => {
      double.asked.push('load')
      return Promise.resolve(double.updater)
    },
    key: publicText,
    enabled,
    log: createLog(() => undefined),
  })
}

describe('looking for a newer version', () => {
  test('does not happen while the switch is off: not even the updater is loaded', async () => {
    const double = updaterDouble(signedFeed())
    const updates = updatesWith(double, () => false)
    expect(await updates.look()).toEqual({ kind: 'off' })
    expect(double.asked).toEqual([])
    updates.close()
  })

  test('does not happen where something else keeps Casper up to date', async () => {
    const double = updaterDouble(signedFeed())
    const updates = updatesWith(double, () => true, 'package-manager')
    expect(await updates.look()).toEqual({ kind: 'package-manager' })
    expect(double.asked).toEqual([])
    updates.close()
  })

  test('takes what is signed, once, to be installed at the end', async () => {
    const double = updaterDouble(signedFeed())
    const updates = updatesWith(double, () => true)
    expect(await updates.look()).toEqual({ kind: 'ready', version: '9.9.9' })
    expect(await updates.look()).toEqual({ kind: 'ready', version: '9.9.9' })
    updates.close()
    expect(double.asked).toEqual(['load', 'check', 'download'])
    expect(double.updater.autoInstallOnAppQuit).toBe(true)
  })

  test('leaves alone what is not signed', async () => {
    const double = updaterDouble({ ...signedFeed(), version: '10.0.0' })
    const updates = updatesWith(double, () => true)
    expect(await updates.look()).toEqual({ kind: 'unsigned' })
    updates.close()
    expect(double.asked).toEqual(['load', 'check'])
    expect(double.updater.autoInstallOnAppQuit).toBe(false)
  })

  test('tells the feed nothing that this installation could be known by, and goes back to no older one', async () => {
    const double = updaterDouble({}, false)
    const updates = updatesWith(double, () => true)
    expect(await updates.look()).toEqual({ kind: 'newest' })
    updates.close()
    expect(double.updater).toMatchObject({
      autoDownload: false,
      allowDowngrade: false,
      disableWebInstaller: true,
      requestHeaders: { 'x-user-staging-id': '00000000-0000-0000-0000-000000000000' },
    })
  })

  test('switched off before the end, installs nothing', async () => {
    const double = updaterDouble(signedFeed())
    let on = true
    const updates = updatesWith(double, () => on)
    await updates.look()
    on = false
    updates.close()
    expect(double.updater.autoInstallOnAppQuit).toBe(false)
  })

  test('that fails is tried again at the next look', async () => {
    const double = updaterDouble(signedFeed())
    const check = double.updater.checkForUpdates
    double.updater.checkForUpdates = () => Promise.reject(new Error('no network'))
    const updates = updatesWith(double, () => true)
    expect(await updates.look()).toEqual({ kind: 'failed' })
    double.updater.checkForUpdates = check
    expect(await updates.look()).toEqual({ kind: 'ready', version: '9.9.9' })
    updates.close()
  })
})

test.each([
  ['linux', {}, true, 'k', 'package-manager'],
  ['linux', { APPIMAGE: '/a' }, true, 'k', undefined],
  ['win32', {}, true, 'k', undefined],
  ['darwin', {}, true, '', 'no-key'],
  ['linux', { APPIMAGE: '/a' }, false, 'k', 'not-packaged'],
] as const)('on %s with %j, packed %s, key "%s": %s', (platform, env, packed, key, obstacle) => {
  expect(updateObstacle(platform, env, packed, key)).toBe(obstacle)
})

test.each([
  ['linux', 'AppImage'],
  ['win32', 'of the system'],
  ['darwin', 'of the system'],
] as const)('on %s the updater is that %s', async (platform, kind) => {
  vi.doMock('electron-updater', () => ({
    AppImageUpdater: function () {
      return { kind: 'AppImage' }
    },
    autoUpdater: { kind: 'of the system' },
  }))
  expect(await loadElectronUpdater(platform)).toEqual({ kind })
  vi.doUnmock('electron-updater')
})

test('the key is read from the package', async () => {
  writeFileSync(join(folder, 'package.json'), '{"updateKey":"abc"}')
  expect(await readUpdateKey(folder)).toBe('abc')
  expect(await readUpdateKey('.')).toBe('')
})
