// Each start of docs/start.md, word for word: its commands and files, from an empty folder to a picture.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmulator } from '../../src/testing/index.ts'
import { root } from '../package/pack.ts'
import { answerRoute } from '../tools/answer-route.ts'
import { openChromium } from '../tools/browsers.mjs'
import { decodePng } from '../unit/testing/decode.ts'
import { readStarts } from './read-starts.ts'
import { beginStart } from './run-start.ts'

const starts = readStarts(readFileSync(join(root, 'docs/start.md'), 'utf8'))

let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser?.close())

/** The width of the one picture that a page shows, once it is there. */
async function widthInPage(url: string): Promise<number> {
  const emulator = createEmulator()
  const page = await browser.newPage()
  try {
    await page.route('https://*.pollinations.ai/**', (route) => answerRoute(route, emulator))
    await page.goto(url)
    const width = await page.waitForFunction(() => document.images[0]?.naturalWidth, null, { timeout: 100_000 })
    return Number(await width.jsonValue())
  } finally {
    await page.close()
  }
}

/** The width of the picture that a program has saved. */
const widthOfFile = (folder: string): number => decodePng(readFileSync(join(folder, 'fox.jpg'))).width

test('there are seven', () => {
  const names = ['A plain page', 'Vite', 'React', 'Node', 'Deno', 'Bun', 'A Worker']
  expect(starts.map(({ name }) => name)).toEqual(names)
})

test.for(starts.map((start) => [start.name, start] as const))('%s: a picture', async ([, { steps }]) => {
  const start = beginStart()
  try {
    expect(readdirSync(start.folder)).toEqual([expect.stringMatching(/\.tgz$/)])
    for (const step of steps) {
      if ('file' in step) start.write(step.file, step.code)
      else await start.run(step.command)
    }
    expect(start.url ? await widthInPage(start.url) : widthOfFile(start.folder)).toBe(1024)
  } finally {
    await start.end()
  }
})
