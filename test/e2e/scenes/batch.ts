import { expect } from 'vitest'
import type { PageEmulator, Scenes } from '../scene.ts'

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
    // As many retries as there are faults: which requests fall to them depends on when each goes out.
    await page.open('batch', 'interval=60&retries=3')
    await page.evaluate(() => {
      const { emulator } = globalThis as unknown as { emulator: PageEmulator }
      const { setFaults } = emulator
      // A wait in which other pictures come on the slowest of machines.
      const headers = { 'retry-after': '4' }
      emulator.setFaults = (faults) => setFaults(faults.map((fault) => ({ ...fault, status: 503, headers })))
      const { shown } = Object.assign(globalThis, { shown: [] as string[] })
      const left = document.querySelector('#batch .left') as Element
      const tray = document.querySelector('#batch .tray') as Element
      const watch = new MutationObserver((changes) => {
        const came = changes.some(({ target }) => (target as HTMLElement).dataset?.state === 'done')
        if (came) shown.push(left.textContent ?? '')
      })
      watch.observe(tray, { attributes: true, childList: true, subtree: true })
    })
    await page.ask('batch')
    await page.until('batch', 'done')
    expect(await page.text('#batch [role="status"]')).toBe('All 20 are here.')
    expect(await page.text('#batch .left')).toBe('')
    const shown = await page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown)
    expect(shown.filter((left) => /\u00a0s left$/.test(left)).length).toBeGreaterThan(1)
  },

  async 'Stop ends them all, and none is left waiting'(page) {
    await page.open('batch', 'interval=3000')
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
