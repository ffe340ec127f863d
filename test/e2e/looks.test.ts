// What a reader meets on every tab: barriers, a narrow page, colours, and the keyboard.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'
import { expect } from 'vitest'
import { testInChromium as test, useChromium } from './in-chromium.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tabs = ['image', 'text', 'chat', 'speech', 'object', 'batch', 'faults']
const phone = { viewport: { width: 375, height: 812 } }
const play = useChromium()

async function findBarriers(page: Page): Promise<string[]> {
  // By the debugger: the page's own policy lets no other script in.
  await page.evaluate(axe)
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

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any tab, before a call and after it (${colorScheme})`, () =>
    play(
      async ({ page, open, ask, setPace }) => {
        await setPace(0)
        for (const tab of tabs) {
          await open(tab)
          expect(await findBarriers(page), `${tab}, idle`).toEqual([])
          await ask(tab)
          await page.waitForSelector(`#${tab}:is([data-state="done"], [data-state="error"])`)
          expect(await findBarriers(page), `${tab}, done`).toEqual([])
        }
        await page.check('[name="live"]')
        expect(await findBarriers(page), 'live').toEqual([])
      },
      { colorScheme, reducedMotion: 'reduce' },
    ))
}

test('axe finds nothing on a narrow page, at work and after an error', () =>
  play(
    async ({ page, open, ask, until, setPace }) => {
      await open('chat')
      await page.check('#chat [name="think"]')
      await page.check('#chat [name="tools"]')
      // Slow enough to be seen at work on any machine.
      await setPace(200)
      await ask('chat')
      await until('chat', 'busy')
      await setPace(0)
      expect(await findBarriers(page), 'at work').toEqual([])
      await until('chat', 'done')
      expect(await findBarriers(page), 'done').toEqual([])
      await open('image')
      await page.fill('#image [name="prompt"]', ' ')
      await ask('image')
      await until('image', 'error')
      expect(await findBarriers(page), 'error').toEqual([])
    },
    { ...phone, reducedMotion: 'reduce' },
  ))

test('a narrow page never scrolls sideways, whatever is typed and answered', () =>
  play(async ({ page, open, ask, setPace }) => {
    await setPace(0)
    const long = 'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(4)
    const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    for (const tab of tabs) {
      await open(tab)
      for (const name of ['prompt', 'prompts']) {
        const field = page.locator(`#${tab} [name="${name}"]`)
        if ((await field.count()) > 0) await field.fill(long)
      }
      await ask(tab)
      await page.waitForSelector(`#${tab}:is([data-state="done"], [data-state="error"])`)
      expect(await overhang(), tab).toBe(0)
    }
    await page.check('[name="live"]')
    expect(await overhang(), 'live').toBe(0)
    await page.goto(new URL('react/index.html', page.url().split('#')[0]).href)
    await page.fill('[name="words"]', long)
    await page.press('[name="words"]', 'Enter')
    await page.waitForSelector('.chat[data-state="done"]')
    expect(await overhang(), 'React').toBe(0)
  }, phone))

for (const [name, options] of Object.entries({ desk: {}, phone })) {
  test(`nothing moves when the words arrive (${name})`, () =>
    play(async ({ page, open, ask, until }) => {
      await open('text')
      const places = () =>
        page.evaluate(() =>
          [
            ...document.querySelectorAll('.panel:not([hidden]) :is(.actions, .stage, .facts, .rhythm, .code-panel)'),
          ].map((part) => {
            const { x, y, width, height } = part.getBoundingClientRect()
            return [part.className, x, y + scrollY, width, height].join()
          }),
        )
      const before = await places()
      await ask('text')
      await until('text', 'done')
      expect(await places()).toEqual(before)
    }, options))
}

test('the keyboard is enough: the tab, its form, its button, and the focus is seen and stays', () =>
  play(async ({ page, until }) => {
    const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name)
    const press = (key: string) => page.keyboard.press(key)
    await press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('A chat in React')
    await press('Tab')
    expect(await focused()).toBe('live')
    await press('Tab')
    await press('ArrowRight')
    await page.waitForSelector('#text .ask-button')
    await press('Tab')
    expect(await focused()).toBe('prompt')
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)
    expect(ring).toBe('solid')
    await press('Shift+Enter')
    expect(await page.inputValue('#text [name="prompt"]')).toContain('\n')
    for (const name of ['system', 'model', 'temperature', 'most', 'seed', '']) {
      await press('Tab')
      expect(await focused()).toBe(name)
    }
    await press('Space')
    await until('text', 'done')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Ask for words')
  }))

test('with reduced motion nothing is animated', () =>
  play(
    async ({ page, open, ask, until }) => {
      await open('text')
      await ask('text')
      expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
      await until('text', 'done')
    },
    { reducedMotion: 'reduce' },
  ))
