// @ts-check
// `npm run screenshot`: docs/playground.png, the picture of the playground in the README, after a call on the emulator.
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { openChromium } from './browsers.mjs'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))
const file = here('../../docs/playground.png')
const most = 300_000

const server = await createServer({
  configFile: here('../../vite.config.ts'),
  root: here('../../playground'),
  logLevel: 'warn',
  server: { port: 0, host: '127.0.0.1', watch: null, hmr: false },
})
await server.listen()
const browser = await openChromium()
try {
  const address = server.httpServer?.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const page = await browser.newPage({ viewport: { width: 1280, height: 1105 }, reducedMotion: 'reduce' })
  await page.goto(`http://127.0.0.1:${port}/#image?seed=1`)
  for (const seed of ['8', '5', '4', '7']) {
    await page.fill('#image [name="seed"]', seed)
    await page.click('#image .ask-button')
    await page.waitForFunction(
      (seed) => document.querySelector('#image [data-fact="seed"]')?.textContent === seed,
      seed,
    )
  }
  await page.waitForSelector('#image[data-state="done"]')
  await page.mouse.move(0, 0)
  await page.evaluate(() => scrollTo(0, 0))
  await page.screenshot({ path: file })
} finally {
  await browser.close()
  await server.close()
}
const { size } = await stat(file)
console.log(`docs/playground.png: ${Math.ceil(size / 1000)} kB`)
if (size > most) throw new Error(`It may have ${most / 1000} kB.`)
