// The page never makes HTML from text: what comes from the network is shown as text, whatever it contains.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const ways =
  /\{@html|\b(inner|outer)HTML\b|insertAdjacentHTML|setHTML|document\.write|\bsrcdoc\b|DOMParser|\beval\(|new Function/

test('no source of the page has a way to do so', () => {
  const paths = readdirSync('renderer', { recursive: true, encoding: 'utf8' })
  const sources = paths.filter((path) => /\.(ts|svelte|html)$/.test(path))
  expect(sources).toContain('App.svelte')
  expect(sources.filter((path) => ways.test(readFileSync(`renderer/${path}`, 'utf8')))).toEqual([])
})

test.each(['{@html body}', 'node.innerHTML = body', 'frame.srcdoc = body', 'new DOMParser()'])(
  '%s would be found',
  (code) => {
    expect(code).toMatch(ways)
  },
)
