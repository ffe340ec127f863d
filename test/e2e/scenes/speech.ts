import { expect } from 'vitest'
import type { Scenes } from '../scene.ts'

export const speechScenes: Scenes = {
  async 'a text becomes a sound: its waves are drawn and the player has it'(page) {
    await page.open('speech')
    await page.waitFor(() => document.querySelectorAll('#speech [name="voice"] option').length > 5)
    await page.prompt('speech', 'Good morning, dear garden')
    await page.press('Enter')
    await page.until('speech', 'done')
    expect(await page.text('#speech [data-fact="length"]')).toBe('1.50 s')
    const { coloured, width } = await page.evaluate(() => {
      const canvas = document.querySelector('.wave') as HTMLCanvasElement
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      )
      return { coloured: data.filter((value, at) => at % 4 === 3 && value > 0).length, width: canvas.width }
    })
    expect(coloured).toBeGreaterThan(width * 10)
    await page.waitFor(() => Math.abs((document.querySelector('audio') as HTMLAudioElement).duration - 1.5) < 0.1)
    const [, request] = await page.requests()
    expect(request?.url).toMatch(/^https:\/\/gen\.pollinations\.ai\/audio\/Good%20morning/)
  },

  async 'an empty text is told in a sentence'(page) {
    await page.open('speech')
    await page.prompt('speech', '')
    await page.ask('speech')
    await page.until('speech', 'error')
    expect(await page.text('#speech .code')).toBe('invalid_prompt')
  },
}
