// The packages: what goes in, and what each system gets. Who publishes and signs is said by the environment.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { electronBinary } from './tasks/electron.mjs'
import { takeOutDefaultApp } from './packages/default-app.mjs'
import { afterPack } from './packages/after-pack.mjs'
import { feed, homepage, maintainer, updateKey } from './packages/identity.mjs'
import { appId, staged } from './packages/stage.mjs'

const { version: electronVersion } = createRequire(import.meta.url)('electron/package.json')
const { env, platform } = process

/** Built in, and announced, for what updates itself. Nothing is uploaded from here. */
const publish =
  feed === undefined ? null : [{ provider: /** @type {const} */ ('generic'), url: feed }]
const canSign = Boolean(env['CSC_LINK'] || env['CSC_NAME'] || env['WIN_CSC_LINK'])
const canNotarize = Boolean(
  env['APPLE_API_KEY'] || env['APPLE_ID'] || env['APPLE_KEYCHAIN_PROFILE'],
)
const scripts = {
  afterInstall: 'build/linux/after-install.sh',
  afterRemove: 'build/linux/after-remove.sh',
  fpm: [
    `${staged}/tree/=/`,
    // electron-builder adds it always. after-install gives Chromium its sandbox in another way, and nothing would load this.
    '--exclude=opt/Casper/resources/apparmor-profile',
  ],
  // Announced by whoever keeps the system's packages.
  publish: null,
}

/** @type {import('electron-builder').Configuration} */
export default {
  appId,
  productName: 'Casper',
  copyright: 'GPL-3.0-or-later',
  electronVersion,
  electronDist: folderOfElectron(),
  directories: { output: 'dist', buildResources: `${staged}/icons` },
  files: [
    'out/main/{main,core-*}.js',
    'out/main/icons/*.png',
    'out/preload/preload.cjs',
    'out/renderer/**',
    '!**/*.map',
    '!node_modules/**',
  ],
  extraFiles: [
    { from: 'LICENSE', to: platform === 'darwin' ? 'Resources/LICENSE.txt' : 'LICENSE.txt' },
    {
      from: `${staged}/LICENSES.packages.txt`,
      to: `${platform === 'darwin' ? 'Resources/' : ''}LICENSES.packages.txt`,
    },
  ],
  extraMetadata: { homepage, updateKey },
  asar: true,
  publish,
  npmRebuild: false,
  afterExtract: takeOutDefaultApp,
  afterPack,
  forceCodeSigning: canSign,
  protocols: [{ name: 'XMPP', schemes: ['xmpp', 'im'] }],
  toolsets: { appimage: '1.0.3' },
  linux: {
    target: ['AppImage', 'deb', 'rpm'],
    icon: `${staged}/icons/linux`,
    executableName: 'casper',
    syncDesktopName: true,
    category: 'Network;InstantMessaging;Chat;',
    maintainer,
    synopsis: 'XMPP client that can be truly invisible',
    description: 'An XMPP client that can be truly invisible',
    desktop: {
      entry: {
        GenericName: 'XMPP client',
        Keywords: 'chat;jabber;messenger;xmpp;invisible;',
        StartupNotify: 'true',
      },
    },
  },
  appImage: { executableArgs: [] },
  deb: {
    ...scripts,
    packageCategory: 'net',
    depends: [
      'libasound2 (>= 1.0.17)',
      'libatspi2.0-0',
      'libgbm1',
      'libgtk-3-0',
      'libnotify4',
      'libnss3',
      'libsecret-1-0',
      'libxss1',
      'libxtst6',
      'xdg-utils',
    ],
    recommends: [],
  },
  rpm: {
    ...scripts,
    // Each as Fedora calls it, and as openSUSE does.
    depends: [
      '(alsa-lib or libasound2)',
      '(at-spi2-core or libatspi0)',
      '(gtk3 or libgtk-3-0)',
      '(libXScrnSaver or libXss1)',
      '(libXtst or libXtst6)',
      '(libnotify or libnotify4)',
      '(libsecret or libsecret-1-0)',
      '(mesa-libgbm or libgbm1)',
      '(nss or mozilla-nss)',
      'xdg-utils',
    ],
    fpm: [
      ...scripts.fpm,
      // Or these would be left when it is removed: an rpm owns files alone, unless it is told.
      '--directories=/opt/Casper',
      '--directories=/usr/share/doc/casper',
      // Other apps around the same Electron would own the same links.
      '--rpm-rpmbuild-define=_build_id_links none',
    ],
  },
  mac: {
    target: ['dmg', 'zip'],
    icon: `${staged}/icons/icon.icns`,
    category: 'public.app-category.social-networking',
    hardenedRuntime: true,
    entitlements: 'build/macos/entitlements.plist',
    entitlementsInherit: 'build/macos/entitlements.plist',
    notarize: canSign && canNotarize,
    ...(canSign ? {} : { identity: null }),
  },
  dmg: { sign: false },
  win: {
    target: ['nsis'],
    icon: `${staged}/icons/icon.ico`,
    verifyUpdateCodeSignature: true,
  },
  nsis: {
    // Without spaces, which servers and shells each write in a way of their own.
    artifactName: 'Casper-Setup-${version}.${ext}',
    oneClick: true,
    perMachine: false,
    deleteAppDataOnUninstall: false,
    include: 'build/windows/links.nsh',
  },
}

/** The folder of the local Electron; on macOS the binary lies deeper in. */
function folderOfElectron() {
  return dirname(electronBinary()).replace(/\/Electron\.app\/.*$/, '')
}
