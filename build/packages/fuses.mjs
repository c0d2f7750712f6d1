// Electron's fuses: what a packed Casper can no longer be talked into, whatever arguments or environment it is given.
import { join } from 'node:path'
import {
  flipFuses,
  FuseState,
  FuseVersion,
  FuseV1Options,
  getCurrentFuseWire,
} from '@electron/fuses'

/** Every fuse and its state. One that Electron adds later fails the packing until it is listed here. */
export const fuses = {
  /** Not a Node for whoever sets ELECTRON_RUN_AS_NODE. */
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  /** No debugger by --inspect. */
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  /** There is no snapshot of its own. */
  LoadBrowserProcessSpecificV8Snapshot: false,
  /** Pages come from app://casper; file:// is an ordinary scheme. */
  GrantFileProtocolExtraPrivileges: false,
  /** As Electron has it: memory of WebAssembly is guarded by signals. */
  WasmTrapHandlers: true,
}

/**
 * electron-builder's hook, before signing: sets every fuse in the copy of Electron that was staged.
 * @param {import('electron-builder').AfterPackContext} context
 */
export async function setFuses({ appOutDir, electronPlatformName, packager }) {
  const { productFilename } = packager.appInfo
  /** @type {Record<string, string>} */
  const names = { darwin: `${productFilename}.app`, win32: `${productFilename}.exe` }
  const binary = join(appOutDir, names[electronPlatformName] ?? linuxName(packager))
  await flipFuses(binary, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
    ...byNumber(),
  })
}

/**
 * Which fuses of a binary are not as they are to be.
 * @param {string} binary
 * @returns {Promise<string[]>}
 */
export async function fuseComplaints(binary) {
  const found = /** @type {Record<string, unknown>} */ (await getCurrentFuseWire(binary))
  const count = Object.keys(found).filter((key) => /^\d+$/.test(key)).length
  const wrong = Object.entries(byNumber())
    .filter(([number, on]) => found[number] !== (on ? FuseState.ENABLE : FuseState.DISABLE))
    .map(([number]) => `${FuseV1Options[Number(number)]} is not as listed`)
  return count === Object.keys(fuses).length ? wrong : [...wrong, `Electron has ${count} fuses`]
}

function byNumber() {
  const names = /** @type {(keyof typeof fuses)[]} */ (Object.keys(fuses))
  return /** @type {Record<FuseV1Options, boolean>} */ (
    Object.fromEntries(names.map((name) => [FuseV1Options[name], fuses[name]]))
  )
}

/** @param {import('electron-builder').AfterPackContext['packager']} packager */
function linuxName(packager) {
  return 'executableName' in packager ? String(packager.executableName) : packager.appInfo.name
}
