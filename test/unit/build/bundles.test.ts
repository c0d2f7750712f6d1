// The look into the bundles: each of them that reaches for too much is caught.
import { expect, test } from 'vitest'
import { complaintsAbout, importsOf } from '../../../build/check-bundle.mjs'

test('imports are found however they are written', () => {
  const code =
    'import"electron";import a from"node:fs";export{b}from"./b.js";const c=require("ws");await import(`@xmpp/xml`)'
  expect(importsOf(code)).toEqual(['electron', 'node:fs', './b.js', 'ws', '@xmpp/xml'])
})

test.each([
  ['renderer/assets/a.js', 'import fs from "node:fs"'],
  ['renderer/assets/a.js', 'import { xml } from "@xmpp/xml"'],
  ['renderer/assets/a.js', 'import { ipcRenderer } from "electron"'],
  ['preload/preload.cjs', 'const fs = require("node:fs")'],
  ['preload/preload.cjs', 'const v = require("valibot")'],
  ['main/main.js', 'import * as v from "valibot"'],
])('%s must not contain %s', (path, code) => {
  expect(complaintsAbout({ [path]: code })).toHaveLength(1)
})

test('the tab host must not reach Electron, even through another chunk', () => {
  const bundles = {
    'main/serve.js': 'import { a } from "./core-1.js"',
    'main/core-1.js': 'import { app } from "electron"',
  }
  expect(complaintsAbout(bundles)).toEqual([
    'main/serve.js reaches electron through main/core-1.js',
  ])
})

test('a renderer over its budget is caught', () => {
  expect(complaintsAbout({ 'renderer/a.js': ' '.repeat(400_001) })).toHaveLength(1)
})

test('what each process has is no complaint', () => {
  const bundles = {
    'main/main.js': 'import { app } from "electron";import "./core-1.js"',
    'main/serve.js': 'import http from "node:http";import "./core-1.js"',
    'main/core-1.js': 'import { Entry } from "@napi-rs/keyring";import "events"',
    'preload/preload.cjs': 'const electron = require("electron")',
    'renderer/a.js': 'import "./b.js"',
  }
  expect(complaintsAbout(bundles)).toEqual([])
})
