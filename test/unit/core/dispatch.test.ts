// Every payload is checked, every bug is caught, and no password comes out again.
import { describe, expect, test } from 'vitest'
import { createDispatch } from '../../../electron/core/dispatch'
import { createLog, describeError } from '../../../electron/core/log'
import { trivialHandlers } from '../../contract/core-under-test'

function setUp() {
  const lines: string[] = []
  const log = createLog(
    (line) => lines.push(line),
    () => 0,
  )
  const dispatch = createDispatch(trivialHandlers({ publish: () => undefined }), log)
  return { lines, dispatch }
}

const detailOf = (result: unknown) =>
  (result as { error?: { code: string; detail?: string } }).error?.detail

describe('dispatch', () => {
  test('hands a checked payload to the handler', async () => {
    const { dispatch } = setUp()
    expect(await dispatch('settings.set', { theme: 'dark' })).toEqual({ ok: true, value: null })
  })

  test.each([
    ['settings.set', undefined, 'settings.set: payload should be Object'],
    ['settings.set', {}, 'settings.set: payload is not valid'],
    ['settings.set', { theme: 'dark', more: 1 }, 'settings.set: more should be never'],
    ['account.sign-out', { account: 'no such/id' }, 'account.sign-out: account should be'],
    [
      'visibility.let-see',
      { account: 'one', target: { type: 'jid', value: '' } },
      'visibility.let-see: target.value should be >=1',
    ],
  ])('names the command and the field: %s %j', async (command, payload, detail) => {
    const { dispatch } = setUp()
    const result = await dispatch(command, payload)
    expect(result).toMatchObject({ ok: false, error: { code: 'bad-request' } })
    expect(detailOf(result)).toContain(detail)
  })

  test('never quotes a password that is not acceptable', async () => {
    const { dispatch, lines } = setUp()
    const password = 'hunter2'.repeat(1000)
    const result = await dispatch('account.sign-in', { account: 'one', password })
    expect(detailOf(result)).toContain('account.sign-in: password')
    expect(JSON.stringify(result) + lines.join()).not.toContain('hunter2')
  })

  test.each([null, 7, {}, ['settings.set'], 'x'.repeat(5000), 'constructor'])(
    'refuses what is no command: %j',
    async (command) => {
      const { dispatch } = setUp()
      const result = await dispatch(command, {})
      expect(result).toMatchObject({ ok: false, error: { code: 'bad-request' } })
      expect(detailOf(result)?.length).toBeLessThan(100)
    },
  )

  test('turns a bug into a failed Result, and writes it down without the password', async () => {
    const { dispatch, lines } = setUp()
    const result = await dispatch('account.sign-in', { account: 'one', password: 'hunter2' })
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('command="account.sign-in"')
    expect(lines[0]).toContain('no sign-in with [hidden]')
  })
})

describe('log', () => {
  test('writes one line, with the time, and hides what is called a secret', () => {
    const lines: string[] = []
    createLog(
      (line) => lines.push(line),
      () => 0,
    ).info('hello', { n: 1, password: 'hunter2' })
    expect(lines).toEqual(['1970-01-01T00:00:00.000Z info hello n=1 password=[hidden]'])
  })

  test('describes whatever was thrown', () => {
    expect(describeError('plain')).toBe('plain')
    expect(describeError(new Error('with abc'), ['abc', ''])).toContain('with [hidden]')
  })
})
