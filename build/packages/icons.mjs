// The icons of every system, drawn from the one SVG that the page shows as well.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'

/** Pixels, as the icon theme of Linux desktops has them. */
export const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512]
const windowsSizes = [16, 24, 32, 48, 64, 128, 256]
/** Apple's names of the pictures in an .icns by their pixels. */
const appleTypes = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
])

/**
 * Writes icon.ico, icon.icns, icon.svg and linux/NxN.png.
 * @param {string} source the SVG
 * @param {string} folder
 */
export function makeIcons(source, folder) {
  const svg = readFileSync(source, 'utf8')
  const draw = (/** @type {number} */ width) =>
    new Resvg(svg, { fitTo: { mode: 'width', value: width } }).render().asPng()
  mkdirSync(join(folder, 'linux'), { recursive: true })
  for (const size of linuxSizes) {
    writeFileSync(join(folder, 'linux', `${size}x${size}.png`), draw(size))
  }
  writeFileSync(join(folder, 'icon.ico'), ico(windowsSizes.map((size) => [size, draw(size)])))
  writeFileSync(
    join(folder, 'icon.icns'),
    icns(appleTypes.map(([type, size]) => [type, draw(size)])),
  )
  writeFileSync(join(folder, 'icon.svg'), svg)
}

/**
 * An .ico: a head of 6 bytes, 16 bytes for each picture, then the pictures, as PNG.
 * @param {(readonly [size: number, png: Buffer])[]} pictures
 */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  for (const [at, [size, png]] of pictures.entries()) {
    const entry = 6 + 16 * at
    // 256 is written as 0.
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...pictures.map(([, png]) => png)])
}

/**
 * An .icns: blocks of a four-letter type, their length with these 8 bytes, and a PNG; all of it is such a block, too.
 * @param {(readonly [type: string, png: Buffer])[]} pictures
 */
function icns(pictures) {
  const block = (/** @type {string} */ type, /** @type {Buffer} */ body) => {
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1')
    head.writeUInt32BE(head.length + body.length, 4)
    return Buffer.concat([head, body])
  }
  return block('icns', Buffer.concat(pictures.map(([type, png]) => block(type, png))))
}
