// Plants every defect in turn and runs the lab on it: what is built with a defect stands in a folder of its own, the
// sources stay as they are.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { Plugin } from 'vite'
import type { Mutant, Replacement } from './planted'
import { mutants } from './planted'

/** How the lab says that it saw a leak, not that it broke off. */
const found = /^LEAK on /m
const watcher = fileURLToPath(new URL('observer.py', import.meta.url))

process.exit(await plantAll(process.argv[2] ?? ''))

/** Plants those whose name contains that. @returns an exit code */
async function plantAll(name: string): Promise<number> {
  const chosen = mutants.filter(({ id }) => id.includes(name))
  const waiting = [...chosen]
  let caught = 0
  const worker = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const output = await runLab(mutant)
      const isFound = found.test(output)
      if (isFound) caught += 1
      console.log(`${isFound ? 'caught ' : 'ESCAPED'} ${mutant.id}`)
      if (!isFound) console.log(output.trim().split('\n').slice(-6).join('\n'))
    }
  }
  await Promise.all([worker(), worker()])
  console.log(`${caught} of ${chosen.length} planted defects caught`)
  return caught === chosen.length && caught > 0 ? 0 : 1
}

async function runLab({ id, replacements, where }: Mutant): Promise<string> {
  const folder = `out/mutants/${id.replaceAll(/\W+/g, '-')}`
  const planted = new Set<Replacement>()
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [planting(replacements, planted)],
    build: { ssr: 'test/lab/main.ts', outDir: folder, emptyOutDir: true },
  })
  const missing = replacements.find((one) => !planted.has(one))
  if (missing) return `It no longer fits ${missing.file}: ${missing.find}`
  mkdirSync(folder, { recursive: true })
  copyFileSync(watcher, `${folder}/observer.py`)
  const { server, strategy, scenario, steps } = where
  const args = ['--server', server, '--strategy', strategy, '--scenario', scenario]
  const child = spawn(
    process.execPath,
    [`${folder}/main.js`, ...args, '--steps', String(steps), '--smoke', '--seed', '1'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  await once(child, 'close')
  return output
}

function planting(replacements: readonly Replacement[], planted: Set<Replacement>): Plugin {
  return {
    name: 'planting',
    enforce: 'pre',
    transform(code, path) {
      let changed = code
      for (const one of replacements.filter(({ file }) => path.endsWith(`/${file}`))) {
        if (changed.split(one.find).length !== 2) continue
        changed = changed.replace(one.find, () => one.put)
        planted.add(one)
      }
      return changed
    },
  }
}
