// The command line of the bridge: loopback and nothing else.
import { expect, test } from 'vitest'
import { parseOptions } from '../../../electron/bridge/options'

const read = (...args: string[]) => {
  const parsed = parseOptions(args)
  return parsed.ok ? parsed.value : parsed.error
}

test('without arguments: both addresses of loopback', () => {
  expect(read()).toMatchObject({ hosts: ['127.0.0.1', '::1'], port: 15_222, versionlessPort: null })
})

test('one address of loopback', () => {
  expect(read('--listen', '127.0.0.1:5222')).toMatchObject({ hosts: ['127.0.0.1'], port: 5222 })
  expect(read('--listen', '[::1]:5222')).toMatchObject({ hosts: ['::1'], port: 5222 })
})

test.each(['0.0.0.0:5222', '192.168.1.2:5222', '[::]:5222', 'localhost:5222', '127.0.0.1:70000'])(
  '%s is refused',
  (place) => {
    expect(read('--listen', place)).toMatch(/^The bridge listens on 127\.0\.0\.1 or \[::1\] alone/)
  },
)

test('servers by domain, with and without encryption', () => {
  const options = read('--server', 'a.example=10.0.0.1:5222', '--server', '127.0.0.1:5222,plain')
  if (typeof options === 'string') throw new Error(options)
  expect(Object.fromEntries(options.servers)).toEqual({
    'a.example': { mode: 'manual', host: '10.0.0.1', port: 5222, security: 'starttls' },
    '': { mode: 'manual', host: '127.0.0.1', port: 5222, security: 'plain' },
  })
})

test.each([
  ['--server', 'nowhere'],
  ['--trust', 'AA:BB'],
  ['--versionless', 'x'],
  ['--tls-cert', 'file'],
  ['--unknown', 'x'],
])('%s %s is not understood', (name, value) => {
  expect(read(name, value)).toMatch(/^\D/)
})
