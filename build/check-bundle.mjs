// Looks into out/: each bundle may reach only what its process has, and the renderer stays small.
import { readFileSync, readdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'vite'

/** Bytes of JavaScript in the renderer, before compression. */
const rendererBudget = 400_000

const out = fileURLToPath(new URL('../out', import.meta.url))
/** How bundled code names what it requires: plainly in CommonJS, with underscores in a module. */
const requires = ['require', '__require']

/**
 * What a bundle imports: packages and built-in modules as they are named, other chunks as ./name.
 * @param {string} code
 * @returns {string[]}
 */
export function importsOf(code) {
  /** @type {string[]} */
  const found = []
  walk(parseAst(code), (node) => {
    const name = importedBy(node)
    if (name !== undefined) found.push(name)
  })
  return found
}

/**
 * @param {import('estree').Node} node
 * @returns {string | undefined} what this very node imports
 */
function importedBy(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return textOf(node.source)
    case 'CallExpression': {
      const { callee } = node
      const isRequire = callee.type === 'Identifier' && requires.includes(callee.name)
      return isRequire ? textOf(node.arguments[0]) : undefined
    }
    default:
      return undefined
  }
}

/**
 * @param {import('estree').Node | null | undefined} node
 * @returns {string | undefined} the text of a string, however it is quoted
 */
function textOf(node) {
  if (node?.type === 'Literal') return String(node.value)
  return node?.type === 'TemplateLiteral' ? (node.quasis[0]?.value.raw ?? '') : undefined
}

/**
 * Visits every node of a syntax tree.
 * @param {unknown} node
 * @param {(node: import('estree').Node) => void} visit
 */
function walk(node, visit) {
  if (typeof node !== 'object' || node === null) return
  if ('type' in node) visit(/** @type {import('estree').Node} */ (node))
  for (const child of Object.values(node)) walk(child, visit)
}

/**
 * What is wrong with a set of bundles.
 * @param {Record<string, string>} bundles code by path inside out/
 * @returns {string[]} complaints
 */
export function complaintsAbout(bundles) {
  const complaints = []
  for (const [path, code] of Object.entries(bundles)) {
    const outside = importsOf(code).filter((name) => !name.startsWith('.') && !name.startsWith('/'))
    const allowed = allowedIn(path)
    for (const name of outside.filter((one) => !allowed(one))) {
      complaints.push(`${path} imports ${name}`)
    }
  }
  for (const path of reachableFrom('main/serve.js', bundles)) {
    if (importsOf(bundles[path] ?? '').includes('electron')) {
      complaints.push(`main/serve.js reaches electron through ${path}`)
    }
  }
  const size = rendererSize(bundles)
  if (size > rendererBudget) complaints.push(`the renderer has ${size} of ${rendererBudget} bytes`)
  return complaints
}

/**
 * @param {Record<string, string>} bundles
 * @returns {number} bytes of JavaScript in the renderer
 */
function rendererSize(bundles) {
  const paths = Object.keys(bundles).filter((path) => path.startsWith('renderer/'))
  return paths.reduce((sum, path) => sum + Buffer.byteLength(bundles[path] ?? ''), 0)
}

/**
 * @param {string} path
 * @returns {(name: string) => boolean}
 */
function allowedIn(path) {
  if (path.startsWith('renderer/')) return () => false
  if (path.startsWith('preload/')) return (name) => name === 'electron'
  const outside = new Set(['electron', '@napi-rs/keyring', 'bufferutil', 'utf-8-validate'])
  return (name) => name.startsWith('node:') || builtinModules.includes(name) || outside.has(name)
}

/**
 * @param {string} entry
 * @param {Record<string, string>} bundles
 * @returns {Set<string>} the chunks that an entry loads, itself included
 */
function reachableFrom(entry, bundles) {
  const found = new Set([entry])
  for (const path of found) {
    for (const name of importsOf(bundles[path] ?? '')) {
      if (name.startsWith('./')) found.add(join(path, '..', name))
    }
  }
  return found
}

/** @returns {Record<string, string>} */
function readBundles() {
  const paths = readdirSync(out, { recursive: true, encoding: 'utf8' })
  const scripts = paths.filter((path) => /^(main|preload|renderer)\b.*\.c?js$/.test(path))
  return Object.fromEntries(
    scripts.map((path) => [path.replaceAll('\\', '/'), readFileSync(join(out, path), 'utf8')]),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bundles = readBundles()
  const complaints = complaintsAbout(bundles)
  console.log(complaints.join('\n') || `${Math.round(rendererSize(bundles) / 1000)} kB of renderer`)
  process.exitCode = complaints.length > 0 ? 1 : 0
}
