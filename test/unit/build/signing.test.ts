// Who publishes, signs and announces is said by the environment: without it, nothing is signed, announced or uploaded.
import { afterEach, expect, test, vi } from 'vitest'
import { identityNotes } from '../../../build/packages/identity.mjs'

const names = [
  'CSC_LINK',
  'CSC_NAME',
  'WIN_CSC_LINK',
  'APPLE_ID',
  'APPLE_API_KEY',
  'APPLE_KEYCHAIN_PROFILE',
  'CASPER_UPDATE_URL',
  'CASPER_UPDATE_KEY',
] as const

async function configWith(env: Partial<Record<(typeof names)[number], string>>) {
  for (const name of names) vi.stubEnv(name, env[name] ?? '')
  vi.resetModules()
  return (await import('../../../build/electron-builder.config.mjs')).default
}

afterEach(() => vi.unstubAllEnvs())

test('without secrets', async () => {
  expect(await configWith({})).toMatchObject({
    mac: { identity: null, notarize: false },
    publish: null,
    forceCodeSigning: false,
    extraMetadata: { updateKey: '' },
  })
})

test('with a certificate, what is not signed fails', async () => {
  const config = await configWith({ CSC_LINK: 'base64', APPLE_ID: 'a@b.example' })
  expect(config).toMatchObject({
    mac: { notarize: true, hardenedRuntime: true },
    forceCodeSigning: true,
  })
  expect(config.mac).not.toHaveProperty('identity')
})

test('with a feed, it and its key are built in, but for packages that something else keeps up to date', async () => {
  const url = 'https://updates.example/casper/'
  expect(await configWith({ CASPER_UPDATE_URL: url, CASPER_UPDATE_KEY: 'key' })).toMatchObject({
    publish: [{ provider: 'generic', url }],
    deb: { publish: null },
    rpm: { publish: null },
    extraMetadata: { updateKey: 'key' },
  })
})

test('what nobody may publish as it is, is named', () => {
  expect(identityNotes({})).toEqual([
    "CASPER_HOMEPAGE is not set: the package's page is a placeholder.",
    "CASPER_MAINTAINER is not set: the package's maintainer is a placeholder.",
    'CASPER_UPDATE_KEY is not set: the package takes no updates.',
  ])
  const given = {
    CASPER_HOMEPAGE: 'https://casper.example/',
    CASPER_MAINTAINER: 'Ann <ann@casper.example>',
    CASPER_UPDATE_KEY: 'key',
  }
  expect(identityNotes(given)).toEqual([])
})

test('no file that is announced has a space in its name', async () => {
  const { nsis, appImage, mac, productName } = await configWith({})
  const names = [nsis, appImage, mac].map((target) => target?.artifactName ?? '')
  expect([productName, ...names].filter((name) => / /.test(String(name)))).toEqual([])
  // electron-builder's own name for an installer has two.
  expect(nsis?.artifactName).toBe('Casper-Setup-${version}.${ext}')
})
