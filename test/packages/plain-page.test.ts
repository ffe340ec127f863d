// The package in pages without any build, in three browsers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveFolder } from '../package/serve-folder.ts'
import { serveEmulator } from '../server/serve.ts'
import { findChromium, findFirefox, findWebKit } from '../tools/browsers.mjs'
import { type BrowserPage, openBrowser } from '../tools/open-browser.mjs'
import { createProject } from './project.ts'
import { show } from './show.ts'

const project = createProject()
const emulator = await serveEmulator()
const site = await serveFolder(project.path)

beforeAll(async () => {
  await project.install()
  project.copy('web')
  project.copy('plain')
})
afterAll(async () => {
  site.close()
  await emulator.close()
})

const browsers = [
  ['chromium', await findChromium()],
  ['firefox', await findFirefox()],
  ['webkit', await findWebKit()],
] as const

describe.each(browsers)('%s', (name, found) => {
  let page: BrowserPage | undefined
  beforeAll(async () => {
    if (found || process.env.CI === 'true') page = await openBrowser(name)
  })
  afterAll(() => page?.close())

  test.for([
    ['script-tag.html', 'imports blossom.min.js', [64]],
    ['import-map.html', 'maps the names of the package to the files of dist', [64, 32]],
  ] as const)('%s %s', async ([file, , widths], { skip }) => {
    if (!page) return skip(`no ${name} here`)
    const shown = await show(page, `${site.origin}/${file}?emulator=${emulator.origin}`)
    expect(shown).toEqual({ widths, text: expect.stringMatching(/\w/) })
  })
})
