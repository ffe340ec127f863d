import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page, Route } from 'playwright'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createEmulator, type Emulator, type Fault, type RecordedRequest } from '../../src/testing/index.ts'
import { openChromium } from '../tools/browsers.mjs'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const phone = { viewport: { width: 375, height: 812 } }
const key = 'sk_a_key_that_must_not_leak'

let server: ViteDevServer
let browser: Browser
let origin: string

beforeAll(async () => {
  server = await createServer({
    configFile: here('../../vite.config.ts'),
    root: here('../../playground'),
    logLevel: 'warn',
    server: { port: 0, host: '127.0.0.1', watch: null, hmr: false },
  })
  await server.listen()
  const address = server.httpServer?.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  browser = await openChromium()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})
beforeEach(async () => {
  await control('faults', [])
  await control('reset', {})
})

/** The emulator's control channel, from outside of the page. */
async function control(path: string, body: object): Promise<void> {
  const response = await fetch(`${origin}/emulator/-/${path}`, { method: 'POST', body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
}
const setFaults = (...faults: (Omit<Fault, 'route'> & { route?: string })[]): Promise<void> => control('faults', faults)
const recorded = async (): Promise<RecordedRequest[]> => (await fetch(`${origin}/emulator/-/requests`)).json()

interface Playground {
  page: Page
  /** Everything that went wrong on the page, and every request that left it. */
  faults: string[]
  /** Whatever was sent: method, address and headers. */
  sent: string[]
  prompt(panel: string, text: string): Promise<void>
  until(panel: string, state: string): Promise<void>
  text(selector: string): Promise<string>
}

/** Opens the playground, runs a scene on it, and expects a quiet console and no request to anyone else. */
async function play(
  scene: (playground: Playground) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const faults: string[] = []
  const sent: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`${error}`))
  page.on('request', (request) => {
    sent.push(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`)
    if (new URL(request.url()).origin !== origin) faults.push(`asked ${request.url()}`)
  })
  try {
    await page.goto(origin)
    await page.waitForFunction(() => document.querySelector('.note')?.textContent)
    await scene({
      page,
      faults,
      sent,
      async prompt(panel, text) {
        await page.fill(`#${panel} [name="prompt"]`, text)
        await page.press(`#${panel} [name="prompt"]`, 'Enter')
      },
      until: (panel, state) => page.waitForSelector(`#${panel}[data-state="${state}"]`).then(() => undefined),
      text: async (selector) => (await page.textContent(selector)) ?? '',
    })
    expect(faults).toEqual([])
  } finally {
    await context.close()
  }
}

/** Where the parts of the page are. */
const places = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => {
    const parts = [...document.querySelectorAll('main, .panel, .panel > *, .actions > button, footer')]
    return Object.fromEntries(
      parts.map((part, at) => {
        const { x, y, width, height } = part.getBoundingClientRect()
        const box = [x, y + scrollY, width, height].map(Math.round).join()
        return [`${at} ${part.tagName} ${part.className}`, box]
      }),
    )
  })

test('a prompt becomes a picture of exactly the size that was asked', () =>
  play(async ({ page, prompt, until, text }) => {
    await page.fill('[name="width"]', '320')
    await page.fill('[name="height"]', '200')
    await page.fill('[name="seed"]', '7')
    await prompt('picture', 'a bee on a rose')
    await until('picture', 'done')
    const size = await page.$eval('#picture img', (img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight])
    expect(size).toEqual([320, 200])
    expect(await page.isVisible('#picture img')).toBe(true)
    expect(await page.getAttribute('#picture img', 'alt')).toBe('a bee on a rose')
    expect(await text('[data-fact="size"]')).toBe('320 × 200')
    expect(await text('[data-fact="type"]')).toBe('image/png')
    expect(await text('[data-fact="seed"]')).toBe('7')
    expect(await text('#picture [data-fact="time"]')).toMatch(/^\d+\.\d\d? s$/)
    const address =
      'https://image.pollinations.ai/prompt/a%20bee%20on%20a%20rose?model=flux&width=320&height=200&seed=7'
    expect(await text('.address a')).toBe(address)
    expect(await page.getAttribute('.address a', 'href')).toBe(address)
  }))

test('without a seed each picture is another one, and its seed is shown', () =>
  play(async ({ page, prompt, until, text }) => {
    const seeds = []
    for (let turn = 0; turn < 2; turn++) {
      await prompt('picture', 'a bee')
      await until('picture', 'done')
      seeds.push(await text('[data-fact="seed"]'))
      expect(await text('.address a')).toContain(`seed=${seeds.at(-1)}`)
    }
    expect(seeds[0]).toMatch(/^\d+$/)
    expect(seeds[1]).not.toBe(seeds[0])
    await page.fill('#picture [name="prompt"]', 'a bee and')
    expect(await text('.address a')).toMatch(/a%20bee%20and\?model=flux&width=1024&height=768$/)
  }))

for (const [name, options] of Object.entries({ desk: {}, phone })) {
  test(`nothing moves when the picture and the words arrive (${name})`, () =>
    play(async ({ page, prompt, until }) => {
      await page.fill('[name="width"]', '300')
      await page.fill('[name="height"]', '900')
      // The address of the prompt belongs to the typing.
      await page.fill('#picture [name="prompt"]', 'a tall tree')
      const before = await places(page)
      await prompt('picture', 'a tall tree')
      await prompt('words', 'Tell me of trees')
      expect(await places(page)).toEqual(before)
      await until('picture', 'done')
      await until('words', 'done')
      expect(await places(page)).toEqual(before)
    }, options))
}

test('the words come piece by piece, and are counted', () =>
  play(async ({ page, prompt, until, text }) => {
    await page.evaluate(() => {
      const seen = Object.assign(globalThis, { seen: new Set<string>() }).seen
      const words = document.querySelector('#words .text') as Element
      const watch = new MutationObserver(() => seen.add(words.textContent ?? ''))
      watch.observe(words, { childList: true, characterData: true, subtree: true })
    })
    await prompt('words', 'Tell me of trees')
    await until('words', 'done')
    const whole = await text('#words .text')
    const seen = await page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen])
    const between = seen.filter((part) => part && part !== whole)
    expect(between.length).toBeGreaterThanOrEqual(3)
    expect(between.every((part) => whole.startsWith(part))).toBe(true)
    expect(Number(await text('[data-fact="pieces"]'))).toBeGreaterThanOrEqual(20)
    expect(await text('[data-fact="rate"]')).toMatch(/^[1-9]\d* \/ s$/)
    expect(await text('[data-fact="first"]')).toMatch(/ s$/)
    const stems = (await page.getAttribute('.rhythm path', 'd'))?.split('M').length ?? 0
    expect(stems - 1).toBe(Number(await text('[data-fact="pieces"]')))
  }))

for (const way of ['button', 'Escape'] as const) {
  test(`Stop closes the connection at the server, and what has come stays (${way})`, () =>
    play(async ({ page, prompt, until, text }) => {
      await prompt('words', 'Tell me a long story')
      await page.waitForFunction(() => (document.querySelector('#words .text')?.textContent?.length ?? 0) > 60)
      if (way === 'button') await page.click('#words .stop')
      else await page.keyboard.press('Escape')
      await until('words', 'stopped')
      const came = await text('#words .text')
      expect(came.length).toBeGreaterThan(60)
      await expect.poll(async () => (await recorded()).map((request) => request.aborted)).toEqual([true])
      await page.waitForTimeout(300)
      expect(await text('#words .text')).toBe(came)
      expect(await text('#words [role="status"]')).toMatch(/^Stopped after \d+ pieces/)
      expect(await page.isVisible('#words .error')).toBe(false)
      // And it can be asked again.
      await prompt('words', 'Tell me another one')
      await until('words', 'done')
    }))
}

test('a picture that is long in coming can be stopped too', async () => {
  await setFaults({ delay: 20_000 })
  await play(async ({ page, prompt, until, text }) => {
    await prompt('picture', 'a slow tree')
    await until('picture', 'busy')
    await expect.poll(recorded).toHaveLength(1)
    await page.keyboard.press('Escape')
    await until('picture', 'stopped')
    await expect.poll(async () => (await recorded())[0]?.aborted).toBe(true)
    expect(await text('#picture [role="status"]')).toMatch(/^Stopped/)
  })
})

test('a second Enter while a call is running asks nothing', () =>
  play(async ({ page, prompt, until }) => {
    await prompt('words', 'Tell me of trees')
    await page.keyboard.press('Enter')
    await page.click('#words [type="submit"]', { force: true })
    await until('words', 'done')
    expect(await recorded()).toHaveLength(1)
  }))

test('an error in the middle shows message, suggestion and code, and keeps the words so far', async () => {
  await setFaults({ insert: 'data: {"error":{"message":"The model fell asleep"}}\n\n', at: 20 })
  await play(async ({ page, prompt, until, text }) => {
    await prompt('words', 'Tell me of trees')
    await until('words', 'error')
    expect(await page.isVisible('#words .error')).toBe(true)
    expect(await text('#words .message')).toContain('The model fell asleep')
    expect((await text('#words .suggestion')).length).toBeGreaterThan(5)
    expect(await text('#words .code')).toBe('provider')
    expect((await text('#words .text')).length).toBeGreaterThan(20)
    await setFaults()
    await prompt('words', 'Tell me of trees')
    await until('words', 'done')
    expect(await page.isVisible('#words .error')).toBe(false)
  })
})

test('what the library refuses is told like any error, and asks nobody', () =>
  play(async ({ page, prompt, until, text }) => {
    await prompt('picture', '   ')
    await until('picture', 'error')
    expect(await text('#picture .code')).toBe('invalid_prompt')
    expect((await text('#picture .suggestion')).length).toBeGreaterThan(5)
    await page.fill('[name="width"]', '-3')
    await prompt('picture', 'a bee')
    await page.waitForFunction(() => document.querySelector('#picture .code')?.textContent === 'invalid_option')
    expect(await text('#picture .message')).toContain('width')
    expect(await text('.address a')).toContain('width')
    expect(await recorded()).toEqual([])
  }))

test('a retry is told while it is waited for', async () => {
  await setFaults({ status: 503, nth: 1 })
  await play(async ({ faults, prompt, until, text }) => {
    await prompt('words', 'Tell me of trees')
    await expect.poll(() => text('#words [role="status"]')).toMatch(/^Not yet \(unavailable\)\. Trying again in /)
    await until('words', 'done')
    expect(await recorded()).toHaveLength(2)
    // The browser itself notes each answer that is a 4xx or 5xx.
    expect(faults.splice(0)).toEqual([expect.stringContaining('503')])
  })
})

test('what a model says is text, never markup', () =>
  play(async ({ page, prompt, until, text }) => {
    const attack = '<img src=x onerror="document.title=1"><b>bold</b>'
    await prompt('words', attack)
    await until('words', 'done')
    expect(await text('#words .text')).toContain(attack)
    expect(await page.locator('#words .text *').count()).toBe(0)
    expect(await page.title()).toBe('blossom-ai playground')
  }))

test('on the emulator a typed key goes nowhere', () =>
  play(async ({ page, sent, prompt, until }) => {
    await page.check('[name="live"]')
    await page.fill('[name="key"]', key)
    expect(await page.getAttribute('[name="key"]', 'type')).toBe('password')
    expect(await page.getAttribute('[name="key"]', 'autocomplete')).toBe('off')
    await page.uncheck('[name="live"]')
    expect(await page.isVisible('[name="key"]')).toBe(false)
    await prompt('picture', 'a bee')
    await prompt('words', 'Tell me of bees')
    await until('picture', 'done')
    await until('words', 'done')
    expect(sent.join()).not.toContain(key)
    expect(JSON.stringify(await recorded())).not.toContain(key)
    expect(await page.content()).not.toContain(key)
    expect(page.url()).toBe(`${origin}/`)
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
    expect(kept).toEqual([0, 0, ''])
    await page.reload()
    expect(await page.inputValue('[name="key"]')).toBe('')
    expect(await page.isChecked('[name="live"]')).toBe(false)
  }))

test('live without a key asks the anonymous hosts, and with one gen, by header only', () =>
  play(async ({ page, faults, sent, prompt, until }) => {
    const emulator = createEmulator()
    await page.route('https://*.pollinations.ai/**', (route) => answer(route, emulator))
    async function ask(): Promise<void> {
      await prompt('picture', 'a bee')
      await until('picture', 'done')
      await prompt('words', 'Tell me of bees')
      await until('words', 'done')
    }
    await page.check('[name="live"]')
    await ask()
    const hosts = () => emulator.requests.map(({ url }) => new URL(url).host)
    const keys = () => emulator.requests.map(({ headers }) => headers.authorization)
    expect(hosts()).toEqual(['image.pollinations.ai', 'text.pollinations.ai'])
    expect(keys()).toEqual([undefined, undefined])
    emulator.reset()
    await page.fill('[name="key"]', key)
    await ask()
    expect(hosts()).toEqual(['gen.pollinations.ai', 'gen.pollinations.ai'])
    expect(keys()).toEqual([`Bearer ${key}`, `Bearer ${key}`])
    expect(sent.map((line) => line.split(' ')[1]).join()).not.toContain(key)
    expect(await page.content()).not.toContain(key)
    expect(await recorded()).toEqual([])
    expect(faults.splice(0).every((fault) => /^asked https:\/\/(image|text|gen)\.pollinations\.ai\//.test(fault))).toBe(
      true,
    )
  }))

test('a long error is not cut off on a narrow page', async () => {
  await setFaults({
    placeholder: true,
    headers: { 'x-error-status': '400', 'x-error-message': 'long words '.repeat(20) },
  })
  await play(async ({ page, prompt, until }) => {
    await prompt('picture', 'a bee')
    await until('picture', 'error')
    const inside = await page.evaluate(() => {
      const [stage, card] = ['#picture .stage', '#picture .error'].map((name) =>
        (document.querySelector(name) as Element).getBoundingClientRect(),
      ) as [DOMRect, DOMRect]
      return card.height > 200 && card.top >= stage.top && card.bottom <= stage.bottom
    })
    expect(inside).toBe(true)
  }, phone)
})

test('a narrow page never scrolls sideways', () =>
  play(async ({ page, prompt, until }) => {
    const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(await overhang()).toBe(0)
    await prompt('picture', 'a bee')
    await prompt('words', 'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(4))
    await until('picture', 'done')
    await until('words', 'done')
    expect(await overhang()).toBe(0)
    await page.check('[name="live"]')
    await page.fill('[name="key"]', key)
    expect(await overhang()).toBe(0)
    await page.uncheck('[name="live"]')
    await setFaults({ insert: `data: {"error":"${'x'.repeat(150)}"}\n\n` })
    await prompt('words', 'Tell me of bees')
    await until('words', 'error')
    expect(await overhang()).toBe(0)
  }, phone))

test('the keyboard is enough', () =>
  play(async ({ page, until }) => {
    const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name)
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('live')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('prompt')
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)
    expect(ring).toBe('solid')
    await page.keyboard.press('Shift+Enter')
    expect(await page.inputValue('#picture [name="prompt"]')).toContain('\n')
    for (const name of ['width', 'height', 'seed', '']) {
      await page.keyboard.press('Tab')
      expect(await focused()).toBe(name)
    }
    await page.keyboard.press('Space')
    await until('picture', 'done')
    // The button is where it was, so that it can be pressed again.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Make the picture')
  }))

test('the page has no script and no style of its own inside', () =>
  play(async ({ page, prompt, until }) => {
    await prompt('words', 'Tell me of bees')
    await until('words', 'done')
    expect(await page.locator('style, script:not([src]), [style], [onclick]').count()).toBe(0)
  }))

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, size] of Object.entries({ desk: {}, phone })) {
    test(`axe finds nothing (${colorScheme}, ${name})`, () =>
      play(
        async ({ page, prompt, until }) => {
          await page.addScriptTag({ path: axePath })
          expect(await findBarriers(page), 'idle').toEqual([])
          await setFaults({ delay: 1500, route: 'image.pollinations', nth: 1 })
          await prompt('picture', 'a bee')
          await prompt('words', 'Tell me of bees')
          await until('picture', 'busy')
          expect(await findBarriers(page), 'at work').toEqual([])
          await until('picture', 'done')
          await until('words', 'done')
          expect(await findBarriers(page), 'done').toEqual([])
          await setFaults({ insert: 'data: {"error":{"message":"The model fell asleep"}}\n\n' })
          await prompt('picture', ' ')
          await prompt('words', 'Tell me of bees')
          await until('words', 'error')
          await page.check('[name="live"]')
          await page.hover('#picture [type="submit"]')
          expect(await findBarriers(page), 'errors, live').toEqual([])
        },
        { colorScheme, reducedMotion: 'reduce', ...size },
      ))
  }
}

async function findBarriers(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
    )
  })
}

/** A live host, as the emulator has it. */
async function answer(route: Route, emulator: Emulator): Promise<void> {
  const request = route.request()
  const body = request.postDataBuffer()
  const response = await emulator(request.url(), {
    method: request.method(),
    headers: request.headers(),
    ...(body ? { body: new Uint8Array(body) } : {}),
  })
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}
