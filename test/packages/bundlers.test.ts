// One page, built for the browser by each bundler from the packed package, and opened in Chromium.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveFolder } from '../package/serve-folder.ts'
import { serveEmulator } from '../server/serve.ts'
import { type BrowserPage, openBrowser } from '../tools/open-browser.mjs'
import { createProject } from './project.ts'
import { show } from './show.ts'

const project = createProject()
const emulator = await serveEmulator()
const site = await serveFolder(project.path)
let page: BrowserPage

beforeAll(async () => {
  project.copy('web')
  await project.install('vite', 'webpack', 'esbuild')
  page = await openBrowser('chromium')
})
afterAll(async () => {
  await page?.close()
  site.close()
  await emulator.close()
})

/** Webpack and esbuild build the script alone. */
const copyPage = (folder: string) => cpSync(join(project.path, 'index.html'), join(project.path, folder, 'index.html'))

const builds: Record<string, () => Promise<unknown>> = {
  vite: () => project.run('npx', 'vite', 'build', '--base', './', '--outDir', 'vite'),
  // Without webpack-cli, which would ask to be installed.
  webpack: () => project.run(process.execPath, 'build-with-webpack.js'),
  esbuild: () => project.run('npx', 'esbuild', 'main.js', '--bundle', '--format=esm', '--minify', '--outdir=esbuild'),
}

test.for(Object.keys(builds))('a page built by %s shows its pictures and text', async (name) => {
  await builds[name]?.()
  if (name !== 'vite') copyPage(name)
  const shown = await show(page, `${site.origin}/${name}/?emulator=${emulator.origin}`)
  expect(shown).toEqual({ widths: [64, 32], text: expect.stringMatching(/\w/) })
})
