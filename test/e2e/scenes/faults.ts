import { expect } from 'vitest'
import type { Scenes } from '../scene.ts'

const codes: Readonly<Record<string, string>> = {
  rate: 'rate_limit',
  stall: 'stalled',
  cut: 'incomplete',
  asleep: 'provider',
  placeholder: 'rate_limit',
  page: 'unexpected_content',
  refusal: 'balance',
  key: 'invalid_key',
  slow: 'timeout',
  offline: 'network',
  nothing: 'invalid_prompt',
}

export const faultScenes: Scenes = {
  async 'each fault shows message, suggestion, and what a program sees'(page) {
    await page.open('faults')
    for (const [name, code] of Object.entries(codes)) {
      await page.click(`#faults [value="${name}"]`)
      await page.ask('faults')
      await page.until('faults', 'error')
      expect(await page.text('#faults .code'), name).toBe(code)
      expect((await page.text('#faults .message')).length, name).toBeGreaterThan(10)
      expect((await page.text('#faults .suggestion')).length, name).toBeGreaterThan(10)
      const raw = await page.evaluate(() =>
        Object.fromEntries(
          [...document.querySelectorAll('.raw div')].map((line) => [...line.children].map((part) => part.textContent)),
        ),
      )
      expect(raw.code, name).toBe(code)
      expect(raw.retryable, name).toMatch(/^(true|false)$/)
      if (name === 'key') expect(await page.text('#faults .message')).toContain('Invalid or expired API key.')
      if (name === 'rate') expect(raw.retryAfter).toBe('7000')
      if (name === 'cut') expect((await page.text('#faults .text')).startsWith(raw.partial)).toBe(true)
    }
  },

  async 'a failure that passes is tried again, line by line'(page) {
    await page.open('faults', 'fault=passing')
    await page.ask('faults')
    await page.until('faults', 'done')
    expect(await page.text('.log')).toMatch(/try 1.+503.+unavailable: again in .+try 2.+200.+done in/)
  },
}
