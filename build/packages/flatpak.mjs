// The Flatpak's manifest, as far as it can be looked at without flatpak-builder.
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { appId } from './stage.mjs'

/**
 * @typedef {object} Manifest
 * @property {string} id
 * @property {string} runtime-version
 * @property {string} base-version
 * @property {string} command
 * @property {string[]} finish-args
 * @property {{ 'build-commands': string[], sources: { path: string, dest?: string }[] }[]} modules
 */

/** What the app may be given: nothing by which it would reach the user's files, or every program on the bus. */
const lawful =
  /^--(share=(network|ipc)|socket=(wayland|fallback-x11)|device=dri|filesystem=host-etc:ro|(system-)?talk-name=[a-z]+(\.\w+){2,})$/

/** Who is asked for what on the bus. */
const asked = [
  ['keeping passwords', 'org.freedesktop.secrets'],
  ['keeping passwords under KDE 5', 'org.kde.kwalletd5'],
  ['keeping passwords under KDE 6', 'org.kde.kwalletd6'],
  ['notifications', 'org.freedesktop.Notifications'],
  ['the tray', 'org.kde.StatusNotifierWatcher'],
]

/**
 * What is wrong with the manifest.
 * @param {Manifest} manifest
 * @param {string} folder that it is in
 * @returns {string[]} complaints
 */
export function flatpakComplaints(manifest, folder) {
  const { id, command, modules, 'finish-args': rights } = manifest
  const complaints = []
  if (id !== appId) complaints.push(`${id} is not the name of the app, ${appId}`)
  if (manifest['runtime-version'] !== manifest['base-version'])
    complaints.push('the runtime and the base are of different versions')
  for (const right of rights) if (!lawful.test(right)) complaints.push(`${right} is not needed`)
  for (const [what, name] of asked) {
    if (!rights.includes(`--talk-name=${name}`)) complaints.push(`${what} needs ${name}`)
  }
  const sources = modules.flatMap((module) => module.sources)
  const commands = modules.flatMap((module) => module['build-commands'])
  const lost = sources.filter(({ path }) => !isBuilt(path) && !existsSync(join(folder, path)))
  complaints.push(...lost.map(({ path }) => `${path} is not there`))
  const names = sources.map(({ path, dest }) => dest ?? basename(path))
  for (const words of commands.map((line) => line.split(' '))) {
    const name = words.slice(1).find((word) => !word.startsWith('-')) ?? ''
    if (!names.includes(name)) complaints.push(`${name} is installed, and is no source`)
  }
  const untaken = names.filter((name) => !commands.some((line) => line.split(' ').includes(name)))
  complaints.push(...untaken.map((name) => `${name} is a source, and is not installed`))
  if (!commands.some((line) => line.endsWith(`/app/bin/${command}`)))
    complaints.push(`nothing installs the command ${command}`)
  return complaints
}

/**
 * Whether the packing makes it.
 * @param {string} path
 */
function isBuilt(path) {
  return path.includes('/dist/')
}
