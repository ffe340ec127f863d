// A static site by Next, with a server component and a client component that use the packed package.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { imageUrl } from '../../src/index.ts'
import { serveFolder } from '../package/serve-folder.ts'
import { serveEmulator } from '../server/serve.ts'
import { openBrowser } from '../tools/open-browser.mjs'
import { createProject } from './project.ts'
import { show } from './show.ts'

const project = createProject()
const emulator = await serveEmulator()
const site = await serveFolder(join(project.path, 'out'))

beforeAll(async () => {
  project.copy('next')
  await project.install('next', 'react', 'react-dom')
  await project.run('npx', 'next', 'build')
})
afterAll(async () => {
  site.close()
  await emulator.close()
})

test('a server component calls the package, and holds a client component of it, while Next builds', () => {
  const html = readFileSync(join(project.path, 'out/index.html'), 'utf8')
  expect(html).toContain(imageUrl('a red fox').replaceAll('&', '&amp;'))
})

test('a client component shows pictures and text in the built page, by the core and by the hooks', async () => {
  const page = await openBrowser('chromium')
  try {
    const shown = await show(page, `${site.origin}/?emulator=${emulator.origin}`, 2)
    expect(shown).toEqual({ widths: [64, 32], text: expect.stringMatching(/\w/) })
  } finally {
    await page.close()
  }
})
