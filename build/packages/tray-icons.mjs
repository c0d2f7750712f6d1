// The pictures in the tray and on Windows' taskbar, drawn from the one SVG when the main process is bundled.
import { readFileSync } from 'node:fs'
import { Resvg } from '@resvg/resvg-js'

const colour = /#6d4aae/g
/** The half that is drawn as a dashed line: the hidden one. */
const dashes = / stroke-dasharray="[^"]*"/
const dot = '<circle fill="#d92d20" stroke="#fff" cx="24.5" cy="7.5" r="4"/>'

/** How each mood is drawn; `offline` is grey. */
const moods = {
  visible: (/** @type {string} */ svg) =>
    svg
      .replace(dashes, '')
      .replace('fill="none" stroke=', 'fill="#6d4aae" stroke=')
      .replace(/(<circle fill=")#6d4aae/, '$1#fff'),
  hidden: (/** @type {string} */ svg) => svg,
  offline: (/** @type {string} */ svg) => svg.replace(colour, '#85858f'),
}

/**
 * Draws them all.
 * @param {string} source the SVG
 * @returns {Record<string, Uint8Array>} PNG by file name; `@2x` for dense screens, `Template` in black for macOS
 */
export function trayIcons(source) {
  const svg = readFileSync(source, 'utf8')
  const withDot = (/** @type {string} */ one) => one.replace('</svg>', `${dot}</svg>`)
  const black = (/** @type {string} */ one) =>
    one.replace(colour, '#000').replace('#85858f', '#000')
  /** @type {Record<string, Uint8Array>} */
  const files = {
    'unread.png': draw(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="19.5 2.5 10 10">${dot}</svg>`,
      32,
    ),
  }
  for (const [mood, change] of Object.entries(moods)) {
    for (const [suffix, mark] of Object.entries({
      '': (/** @type {string} */ one) => one,
      '-unread': withDot,
    })) {
      const picture = mark(change(svg))
      files[`tray-${mood}${suffix}.png`] = draw(picture, 32)
      files[`tray-${mood}${suffix}@2x.png`] = draw(picture, 64)
      files[`tray-${mood}${suffix}Template.png`] = draw(black(picture), 16)
      files[`tray-${mood}${suffix}Template@2x.png`] = draw(black(picture), 32)
    }
  }
  return files
}

/**
 * @param {string} svg
 * @param {number} width in pixels
 */
function draw(svg, width) {
  return new Resvg(svg, { fitTo: { mode: 'width', value: width } }).render().asPng()
}
