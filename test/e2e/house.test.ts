// What the page promises about itself: its policy, its weight, its pace, and where a key goes.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createServer } from 'vite'
import { expect, inject } from 'vitest'
import { createEmulator } from '../../src/testing/index.ts'
import { root } from '../docs/bundle.ts'
import { answerRoute, testInChromium as test, useChromium } from './in-chromium.ts'

const key = 'sk_a_key_that_must_not_leak'
const play = useChromium()

test('the first load is at most 40 kB of our own, gzipped', () =>
  play(async ({ page, sent }) => {
    const site = inject('site')
    const files = sent.map((line) =>
      new URL(line.split(' ')[1] ?? '').pathname.replace(new URL(site.below).pathname, ''),
    )
    const sizes = files.map((file) => gzipSync(readFileSync(join(site.folder, file || 'index.html'))).length)
    const sum = sizes.reduce((all, size) => all + size, 0)
    console.log(`first load: ${files.length} files, ${(sum / 1000).toFixed(1)} kB gzip`)
    expect(files.some((file) => file.endsWith('.js'))).toBe(true)
    expect(files.some((file) => file.includes('worker'))).toBe(false)
    expect(sum).toBeLessThan(40_000)
    await page.title()
  }))

test('the policy lets in no script, no style and no markup from elsewhere, and the page has none inside', () =>
  play(async ({ page, faults, ask, until }) => {
    await ask('image')
    await until('image', 'done')
    expect(await page.locator('style, script:not([src]), [style], [onclick]').count()).toBe(0)
    const refused = await page.evaluate(async () => {
      const tries = [
        () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
        () => Object.assign(document.createElement('script'), { src: 'data:text/javascript,1' }),
        () => fetch('https://elsewhere.example/'),
      ]
      return Promise.all(
        tries
          .map(async (attempt) => attempt())
          .map((tried) =>
            tried.then(
              () => false,
              () => true,
            ),
          ),
      )
    })
    expect(refused).toEqual([true, true, true])
    expect(faults.splice(0).length).toBeGreaterThan(0)
  }))

test('nothing that the page is made of writes markup', () => {
  const { folder } = inject('site')
  const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(8)
  for (const name of scripts) {
    const code = readFileSync(join(folder, 'assets', name), 'utf8')
    // React can write markup, when it is told to by this name; the policy holds for its page too.
    if (!code.includes('dangerouslySetInnerHTML')) {
      expect(code, name).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write\b/)
    }
  }
})

test('live without a key asks the anonymous hosts, and with one gen, by header only', () =>
  play(async ({ page, faults, sent, open, ask, until }) => {
    const emulator = createEmulator()
    await page.route('https://*.pollinations.ai/**', (route) => answerRoute(route, emulator))
    async function askBoth(): Promise<void> {
      for (const tab of ['image', 'text']) {
        await open(tab)
        const before = emulator.requests.length
        await ask(tab)
        await expect.poll(() => emulator.requests.length).toBe(before + 1)
        await until(tab, 'done')
      }
    }
    const hosts = () => emulator.requests.map(({ url }) => new URL(url).host)
    const keys = () => emulator.requests.map(({ headers }) => headers.authorization)
    await page.check('[name="live"]')
    await askBoth()
    expect(hosts()).toEqual(['image.pollinations.ai', 'text.pollinations.ai'])
    expect(keys()).toEqual([undefined, undefined])
    emulator.reset()
    await page.fill('[name="key"]', key)
    await askBoth()
    expect(hosts()).toEqual(['gen.pollinations.ai', 'gen.pollinations.ai'])
    expect(keys()).toEqual([`Bearer ${key}`, `Bearer ${key}`])
    expect(sent.map((line) => line.split(' ')[1]).join()).not.toContain(key)
    expect(await page.content()).not.toContain(key)
    expect(page.url()).not.toContain(key)
    expect(faults.splice(0).every((fault) => /^asked https:\/\/(image|text|gen)\.pollinations\.ai\//.test(fault))).toBe(
      true,
    )
  }))

test('on the emulator a typed key goes nowhere', () =>
  play(async ({ page, sent, open, ask, until }) => {
    await page.check('[name="live"]')
    await page.fill('[name="key"]', key)
    await page.uncheck('[name="live"]')
    expect(await page.isVisible('[name="key"]')).toBe(false)
    for (const tab of ['image', 'speech']) {
      await open(tab)
      await ask(tab)
      await until(tab, 'done')
    }
    const requests = await page.evaluate(() =>
      JSON.stringify((globalThis as unknown as { emulator: { requests: [] } }).emulator.requests),
    )
    expect(requests).toContain('gen.pollinations.ai/audio')
    expect(requests).not.toContain(key)
    expect(sent.join()).not.toContain(key)
  }))

test('a wrong key, and no network, are told in a sentence, and the page goes on', () =>
  play(async ({ page, faults, open, ask, until }) => {
    const emulator = createEmulator({ keys: ['sk_the_right_one'] })
    await page.route('https://*.pollinations.ai/**', (route) => answerRoute(route, emulator))
    await page.check('[name="live"]')
    await page.fill('[name="key"]', 'sk_a_wrong_one')
    await open('text')
    await ask('text')
    await until('text', 'error')
    expect(await page.textContent('#text .code')).toBe('invalid_key')
    expect(await page.textContent('#text .error')).not.toContain('sk_a_wrong_one')
    await page.fill('[name="key"]', 'no key at all, é')
    await ask('text')
    await page.waitForFunction(() => document.querySelector('#text .message')?.textContent?.includes('characters'))
    await page.fill('[name="key"]', '')
    await page.unrouteAll()
    await page.context().setOffline(true)
    await ask('text')
    await page.waitForFunction(() =>
      /^Not yet \(network\)/.test(document.querySelector('#text [role="status"]')?.textContent ?? ''),
    )
    await until('text', 'error')
    expect(await page.textContent('#text .code')).toBe('network')
    expect((await page.textContent('#text .suggestion'))?.length).toBeGreaterThan(10)
    await page.click('#tab-batch')
    await page.waitForSelector('#batch .lost')
    expect(await page.textContent('#batch .lost')).toMatch(/^This part of the page could not be loaded\./)
    await page.context().setOffline(false)
    await page.uncheck('[name="live"]')
    await open('text')
    await ask('text')
    await until('text', 'done')
    faults.splice(0)
  }))

test('the site works at the root of a server, and as `npm start` serves the sources', async () => {
  const server = await createServer({
    configFile: join(root, 'vite.config.ts'),
    root: join(root, 'playground'),
    logLevel: 'warn',
    server: { port: 0, host: '127.0.0.1', watch: null, hmr: false },
  })
  await server.listen()
  try {
    const address = server.httpServer?.address()
    const port = typeof address === 'object' && address ? address.port : 0
    for (const url of [inject('site').root, `http://127.0.0.1:${port}/`]) {
      await play(async ({ page, faults, ask, until }) => {
        await page.goto(`${url}#image?width=64&height=64`)
        await page.waitForSelector('#image .ask-button')
        await ask('image')
        await until('image', 'done')
        expect(await page.textContent('#image [data-fact="size"]')).toBe('64 × 64')
        expect(faults.splice(0).every((fault) => fault.startsWith(`asked ${url}`))).toBe(true)
      })
    }
  } finally {
    await server.close()
  }
})
