// Whether the local Electron is the one that a package is asked for: its version, its system, its processor.
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { electronBinary, electronFolder, electronVersion } from './electron.mjs'
import { root } from './process.mjs'

/** What electron-builder takes for a system. @type {[platform: NodeJS.Platform, name: string, flag: RegExp][]} */
const systems = [
  ['linux', 'Linux', /^(--linux|-[mow]*l[mow]*)$/],
  ['win32', 'Windows', /^(--win|--windows|-[mol]*w[mol]*)$/],
  ['darwin', 'macOS', /^(--mac|--macos|-[lw]*[mo][lw]*)$/],
]
/** Alone, or after a target: `deb:arm64`. */
const archFlag = /^(?:--|\w+:)(x64|arm64|ia32|armv7l|universal)$/

/** Processors by what the head of a program calls them: ELF, PE, Mach-O. @type {Record<string, string>} */
const processors = {
  elf62: 'x64',
  elf183: 'arm64',
  elf40: 'armv7l',
  elf3: 'ia32',
  pe34404: 'x64',
  pe43620: 'arm64',
  pe332: 'ia32',
  macho16777223: 'x64',
  macho16777228: 'arm64',
}

/**
 * Why nothing can be packed, in sentences; undefined where it can.
 * @param {string[]} args for electron-builder
 * @returns {string | undefined}
 */
export function packingProblem(args) {
  const folder = electronFolder()
  if (!existsSync(electronBinary()))
    return (
      `Packing needs Electron, and there is none at ${electronBinary()}.\n` +
      'Name the folder of an unpacked one: ELECTRON_OVERRIDE_DIST_PATH=/its/folder npm run pack\n' +
      'Without Electron, npm run pack -- --check looks at the rest.'
    )
  const { version } = JSON.parse(readFileSync(`${root}node_modules/electron/package.json`, 'utf8'))
  const found = electronVersion()
  if (found !== version)
    return `Packing needs Electron ${version}, and the one in ${folder} ${found ? `is ${found}` : 'does not say its version'}.`
  const foreign = systems.find(
    ([platform, , flag]) => platform !== process.platform && args.some((arg) => flag.test(arg)),
  )
  if (foreign)
    return `Packages for ${foreign[1]} are made on ${foreign[1]}: the Electron in ${folder} is not for it.`
  const own = processorOf(electronBinary()) ?? process.arch
  const asked = args.flatMap((arg) => archFlag.exec(arg)?.[1] ?? [])
  const other = (asked.length > 0 ? asked : [process.arch]).find((arch) => arch !== own)
  if (other === undefined) return undefined
  const hint = asked.length > 0 ? '' : ` For that one, add --${own}.`
  return `The Electron in ${folder} is for ${own}, and the package would be for ${other}.${hint}`
}

/**
 * The processor that a program is for.
 * @param {string} path
 * @returns {string | undefined} as Node names it; undefined where the file's head does not tell
 */
export function processorOf(path) {
  const head = Buffer.alloc(1024)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
  if (head.toString('latin1', 0, 4) === '\x7fELF') return processors[`elf${head.readUInt16LE(18)}`]
  if (head.readUInt32LE(0) === 0xfeedfacf) return processors[`macho${head.readUInt32LE(4)}`]
  if (head.toString('latin1', 0, 2) !== 'MZ') return undefined
  const at = head.readUInt32LE(60)
  return at > head.length - 6 ? undefined : processors[`pe${head.readUInt16LE(at + 4)}`]
}
