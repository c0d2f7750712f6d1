// `npm run demo` as it is called: bundled, in a process of its own, that ends by itself or when it is told.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { within } from '../../support/wait'

/** Ends with its exit code and what it wrote. */
function run(...args: string[]): Promise<{ code: number | null; out: string; error: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, (_failure, out, error) => {
      resolve({ code: child.exitCode, out, error })
    })
  })
}

test('prints one object, and succeeds', async () => {
  const { code, out, error } = await run('build/bootstrap.mjs', 'demo', '--json')
  expect([code, error]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({ leaks: 0 })
})

test('says how to call it', async () => {
  const { code, out, error } = await run('build/bootstrap.mjs', 'demo', '--strategy', 'magic')
  expect([code, out]).toEqual([2, ''])
  expect(error).toContain('Usage: npm run demo')
})

test('is plain where nobody looks, and ends on Ctrl-C', async () => {
  const child = spawn(process.execPath, ['out/play/play.js'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [first] = (await once(child.stdout, 'data')) as [Buffer]
  expect(first.toString()).not.toContain('\u001b')
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  expect(await within(ended, 'the play to end')).toEqual([130, null])
})
