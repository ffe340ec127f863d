import { expect } from 'vitest'
import type { Playground, Scenes } from '../scene.ts'

const names = ['image', 'text', 'chat', 'speech', 'object', 'batch', 'faults']
const focused = (page: Playground): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '')

export const pageScenes: Scenes = {
  async 'the arrows, Home and End go through the tabs, of which one is in the Tab order'(page) {
    await page.open('image')
    await page.evaluate(() => document.querySelector<HTMLElement>('#tab-image')?.focus())
    for (const [key, tab] of [
      ['ArrowRight', 'text'],
      ['ArrowLeft', 'image'],
      ['ArrowLeft', 'faults'],
      ['Home', 'image'],
      ['End', 'faults'],
      ['ArrowRight', 'image'],
    ] as const) {
      await page.press(key)
      expect(await focused(page)).toBe(`tab-${tab}`)
      await page.waitFor((tab) => document.querySelector(`#${tab}:not([hidden]) .ask-button`), tab)
      expect(await page.count('.panel:not([hidden])')).toBe(1)
      expect(await page.count('#tabs [tabindex="0"]')).toBe(1)
      expect(await page.evaluate(() => location.hash.slice(1).split('?')[0])).toBe(tab)
    }
  },

  async 'the address holds what was typed, and opens it again, but no key'(page) {
    await page.open('text')
    await page.click('[name="live"]')
    await page.fill('[name="key"]', 'sk_a_key_that_must_not_leak')
    await page.prompt('text', 'a & b? é')
    await page.waitFor(() => location.hash.includes('prompt'))
    const hash = await page.evaluate(() => location.hash)
    expect(hash).not.toContain('sk_')
    await page.open('text', hash.split('?')[1])
    expect(await page.evaluate(() => document.querySelector<HTMLTextAreaElement>('#text textarea')?.value)).toBe(
      'a & b? é',
    )
    expect(await page.evaluate(() => document.querySelector<HTMLInputElement>('[name="key"]')?.value)).toBe('')
    expect(await page.evaluate(() => document.querySelector<HTMLInputElement>('[name="live"]')?.checked)).toBe(false)
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
    expect(kept).toEqual([0, 0, ''])
  },

  async 'another address shows its tab with its form, whether it was open before or not'(page) {
    await page.open('image', 'seed=5&nologo=true')
    const go = (hash: string) =>
      page.evaluate((hash) => {
        location.hash = hash
      }, hash)
    const value = (selector: string) =>
      page.evaluate((selector) => document.querySelector<HTMLInputElement>(selector)?.value, selector)
    await go('text?prompt=a+hare&seed=3')
    await page.waitFor(() => document.querySelector('#text:not([hidden]) .ask-button'))
    expect([await value('#text [name="prompt"]'), await value('#text [name="seed"]')]).toEqual(['a hare', '3'])
    await go('image?seed=7')
    await page.waitFor(() => document.querySelector('#image:not([hidden])'))
    expect(await value('#image [name="seed"]')).toBe('7')
    expect(await page.count('#image [name="nologo"]:checked'), 'what the address does not name is as usual').toBe(0)
    expect(await page.text('.address a')).toContain('seed=7')
    expect(await page.text('#image .code-panel code')).toContain('seed: 7')
    await page.waitFor(() => location.hash === '#image?seed=7')
  },

  async 'a storm of clicks on every button leaves nothing stuck'(page) {
    await page.open('image', 'width=64&height=64')
    await page.setPace(0)
    await page.evaluate(() => {
      const { broken } = Object.assign(globalThis, { broken: [] as string[] })
      addEventListener('error', ({ message }) => broken.push(message))
      addEventListener('unhandledrejection', ({ reason }) => broken.push(`${reason}`))
    })
    for (const name of names) {
      await page.click(`#tab-${name}`)
      await page.waitFor((name) => document.querySelector(`#${name} .ask-button`), name)
      await page.evaluate(async (name) => {
        const buttons = [...document.querySelectorAll<HTMLButtonElement>(`#${name} button`)]
        for (let turn = 0; turn < 10; turn++) {
          // Downloads are for another test.
          for (const button of buttons) if (button.textContent !== 'Download') button.click()
          await new Promise((resolve) => setTimeout(resolve, 10))
        }
        document.querySelector<HTMLButtonElement>(`#${name} .stop`)?.click()
      }, name)
      await page.waitFor((name) => (document.querySelector(`#${name}`) as HTMLElement).dataset.state !== 'busy', name)
      await page.evaluate((name) => {
        if (name !== 'image') document.querySelector<HTMLFormElement>(`#${name} form`)?.reset()
      }, name)
      await page.ask(name)
      await page.until(name, name === 'faults' ? 'error' : 'done')
    }
    expect(await page.evaluate(() => (globalThis as unknown as { broken: string[] }).broken)).toEqual([])
  },
}
