// save() in a page: a real download of a real browser, looked at on the disk.
import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from '../docs/bundle.ts'
import { findChromium, openChromium } from '../tools/browsers.mjs'
import { decodePng } from '../unit/testing/decode.ts'

const chromium = await findChromium()
const script = await bundle(
  `import { generateImage } from 'blossom-ai'
   import { save } from 'blossom-ai/save'
   import { createEmulator } from 'blossom-ai/testing'
   const fetch = createEmulator()
   Object.assign(globalThis, {
     savePicture: async () => save(await generateImage('a fox', { fetch, width: 64, height: 48 }), 'pictures/fox.png'),
     saveBytes: async (size) => save(new Blob([new Uint8Array(size).fill(7)]), 'bytes.bin'),
     saveNothing: () => save(undefined, 'x').catch(({ code }) => code),
     fromWorker: () => new Promise((resolve) => {
       const code = document.querySelector('script').textContent + ';saveBytes(3).catch((e) => postMessage(e.message))'
       const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' })
       worker.onmessage = ({ data }) => resolve(data)
     }),
   })`,
  'browser',
)

let browser: Browser
beforeAll(async () => {
  if (chromium) browser = await openChromium()
})
afterAll(() => browser?.close())

async function openPage() {
  const page = await browser.newPage({ acceptDownloads: true })
  await page.route('**/*', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><script type="module">${script.replaceAll('</', '<\\/')}</script>`,
    }),
  )
  await page.goto('http://localhost/')
  return page
}

/** What a call in the page saved: its name, what the call gave, and the bytes on the disk. */
async function download(call: string) {
  const page = await openPage()
  try {
    const [file, given] = await Promise.all([page.waitForEvent('download'), page.evaluate(call)])
    expect(await file.failure()).toBeNull()
    return { name: file.suggestedFilename(), given, bytes: new Uint8Array(readFileSync(await file.path())) }
  } finally {
    await page.close()
  }
}

test.skipIf(!chromium)('a picture is downloaded by the last part of its name, and is whole on the disk', async () => {
  const { name, given, bytes } = await download('savePicture()')
  expect([name, given]).toEqual(['fox.png', 'fox.png'])
  expect(decodePng(bytes)).toMatchObject({ width: 64, height: 48 })
})

test.skipIf(!chromium)('ten megabytes come down whole', async () => {
  const { name, bytes } = await download('saveBytes(10_000_000)')
  expect(name).toBe('bytes.bin')
  expect(bytes.length).toBe(10_000_000)
  expect(bytes.every((byte) => byte === 7)).toBe(true)
})

test.skipIf(!chromium)('bad input and a worker of the page get a clear error', async () => {
  const page = await openPage()
  expect(await page.evaluate('saveNothing()')).toBe('invalid_option')
  expect(await page.evaluate('fromWorker()')).toMatch(/no file system/)
  await page.close()
})
