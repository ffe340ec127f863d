import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { makePicture } from '../../../src/testing/make/make-picture.ts'
import type { Playground, Scenes } from '../scene.ts'

interface Body {
  messages: { role: string; content: unknown }[]
  tools?: unknown[]
}

const bodies = async (page: Playground): Promise<Body[]> =>
  (await page.requests()).map(({ body }) => JSON.parse(body) as Body)

async function say(page: Playground, words: string): Promise<void> {
  const before = await page.count('.talk .answered')
  await page.prompt('chat', words)
  await page.press('Enter')
  await page.waitFor((before) => document.querySelectorAll('.talk .answered').length > before, before)
  await page.until('chat', 'done')
}

export const chatScenes: Scenes = {
  async 'the whole conversation goes along, until a new chat'(page) {
    await page.open('chat')
    await say(page, 'My name is Ada')
    await say(page, 'What is my name?')
    const roles = (await bodies(page)).map(({ messages }) => messages.map(({ role }) => role).join())
    expect(roles).toEqual(['user', 'user,assistant,user'])
    expect(await page.count('.talk li')).toBe(4)
    await page.click('#chat .result .tools button')
    expect(await page.count('.talk li')).toBe(0)
    await say(page, 'Who am I?')
    expect((await bodies(page)).at(-1)?.messages).toHaveLength(1)
  },

  async 'reasoning is folded away, and no part of the text'(page) {
    await page.open('chat', 'think=true')
    await page.ask('chat')
    await page.until('chat', 'done')
    expect(await page.count('.talk details')).toBe(1)
    expect(await page.count('.talk details[open]')).toBe(0)
    expect(await page.text('.talk details p')).toContain('Let me think')
    expect(await page.text('.talk .text')).not.toContain('Let me think')
  },

  async 'a tool is called, and its result goes into the answer'(page) {
    await page.open('chat', 'tools=true')
    await say(page, 'What is the weather in Oslo?')
    expect(await page.text('.talk summary')).toBe('Called get_weather')
    expect(await page.text('.talk details pre')).toContain('"sky":"rain"')
    expect(await page.text('.talk .text')).toContain('"sky":"rain"')
    const sent = await bodies(page)
    expect(sent.map(({ messages }) => messages.at(-1)?.role)).toEqual(['user', 'tool'])
    expect(sent[0]?.tools).toHaveLength(2)
  },

  async 'a picture goes along; one of ten megabytes is refused in a sentence, and nothing is stuck'(page) {
    const small = join(tmpdir(), 'small.png')
    const large = join(tmpdir(), 'large.png')
    writeFileSync(small, makePicture(8, 8))
    writeFileSync(large, new Uint8Array(10_000_000))
    await page.open('chat')
    await page.setFiles('#chat [name="pictures"]', large)
    await page.waitFor(() => document.querySelector('.picked-note')?.textContent)
    expect(await page.text('.picked-note')).toBe(
      'large.png has 10.0 MB. A picture may have 5.0 MB here: make it smaller, then add it again.',
    )
    expect(await page.count('.picked li')).toBe(0)
    await page.setFiles('#chat [name="pictures"]', small)
    await page.waitFor(() => document.querySelectorAll('.picked li').length === 1)
    await say(page, 'What do you see?')
    expect(await page.text('.talk .text')).toMatch(/I received: image\/png, \d+ bytes/)
    expect(await page.count('.picked li')).toBe(0)
    expect(await page.count('.talk .said img')).toBe(1)
  },

  async 'an empty message is told in a sentence and asks nobody, and a picture goes alone'(page) {
    await page.open('chat')
    await page.prompt('chat', ' ')
    await page.ask('chat')
    await page.until('chat', 'error')
    expect(await page.text('#chat .message')).toBe('There is nothing to send. Write something, or add a picture.')
    expect(await page.count('.talk li')).toBe(0)
    expect(await page.requests()).toEqual([])
    const small = join(tmpdir(), 'small.png')
    writeFileSync(small, makePicture(8, 8))
    await page.setFiles('#chat [name="pictures"]', small)
    await page.waitFor(() => document.querySelectorAll('.picked li').length === 1)
    await page.ask('chat')
    await page.until('chat', 'done')
    expect(await page.text('.talk .text')).toContain('I received: image/png')
    expect((await bodies(page))[0]?.messages[0]?.content).toMatchObject([{ type: 'image_url' }])
  },

  async 'what was typed comes back when nothing was answered'(page) {
    await page.open('chat')
    await page.setFaults({ status: 400 })
    await page.prompt('chat', 'Hello there')
    await page.press('Enter')
    await page.until('chat', 'error')
    expect(await page.text('#chat .code')).toBe('bad_request')
    expect(await page.evaluate(() => document.querySelector<HTMLTextAreaElement>('#chat textarea')?.value)).toBe(
      'Hello there',
    )
    expect(await page.count('.talk li')).toBe(0)
    await page.setFaults()
    await page.ask('chat')
    await page.until('chat', 'done')
  },
}
