// The canary: the type check of components must reject a broken one.
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const fixture = resolve(import.meta.dirname, 'fixtures/broken-component/tsconfig.json')

test('a component with wrong types fails the check', async () => {
  const { code, output } = await svelteCheck(fixture)
  expect(output).toContain("Type 'string' is not assignable to type 'number'")
  expect(output).toContain("Argument of type 'string' is not assignable")
  expect(code).toBe(1)
})

function svelteCheck(tsconfig: string): Promise<{ code: number; output: string }> {
  const args = ['node_modules/svelte-check/bin/svelte-check', '--tsconfig', tsconfig]
  return new Promise((done) => {
    execFile(process.execPath, args, (error, output) => {
      done({ code: Number(error?.code ?? 0), output })
    })
  })
}
