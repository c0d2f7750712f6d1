// The laws of the house, as far as a linter can see them. Kept apart from the general rules, so that the tests
// can plant a violation of each and see it caught.
import { classesWithLife, documentedExports, noModuleState } from './export-rules.mjs'
import { fileHead, fileName, noBarrel } from './file-rules.mjs'

const code = ['**/*.ts', '**/*.mjs', '**/*.svelte']

/** Files with the whole of the product in them. */
const product = ['shared', 'electron', 'renderer'].flatMap((room) => [
  `${room}/**/*.ts`,
  `${room}/**/*.svelte`,
])

const alone = 'renderer/ imports only shared/.'
const impure = 'shared/ is pure: time, chance and the outside world are passed in.'
const outsideGlobals = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'performance',
  'crypto',
  'fetch',
  'console',
  'process',
  'window',
  'document',
  'navigator',
  'localStorage',
  'globalThis',
]

const wire = 'Stanzas leave through electron/xmpp/outbox.ts alone.'
const wireNames = '/^(entity|connection|client|xmpp)$/'
const wireVerbs = '/^(send|sendMany|sendReceive|write|socket)$/'
/** The raw wire in use, also as part of something bigger, or taken apart. */
const pastTheOutbox = [
  `MemberExpression[object.name=${wireNames}][property.name=${wireVerbs}]`,
  `MemberExpression[object.property.name=${wireNames}][property.name=${wireVerbs}]`,
  `VariableDeclarator[init.name=${wireNames}] > ObjectPattern > Property[key.name=${wireVerbs}]`,
  `VariableDeclarator[init.property.name=${wireNames}] > ObjectPattern > Property[key.name=${wireVerbs}]`,
]
/** Where the outbox is made it is given the wire, as its `write`. */
const givenToTheOutbox =
  "CallExpression[callee.name='createOutbox'] Property[key.name='write'] MemberExpression"
const crossing = 'Only preload.ts and desktop/ipc.ts use the line between the processes.'
const electronNames = ['ipcMain', 'ipcRenderer', 'contextBridge', 'default']

/** @type {import('eslint').Linter.Config[]} */
export const laws = [
  {
    files: code,
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    plugins: {
      house: {
        rules: {
          'file-name': fileName,
          'file-head': fileHead,
          'no-barrel': noBarrel,
          'documented-exports': documentedExports,
          'classes-with-life': classesWithLife,
          'no-module-state': noModuleState,
        },
      },
    },
    rules: {
      'house/file-name': 'error',
      'house/file-head': 'error',
      'house/no-barrel': 'error',
      'house/documented-exports': 'error',
      'house/classes-with-life': ['error', ['Draft']],
      'house/no-module-state': 'error',
      'max-lines': ['error', { max: 300 }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-expect-error': true, 'ts-nocheck': true, 'ts-check': false },
      ],
    },
  },
  {
    files: ['**/*.config.ts', '**/*.config.mjs'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['test/**/*.test.ts'],
    rules: { 'house/no-module-state': 'off' },
  },
  {
    files: ['**/*.d.ts'],
    rules: {
      'house/documented-exports': 'off',
      'house/classes-with-life': 'off',
      'house/no-module-state': 'off',
      'house/no-barrel': 'off',
      'no-restricted-exports': 'off',
      '@typescript-eslint/no-unsafe-declaration-merging': 'off',
    },
  },
  {
    files: product,
    rules: { 'no-console': 'error' },
  },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...outsideGlobals.map((name) => ({ name, message: impure })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: impure },
        { object: 'Math', property: 'random', message: impure },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: impure },
        { selector: "CallExpression[callee.name='Date']", message: impure },
      ],
    },
  },
  {
    files: ['electron/**/*.ts'],
    ignores: ['electron/xmpp/{outbox,connection*,library*}.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...pastTheOutbox.map((selector) => ({ selector, message: wire })),
      ],
    },
  },
  {
    files: ['electron/core/stream.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...pastTheOutbox.map((selector) => ({
          selector: `${selector}:not(${givenToTheOutbox})`,
          message: wire,
        })),
      ],
    },
  },
  {
    // The layer graph sees components after their types are gone; this sees the types as well.
    files: ['renderer/**/*.ts', 'renderer/**/*.svelte'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^([.]{2}/)+(electron|test|build)/|^(node:|@xmpp/|electron$)',
              message: alone,
            },
          ],
        },
      ],
    },
  },
  {
    files: ['electron/**/*.ts'],
    ignores: ['electron/{main,preload}.ts', 'electron/desktop/ipc.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'electron', importNames: electronNames, message: crossing }] },
      ],
    },
  },
  {
    files: ['electron/main.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'MemberExpression[object.name=/^(ipcMain|ipcRenderer)$/]', message: crossing },
        { selector: "Identifier[name='contextBridge']", message: crossing },
      ],
    },
  },
]
