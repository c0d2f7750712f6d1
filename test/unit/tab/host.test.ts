// The tab host around its server: data folder, command line, keyring.
import { describe, expect, test } from 'vitest'
import { openerOf } from '../../../electron/tab/browser'
import { defaultDataDir } from '../../../electron/tab/data-dir'
import { keyringSecrets, type OpenEntry } from '../../../electron/tab/keyring'
import { parseOptions } from '../../../electron/tab/options'

describe('the data folder', () => {
  test.each([
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/casper'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ann/.local/share/casper'],
    ['linux', {}, '/home/ann/.local/share/casper'],
    ['darwin', {}, '/home/ann/Library/Application Support/Casper'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\Casper'],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(defaultDataDir({ platform, env, home: '/home/ann' })).toBe(expected)
  })
})

describe('the command line', () => {
  test('may be empty', () => {
    const options = parseOptions([])
    expect(options).toMatchObject({ ok: true, value: { port: 0, open: true, demo: false } })
  })

  test('says port, folder, whether to open the browser, and the demo', () => {
    const args = ['--port', '8123', '--data-dir', '/tmp/x', '--no-open', '--demo']
    expect(parseOptions(args)).toEqual({
      ok: true,
      value: { port: 8123, dataDir: '/tmp/x', open: false, demo: true, bridge: undefined },
    })
  })

  test('lets the bridge be on for this run, at both addresses of loopback or at one', () => {
    const usual = { hosts: ['127.0.0.1', '::1'], port: 15_222, versionlessPort: null }
    const one = { hosts: ['127.0.0.1'], port: 5225, versionlessPort: 5226 }
    expect(parseOptions(['--bridge'])).toMatchObject({ value: { bridge: usual } })
    expect(parseOptions(['--bridge', '--demo'])).toMatchObject({
      value: { bridge: usual, demo: true },
    })
    for (const sign of [' ', '=']) {
      const line = `--bridge${sign}127.0.0.1:5225 --bridge-versionless${sign}5226`
      expect(parseOptions(line.split(' '))).toMatchObject({ value: { bridge: one } })
    }
  })

  test.each([
    ['0.0.0.0:5222', /listens on 127\.0\.0\.1:PORT or \[::1\]:PORT alone, not on 0\.0\.0\.0:5222/],
    ['192.168.1.2:5222', /alone, not on 192/],
    ['5222', /alone, not on 5222/],
  ])('lets no bridge listen on %s', (place, reason) => {
    for (const args of [['--bridge', place], [`--bridge=${place}`]]) {
      const options = parseOptions(args)
      expect(options.ok ? '' : options.error).toMatch(reason)
    }
  })

  test.each([
    ['--port', 'x'],
    ['--port', '70000'],
    ['--what'],
    ['stray'],
    ['--port'],
    ['--bridge-versionless', '5223'],
  ])('is refused with one line: %s %s', (...args) => {
    const options = parseOptions(args.filter((arg) => arg !== undefined))
    expect(options.ok).toBe(false)
    if (!options.ok) expect(options.error).toMatch(/^[^\n]* Usage: [^\n]*$/)
  })
})

test('the browser is opened by what the system has for it', () => {
  expect(openerOf('linux', 'u')).toEqual(['xdg-open', ['u']])
  expect(openerOf('darwin', 'u')).toEqual(['open', ['u']])
  expect(openerOf('win32', 'u')[1]).toContain('u')
})

describe('the keyring', () => {
  const kept = new Map<string, string>()
  const working: OpenEntry = (key) => ({
    getPassword: () => Promise.resolve(kept.get(key) ?? null),
    setPassword: (secret) => Promise.resolve(void kept.set(key, secret)),
    deletePassword: () => Promise.resolve(kept.delete(key)),
  })

  test('is used when it answers; the trial leaves nothing behind', async () => {
    const secrets = await keyringSecrets(working)
    expect([secrets.place, kept.size]).toEqual(['system-keyring', 0])
    await secrets.set('k', 's')
    expect([await secrets.get('k'), kept.get('k')]).toEqual(['s', 's'])
    await secrets.delete('k')
    expect(await secrets.get('k')).toBeUndefined()
  })

  test.each<[string, OpenEntry]>([
    [
      'is not there',
      () => {
        throw new Error('no service')
      },
    ],
    [
      'refuses',
      (key) => ({ ...working(key), setPassword: () => Promise.reject(new Error('locked')) }),
    ],
    ['forgets', (key) => ({ ...working(key), getPassword: () => Promise.resolve(null) })],
    ['is silent', (key) => ({ ...working(key), setPassword: () => new Promise(() => undefined) })],
  ])('that %s is replaced by the memory', async (_, openEntry) => {
    const secrets = await keyringSecrets(openEntry, 50)
    expect(secrets.place).toBe('memory')
    await secrets.set('k', 's')
    expect(await secrets.get('k')).toBe('s')
  })
})
