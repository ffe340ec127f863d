// The chat of the playground, which is the example of docs/react.md: pictures, voice and stop, in a real browser.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Sent } from '../../playground/shared/emulator.ts'
import { createEmulator, type Emulator } from '../../src/testing/index.ts'
import { openChromium, patience } from '../tools/browsers.mjs'
import { answerRoute } from './in-chromium.ts'
import type { PageEmulator } from './scene.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

let browser: Browser
/** The page of the test that is running. */
let shown: Page
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser?.close())

type Global = { emulator: PageEmulator }
const setFaults = (...faults: readonly object[]): Promise<void> =>
  shown.evaluate((faults) => (globalThis as unknown as Global).emulator.setFaults(faults), faults)
const recorded = (): Promise<Sent[]> => shown.evaluate(() => (globalThis as unknown as Global).emulator.requests)

/** Opens the chat, and expects a quiet console and no request to anyone else but a live host that is stood in for. */
async function open(scene: (page: Page) => Promise<void>, live?: Emulator): Promise<void> {
  const origin = inject('site').below
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } })
  shown = page
  page.setDefaultTimeout(patience)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`${error}`))
  page.on('console', (message) => {
    // The browser itself notes each answer that is no success.
    const own = message.text().startsWith('Failed to load resource')
    if (['error', 'warning'].includes(message.type()) && !own) faults.push(message.text())
  })
  page.on('request', (request) => {
    const known = live ? /^(blob:|data:|https:\/\/gen\.pollinations\.ai\/)/ : /^(blob|data):/
    if (!request.url().startsWith(origin) && !known.test(request.url())) faults.push(request.url())
  })
  // What plays is on no page: the hook makes the element. This keeps hold of each one.
  await page.addInitScript(() => {
    const played: HTMLMediaElement[] = []
    Object.assign(globalThis, { played })
    const { play } = HTMLMediaElement.prototype
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      played.push(this)
      return play.call(this)
    }
  })
  if (live) await page.route('https://gen.pollinations.ai/**', (route) => answerRoute(route, live))
  try {
    await page.goto(`${origin}react/index.html`)
    await scene(page)
    expect(faults).toEqual([])
  } finally {
    await page.close()
  }
}
const ask = async (page: Page, words: string): Promise<void> => {
  await page.fill('[name="words"]', words)
  await page.press('[name="words"]', 'Enter')
}
const done = (page: Page) => page.waitForSelector('.chat[data-state="done"]')

test('it is sixty lines, without an effect of its own', () => {
  const code = readFileSync(here('../../playground/react/chat.tsx'), 'utf8')
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  expect(code).not.toMatch(/use\w*Effect|useRef|useState|createObjectURL/)
})

test('an empty or blank Send does nothing', () =>
  open(async (page) => {
    await page.click('.chat [type="submit"]')
    await ask(page, '  ')
    expect(await page.getAttribute('.chat', 'data-state')).toBe('idle')
    expect(await recorded()).toEqual([])
    // What was sent before would stand before it.
    await ask(page, 'Good morning')
    await done(page)
    expect(await page.locator('.chat .user').allTextContents()).toEqual(['Good morning'])
    expect(await page.locator('[role="alert"]').count()).toBe(0)
  }))

test('a picture that the model asks for is painted and shown in the chat', () =>
  open(async (page) => {
    await ask(page, 'Tell me of a fox, and draw it')
    await done(page)
    const picture = await page.waitForSelector('.tool img')
    await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.tool img')?.naturalWidth === 384)
    expect(await picture.getAttribute('src')).toMatch(/^blob:/)
    expect(await page.textContent('.assistant:last-child')).toContain('The tool says')
    expect(await page.inputValue('[name="words"]')).toBe('')
    expect(await page.locator('.user img').count(), 'an empty file field is no picture').toBe(0)
    const routes = (await recorded()).map(({ method, url }) => `${method} ${new URL(url).pathname.split('/')[1]}`)
    expect(routes.sort()).toEqual(['GET image', 'POST v1', 'POST v1'])
  }))

test('pictures are sent in, seen by the model and shown', () =>
  open(async (page) => {
    const answer = await createEmulator()('https://image.pollinations.ai/prompt/an%20owl?width=40&height=30')
    const buffer = Buffer.from(await answer.arrayBuffer())
    await page.setInputFiles('[name="pictures"]', { name: 'owl.png', mimeType: 'image/png', buffer })
    await ask(page, 'What is this?')
    await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.user img')?.naturalWidth === 40)
    await done(page)
    const [first] = (await recorded()).filter(({ url }) => url.includes('/v1/'))
    const { content } = JSON.parse(first?.body ?? '').messages.at(-1)
    expect(content[1].image_url.url).toBe(`data:image/png;base64,${buffer.toString('base64')}`)
    expect(await page.$eval('[name="pictures"]', (field: HTMLInputElement) => field.files?.length)).toBe(0)
  }))

test('an answer is read aloud: a sound with a length plays, and is silent when told', () =>
  open(async (page) => {
    await ask(page, 'Good morning')
    await done(page)
    await page.click('text=Read aloud')
    await page.waitForSelector('text=Quiet')
    const sound = () =>
      page.evaluate(() => {
        const [audio] = (globalThis as never as { played: HTMLMediaElement[] }).played
        return audio && { duration: audio.duration, at: audio.currentTime, paused: audio.paused }
      })
    await expect.poll(async () => (await sound())?.at ?? 0).toBeGreaterThan(0)
    expect((await sound())?.duration).toBeGreaterThan(1)
    await page.click('text=Quiet')
    await page.waitForSelector('text=Read aloud')
    expect((await sound())?.paused).toBe(true)
    expect((await recorded()).filter(({ url }) => url.includes('/audio/')).length).toBe(1)
  }))

test('Stop closes the connection and keeps what came', () =>
  open(async (page) => {
    // The answer after the tool is the one that comes word by word: slowly, so that it is stopped on its way.
    await page.evaluate(() => (globalThis as unknown as Global).emulator.setPace(200))
    await ask(page, 'Tell me a story')
    await page.waitForSelector('.assistant:last-child p:not(:empty)')
    await page.click('text=Stop')
    await done(page)
    const words = await page.textContent('.assistant:last-child p')
    await expect
      .poll(async () => (await recorded()).filter(({ url }) => url.includes('/v1/')).at(-1)?.aborted)
      .toBe(true)
    await page.waitForTimeout(200)
    expect(await page.textContent('.assistant:last-child p')).toBe(words)
  }))

test('a failure stands beside the chat, not in it, and can be tried again', () =>
  open(async (page) => {
    await setFaults({ route: '/v1/', nth: 1, status: 429, headers: { 'retry-after': '600' } })
    await ask(page, 'Good morning').finally(() => page.waitForSelector('text=Again?'))
    await setFaults()
    expect(await page.locator('.chat li').count()).toBe(1)
    await page.click('text=Again?')
    await done(page)
    expect(await page.locator('.assistant').count()).toBeGreaterThan(0)
  }))

test('a picture that no further try would bring has a suggestion, and no button', () =>
  open(async (page) => {
    await setFaults({ route: '/image/', status: 400 })
    await ask(page, 'Tell me of a fox, and draw it')
    const words = await page.locator('.tool [role="alert"]').innerText()
    expect(words).toMatch(/^The service answered 400: .+ Check the options and the model\./)
    expect(await page.locator('.tool button').count()).toBe(0)
  }))

test('a key is taken when it is whole, and then everything is asked for with it', async () => {
  const service = createEmulator()
  await open(async (page) => {
    await ask(page, 'Tell me of a fox, and draw it')
    await done(page)
    const source = await page.waitForSelector('.tool img').then((picture) => picture.getAttribute('src'))
    await page.locator('[name="key"]').pressSequentially('sk_a_whole_key', { delay: 20 })
    await page.waitForTimeout(200)
    expect(service.requests).toEqual([])
    expect(await page.getAttribute('.tool img', 'src')).toBe(source)
    await page.press('[name="key"]', 'Enter')
    await page.waitForSelector('text=Live at gen.pollinations.ai.')
    await page.waitForFunction(
      (source) => document.querySelector<HTMLImageElement>('.tool img')?.src !== source,
      source,
    )
    await expect.poll(() => service.requests.length).toBe(1)
    await page.fill('[name="key"]', 'sk_another_key')
    await page.focus('[name="words"]')
    await expect.poll(() => service.requests.length).toBe(2)
    const keys = service.requests.map(({ headers }) => headers.authorization)
    expect(keys).toEqual(['Bearer sk_a_whole_key', 'Bearer sk_another_key'])
    expect(page.url()).not.toContain('sk_')
  }, service)
})
