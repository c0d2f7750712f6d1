// The three bundles: main process (with and without Electron), preload, renderer.
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { trayIcons } from './packages/tray-icons.mjs'

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Native code, and the optional native helpers of ws: never bundled. */
const native = ['@napi-rs/keyring', 'bufferutil', 'utf-8-validate']

/** Lays the pictures of the tray beside the main process. */
const icons: Plugin = {
  name: 'tray-icons',
  generateBundle() {
    for (const [name, source] of Object.entries(trayIcons(at('renderer/public/icon.svg')))) {
      this.emitFile({ type: 'asset', fileName: `icons/${name}`, source })
    }
  },
}

export default defineConfig({
  main: {
    root: at('electron'),
    plugins: [icons],
    build: {
      outDir: at('out/main'),
      emptyOutDir: true,
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { main: at('electron/main.ts'), serve: at('electron/serve.ts') },
        external: native,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'core-[hash].js' },
      },
    },
  },
  preload: {
    root: at('electron'),
    build: {
      outDir: at('out/preload'),
      emptyOutDir: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      rolldownOptions: { input: at('renderer/index.html') },
    },
  },
})
