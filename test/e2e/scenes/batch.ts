import { expect } from 'vitest'
import type { Scenes } from '../scene.ts'

export const batchScenes: Scenes = {
  async 'twenty prompts: what fails is shown, and comes when it is asked for again'(page) {
    await page.open('batch', 'interval=5')
    await page.ask('batch')
    await page.until('batch', 'done')
    expect(await page.text('#batch [role="status"]')).toBe('17 came, 3 failed.')
    expect(await page.count('.tray [data-state="done"] img')).toBe(17)
    expect(await page.text('.tray [data-state="failed"] code')).toBe('upstream')
    expect(await page.evaluate(() => (document.querySelector('progress') as HTMLProgressElement).position)).toBe(1)
    await page.click('#batch .result .tools button')
    await page.waitFor(() => document.querySelectorAll('.tray [data-state="done"]').length === 20)
    await page.until('batch', 'done')
    expect(await page.text('#batch [role="status"]')).toBe('All 20 are here.')
    expect(await page.text('#batch [data-fact="done"]')).toBe('20 of 20')
    expect(await page.count('#batch .result .tools button:not([hidden])')).toBe(0)
    expect(await page.requests()).toHaveLength(23)
  },

  async 'the seconds until the next try stand there while other pictures come'(page) {
    await page.open('batch', 'interval=60&retries=1')
    await page.evaluate(() => {
      const shown = Object.assign(globalThis, { shown: { longest: 0 } }).shown
      const left = document.querySelector('#batch .left') as Element
      let since: number | undefined
      const watch = new MutationObserver(() => {
        if (left.textContent) since ??= performance.now()
        else since = undefined
        shown.longest = Math.max(shown.longest, performance.now() - (since ?? Infinity))
      })
      watch.observe(left, { childList: true })
    })
    await page.ask('batch')
    await page.until('batch', 'done')
    expect(await page.text('#batch [role="status"]')).toBe('All 20 are here.')
    expect(await page.text('#batch .left')).toBe('')
    // A wait has at least 750 ms, and meanwhile a picture comes each 60.
    const longest = () => (globalThis as unknown as { shown: { longest: number } }).shown.longest
    expect(await page.evaluate(longest)).toBeGreaterThan(500)
  },

  async 'Stop ends them all, and none is left waiting'(page) {
    await page.open('batch', 'interval=300')
    await page.ask('batch')
    await page.waitFor(() => document.querySelectorAll('.tray [data-state="done"]').length > 0)
    await page.press('Escape')
    await page.until('batch', 'stopped')
    expect((await page.requests()).length).toBeLessThan(20)
  },

  async 'no prompt at all is told in a sentence'(page) {
    await page.open('batch')
    await page.fill('#batch [name="prompts"]', ' ')
    await page.ask('batch')
    await page.until('batch', 'error')
    expect(await page.text('#batch .message')).toBe('There are no prompts. Write one in each line.')
  },
}
