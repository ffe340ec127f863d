import { expect } from 'vitest'
import type { Scenes } from '../scene.ts'

export const imageScenes: Scenes = {
  async 'a prompt becomes a picture of exactly the size that was asked'(page) {
    await page.open('image')
    await page.fill('#image [name="width"]', '320')
    await page.fill('#image [name="height"]', '200')
    await page.fill('#image [name="seed"]', '7')
    await page.prompt('image', 'a bee on a rose')
    await page.press('Enter')
    await page.until('image', 'done')
    const { size, alt } = await page.evaluate(() => {
      const { naturalWidth, naturalHeight, alt } = document.querySelector('.picture') as HTMLImageElement
      return { size: [naturalWidth, naturalHeight], alt }
    })
    expect(size).toEqual([320, 200])
    expect(alt).toBe('a bee on a rose')
    expect(await page.text('#image [data-fact="size"]')).toBe('320 × 200')
    expect(await page.text('#image [data-fact="seed"]')).toBe('7')
    const address =
      'https://image.pollinations.ai/prompt/a%20bee%20on%20a%20rose?model=flux&width=320&height=200&seed=7'
    expect(await page.text('.address a')).toBe(address)
    expect((await page.requests()).map(({ url }) => url)).toEqual([address])
  },

  async 'another one has another seed, and each picture of the gallery can be shown again'(page) {
    await page.open('image', 'width=64&height=64')
    await page.ask('image')
    await page.until('image', 'done')
    const first = await page.text('#image [data-fact="seed"]')
    expect(await page.text('.address a'), 'a drawn seed is in the address').toBe((await page.requests())[0]?.url)
    expect(await page.text('.address a')).toContain(`&seed=${first}`)
    await page.click('#image .gallery .quiet')
    await page.waitFor(() => document.querySelectorAll('.thumb').length === 2)
    await page.until('image', 'done')
    const second = await page.text('#image [data-fact="seed"]')
    expect(second).not.toBe(first)
    await page.click('.strip li:last-child button')
    await page.waitFor((seed) => document.querySelector('#image [data-fact="seed"]')?.textContent === seed, first)
    expect(await page.count('.thumb[aria-pressed="true"]')).toBe(1)
    expect(await page.text('.address a')).toContain(`&seed=${first}`)
  },

  async 'the switches and the rest of the form go along'(page) {
    await page.open('image', 'without=rain&seed=3&model=turbo')
    for (const name of ['nologo', 'private', 'enhance', 'safe']) await page.click(`#image [name="${name}"]`)
    await page.ask('image')
    await page.until('image', 'done')
    const { searchParams } = new URL((await page.requests())[0]?.url ?? '')
    expect(Object.fromEntries(searchParams)).toEqual({
      model: 'turbo',
      width: '1024',
      height: '768',
      seed: '3',
      nologo: 'true',
      private: 'true',
      enhance: 'true',
      safe: 'true',
      negative_prompt: 'rain',
    })
  },

  async 'an empty prompt is told in a sentence and asks nobody'(page) {
    await page.open('image')
    await page.prompt('image', ' ')
    await page.ask('image')
    await page.until('image', 'error')
    expect(await page.text('#image .code')).toBe('invalid_prompt')
    expect(await page.text('#image .message')).toMatch(/prompt .+\.$/)
    expect((await page.text('#image .suggestion')).length).toBeGreaterThan(5)
    expect(await page.requests()).toEqual([])
    await page.prompt('image', 'a bee')
    await page.ask('image')
    await page.until('image', 'done')
  },

  async 'after an error nothing is offered for a picture that is not shown, until one is chosen again'(page) {
    const shown = () =>
      page.evaluate(() =>
        ['.picture', '.gallery .tools', '.error'].map((part) => {
          const element = document.querySelector(`#image ${part}`) as Element
          return element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible'
        }),
      )
    await page.open('image', 'width=64&height=64')
    await page.ask('image')
    await page.until('image', 'done')
    expect(await shown()).toEqual([true, true, false])
    await page.prompt('image', ' ')
    await page.ask('image')
    await page.until('image', 'error')
    expect(await shown()).toEqual([false, false, true])
    await page.click('.thumb')
    await page.until('image', 'done')
    expect(await shown()).toEqual([true, true, false])
  },

  async 'a picture that is long in coming can be stopped'(page) {
    await page.open('image')
    await page.setFaults({ delay: 20_000 })
    await page.ask('image')
    await page.until('image', 'busy')
    await page.waitFor(() => (globalThis as unknown as { emulator: { requests: [] } }).emulator.requests.length)
    await page.click('#image .stop')
    await page.until('image', 'stopped')
    expect((await page.requests()).map(({ aborted }) => aborted)).toEqual([true])
  },
}
