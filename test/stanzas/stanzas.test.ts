// Every stanza example of the documents that Casper's visibility rests on, read and written by its codecs.
// Examples of several stanzas are several pairs (a, b); a listing without a number counts as example 00.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkPair, exampleOf, foldersIn, pairsIn } from './pairs'

const root = fileURLToPath(new URL('.', import.meta.url))

/** How many examples each document has, and of how many stanzas they consist. */
const documents: Readonly<Record<string, { examples: number; stanzas: number }>> = {
  'rfc3921-10': { examples: 51, stanzas: 53 },
  'spark-privacy-lists': { examples: 9, stanzas: 9 },
  'xep-0016': { examples: 54, stanzas: 56 },
  'xep-0018': { examples: 15, stanzas: 17 },
  'xep-0126': { examples: 23, stanzas: 31 },
  'xep-0186': { examples: 8, stanzas: 8 },
  'xep-0191': { examples: 15, stanzas: 18 },
}

test('the folders are those of the documents', () => {
  expect(foldersIn(root)).toEqual(Object.keys(documents))
})

describe.each(Object.entries(documents))('%s', (folder, { examples, stanzas }) => {
  const pairs = pairsIn(join(root, folder))

  test('is complete', () => {
    expect(new Set(pairs.map(exampleOf)).size).toBe(examples)
    expect(pairs).toHaveLength(stanzas)
  })

  test.each(pairs)('%s', (name) => checkPair(join(root, folder), name))
})

describe('a pair fails', () => {
  const xml = `<presence to='a@example.org' type='invisible'/>`
  const json = `{ "kind": "presence", "type": "invisible", "to": "a@example.org" }`
  const folder = mkdtempSync(join(tmpdir(), 'casper-stanzas-'))
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text)

  beforeAll(() => {
    put('good.xml', xml)
    put('good.json', json)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('never if both halves agree', () => checkPair(folder, 'good'))

  test('without its JSON', () => {
    put('lone-xml.xml', xml)
    expect(pairsIn(folder)).toContain('lone-xml')
    expect(() => checkPair(folder, 'lone-xml')).toThrow('ENOENT')
  })

  test('without its XML', () => {
    put('lone-json.json', json)
    expect(pairsIn(folder)).toContain('lone-json')
    expect(() => checkPair(folder, 'lone-json')).toThrow('ENOENT')
  })

  test.each([
    ['a tag that is not closed', `<presence type='invisible'>`],
    ['another tag closed', `<presence type='invisible'></iq>`],
    ['two stanzas', xml + xml],
    ['nothing', ''],
    ['words around it', `Example: ${xml}`],
  ])('with XML of %s', (_, text) => {
    put('broken.xml', text)
    put('broken.json', json)
    expect(() => checkPair(folder, 'broken')).toThrow()
  })

  test('with JSON that is none', () => {
    put('broken.xml', xml)
    put('broken.json', json.slice(0, -1))
    expect(() => checkPair(folder, 'broken')).toThrow(SyntaxError)
  })

  test('if its halves disagree', () => {
    put('other.xml', xml)
    put('other.json', json.replace('invisible', 'visible'))
    expect(() => checkPair(folder, 'other')).toThrow(/visible/)
  })

  test('if the XML says something that is not understood', () => {
    const iq = `<iq type='set' id='1'><query xmlns='jabber:iq:privacy'>`
    put('strange.xml', `${iq}<list name='x'><item action='maybe' order='1'/></list></query></iq>`)
    put('strange.json', json)
    expect(() => checkPair(folder, 'strange')).toThrow('not understood')
  })

  test('if the XML says more than is read', () => {
    put('more.xml', xml.replace(' to=', ` lang='x' to=`))
    put('more.json', json)
    expect(() => checkPair(folder, 'more')).toThrow()
  })
})
