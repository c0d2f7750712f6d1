// What `npm start` hands to Electron, which reads a switch and its value as one word.
import { expect, test } from 'vitest'
import { asSwitches } from '../../../build/tasks/start.mjs'

test.each([
  ['', ''],
  ['--no-open --port 0', '--no-open --port 0'],
  ['--no-open --data-dir /tmp/x --port 0', '--no-open --data-dir=/tmp/x --port 0'],
  ['--data-dir=/tmp/x', '--data-dir=/tmp/x'],
  ['--data-dir', '--data-dir'],
])('%j becomes %j', (given, expected) => {
  expect(asSwitches(given.split(' '))).toEqual(expected.split(' '))
})
