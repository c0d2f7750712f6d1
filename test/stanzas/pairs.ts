// Pairs of a stanza and its reading, on disk: `<section>-<example>-<words>.xml` and `.json`, one folder per document.
import { deepStrictEqual } from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join, parse } from 'node:path'
import type { Element } from '@xmpp/xml'
import { Parser } from '@xmpp/xml'
import { createGuard } from '../../electron/xmpp/library-guard'
import type { Reading } from './reading'
import { readStanza, writeStanza } from './reading'

const limits = { size: 100_000, depth: 10, attributes: 20 }

/** The folders in a folder. */
export function foldersIn(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** The names of the pairs in a folder, without the ending; a half without the other counts, too. */
export function pairsIn(folder: string): string[] {
  return [...new Set(readdirSync(folder).map((file) => parse(file).name))].sort()
}

/** The number of the example that a pair belongs to: `10.6-03` of `10.6-03b-push-to-home`. */
export function exampleOf(name: string): string {
  const example = /^\d+(?:\.\d+)*-\d\d/.exec(name)?.[0]
  if (example === undefined) throw new Error(`${name} says no section and example`)
  return example
}

/** The text of an example by its folder and name, without the ending. */
export function readExample(root: string, path: string): string {
  return readFileSync(join(root, `${path}.xml`), 'utf8')
}

/** Checks that the XML reads as the JSON says, and the JSON is written as that XML. @throws Error if not */
export function checkPair(folder: string, name: string): void {
  const text = readExample(folder, name)
  const json = readFileSync(join(folder, `${name}.json`), 'utf8')
  const expected: unknown = JSON.parse(json)
  deepStrictEqual(readStanza(parseStanza(text)), expected)
  const written = writeStanza(expected as Reading).toString()
  deepStrictEqual(canonical(parseStanza(written)), canonical(parseStanza(text)))
}

/** The one stanza in a text, read as on a stream. @throws Error for anything else */
export function parseStanza(text: string): Element {
  const stanzas: Element[] = []
  let ended = false
  const parser = new Parser()
  parser.on('error', (error: Error) => {
    throw error
  })
  parser.on('element', (element: Element) => stanzas.push(element))
  parser.on('end', () => (ended = true))
  const stream = createGuard(limits, 1)(`<stream xmlns='jabber:client'>${text}</stream>`)
  if (typeof stream !== 'string') throw new Error(stream.detail)
  parser.write(stream)
  const [stanza, ...more] = stanzas
  if (!stanza || more.length > 0 || !ended) throw new Error('not exactly one stanza')
  return stanza
}

/** An element with everything that means something: not white space, not how the namespace was declared. */
export interface Canonical {
  readonly name: string
  readonly ns: string | undefined
  readonly attributes: Readonly<Record<string, string | undefined>>
  readonly children: readonly Canonical[]
  readonly text: string
}

/** An element in its canonical form. */
export function canonical(element: Element): Canonical {
  const attributes = Object.entries(element.attrs).filter(([name]) => name !== 'xmlns')
  return {
    name: element.name,
    ns: element.getNS(),
    attributes: Object.fromEntries(attributes),
    children: element.getChildElements().map(canonical),
    text: element.getText().trim(),
  }
}
