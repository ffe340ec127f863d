import { expect } from 'vitest'
import type { Scenes } from '../scene.ts'

export const objectScenes: Scenes = {
  async 'an object grows until it is whole, and nothing is claimed that was not checked'(page) {
    await page.open('object')
    // The rest does not come: what is shown is shown while it grows.
    await page.setFaults({ stall: 3000 })
    await page.ask('object')
    await page.waitFor(() => document.querySelector('.json')?.textContent?.includes('"name"'))
    const part = JSON.parse(await page.text('.json'))
    await page.press('Escape')
    await page.until('object', 'stopped')
    await page.setFaults()
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
    expect(part).not.toEqual(whole)
    // How many of the pieces come together is the machine's own affair.
    expect(Number(await page.text('#object [data-fact="steps"]'))).toBeGreaterThan(1)
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
