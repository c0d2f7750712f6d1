// The test projects. `unit` is quick and needs nothing but Node; `servers` and `e2e` start real programs.
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A project whose tests start programs of their own: a few files at a time, with time to spare. */
function slow(name: string, maxWorkers: number, folders = name) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`test/${folders}/**/*.test.ts`],
      fileParallelism: maxWorkers > 1,
      maxWorkers,
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  }
}

export default defineConfig({
  root,
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  cacheDir: 'out/cache/vitest',
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{unit,property,contract,stanzas}/**/*.test.ts'],
        },
      },
      slow('servers', 2, '{servers,lab}'),
      slow('e2e', 1),
      slow('desktop', 1),
    ],
  },
})
