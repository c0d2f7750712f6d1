// Every failure is told in three sentences: what happened, what it means for who sees the user, what to do.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { appError } from '../../../shared/errors'
import { listOutcomes } from '../../../shared/visibility/list-errors'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The codes that stand in the source where a failure is made. */
function codesInSource(): string[] {
  const files = globSync('{shared,electron}/**/*.ts', { cwd: root })
  const text = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  const made = text.matchAll(/\b(?:appError|failure|failed|fail)\(\s*(?:[\w.]+,\s*)?'([a-z-]+)'/g)
  const named = text.matchAll(/\bfailure: '([a-z-]+)'/g)
  const listed = Object.values(listOutcomes).flatMap((outcomes) => Object.values(outcomes))
  const codes = [...[...made, ...named].map((match) => match[1] ?? ''), ...listed]
  return [...new Set(codes.filter((code) => code !== null))].sort()
}

describe('every code that Casper makes', () => {
  it('is found in the source', () => {
    expect(codesInSource()).toContain('gate-held')
  })

  it.each(codesInSource())('%s has three sentences of its own', (code) => {
    const error = appError(code)
    expect(error.detail).toBeUndefined()
    for (const sentence of [error.message, error.visibility, error.action]) {
      expect(sentence).toMatch(/^[A-Z].*\.$/)
    }
  })
})

describe('a failure', () => {
  it('carries the protocol’s own words where there are some', () => {
    expect(appError('timeout', 'after 30 s').detail).toBe('after 30 s')
  })

  it('with a code nobody knows gets general sentences, and shows the code', () => {
    const error = appError('payment-required')
    expect(error.message).not.toBe('')
    expect(error.detail).toBe('payment-required')
  })

  it.each(['constructor', 'toString', '__proto__'])(
    'with the code %s, which a server may send, is like any that nobody knows',
    (code) => {
      expect(appError(code).detail).toBe(code)
    },
  )

  it('about hiding says that nobody is shown anything new', () => {
    for (const code of ['list-refused', 'activation-refused', 'server-silent']) {
      expect(appError(code).visibility).toContain('nobody is shown anything new')
    }
  })
})
