// Packaging: the bundles, the one native package they load, and a local Electron.
import { createRequire } from 'node:module'

const { version: electronVersion } = createRequire(import.meta.url)('electron/package.json')

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'org.casper.Casper',
  productName: 'Casper',
  electronVersion,
  electronDist: process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? null,
  directories: { output: 'dist', buildResources: 'build/resources' },
  files: [
    'out/{main,preload,renderer}/**',
    '!**/*.map',
    '!node_modules/**',
    'node_modules/@napi-rs/**',
  ],
  npmRebuild: false,
  linux: { target: 'dir', category: 'Network' },
  mac: { target: 'dir', category: 'public.app-category.social-networking' },
  win: { target: 'dir' },
}
