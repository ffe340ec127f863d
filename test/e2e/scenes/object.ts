import { expect } from 'vitest'
import type { Scenes } from '../scene.ts'

export const objectScenes: Scenes = {
  async 'an object grows until it is whole, and nothing is claimed that was not checked'(page) {
    await page.open('object')
    await page.setPace(60)
    await page.evaluate(() => {
      const seen = Object.assign(globalThis, { seen: new Set<string>() }).seen
      const json = document.querySelector('.json') as Element
      new MutationObserver(() => seen.add(json.textContent ?? '')).observe(json, { childList: true })
    })
    await page.ask('object')
    await page.until('object', 'done')
    expect(await page.text('#object [role="status"]')).toMatch(/^Whole\. A plain JSON Schema is not checked: /)
    const below = await page.evaluate(() => {
      const place = (part: string) => (document.querySelector(`#object ${part}`) as Element).getBoundingClientRect()
      return place('.told').top - place('.ask-button').bottom
    })
    expect(below, 'the sentence has a row of its own').toBeGreaterThanOrEqual(0)
    const whole = JSON.parse(await page.text('.json'))
    expect(Object.keys(whole)).toEqual(['name', 'petals', 'colours', 'grows'])
    const seen = await page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen])
    // How often a busy machine paints is its own affair.
    expect(seen.some((text) => JSON.stringify(JSON.parse(text)) !== JSON.stringify(whole))).toBe(true)
    expect(Number(await page.text('#object [data-fact="steps"]'))).toBeGreaterThan(10)
    expect(await page.text('#object [data-fact="fields"]')).toBe('8')
  },

  async 'a schema that is none is told in a sentence and asks nobody'(page) {
    await page.open('object')
    await page.fill('#object [name="schema"]', '{"type": ')
    await page.ask('object')
    await page.until('object', 'error')
    expect(await page.text('#object .message')).toMatch(/^The schema is no JSON: /)
    expect(await page.text('#object .code-panel code')).toMatch(/^\/\/ The schema is no JSON/)
    await page.fill('#object [name="schema"]', '[]')
    await page.ask('object')
    await page.waitFor(() => document.querySelector('#object .message')?.textContent?.startsWith('The schema must be'))
    expect(await page.requests()).toEqual([])
  },
}
