// Every npm script starts here: makes sure the packages are installed, then runs the task.
// This file and tasks/ are plain JavaScript for Node 20 and import nothing that has to be installed.
import { installPackages } from './tasks/packages.mjs'
import { bench } from './tasks/bench.mjs'
import { bridge } from './tasks/bridge.mjs'
import { bundle } from './tasks/bundle.mjs'
import { check } from './tasks/check.mjs'
import { demo } from './tasks/demo.mjs'
import { dev } from './tasks/dev.mjs'
import { lab } from './tasks/lab.mjs'
import { pack } from './tasks/pack.mjs'
import { leaveWithParent } from './tasks/process.mjs'
import { serve } from './tasks/serve.mjs'
import { start } from './tasks/start.mjs'
import { test } from './tasks/test.mjs'

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const tasks = {
  start,
  serve,
  demo,
  bridge,
  dev,
  build: () => bundle({ always: true }),
  check,
  test,
  bench,
  lab,
  pack,
}

const [name = 'start', ...args] = process.argv.slice(2)
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
if (!task) {
  console.error(`No task "${name}". There are: ${Object.keys(tasks).join(', ')}.`)
  process.exit(2)
}
leaveWithParent()
process.exitCode = (await installPackages()) || (await task(args))
