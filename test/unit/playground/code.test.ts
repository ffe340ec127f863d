import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { batchCode } from '../../../playground/code/batch.ts'
import { chatCode } from '../../../playground/code/chat.ts'
import { faultCode } from '../../../playground/code/faults.ts'
import { imageCode } from '../../../playground/code/image.ts'
import { objectCode } from '../../../playground/code/object.ts'
import type { Snippets } from '../../../playground/code/snippets.ts'
import { speechCode } from '../../../playground/code/speech.ts'
import { textCode } from '../../../playground/code/text.ts'

const nasty = 'a "fox"\n</script> it\'s \\ `1` {x} <b>'
const picture = { type: 'image_url' as const, image_url: { url: new Blob(['x'], { type: 'image/png' }) } }
const messages = [
  { role: 'user' as const, content: [{ type: 'text' as const, text: nasty }, picture] },
  { role: 'assistant' as const, content: nasty },
  { role: 'user' as const, content: [{ type: 'text' as const, text: nasty }, picture] },
]
const all = (key: boolean): Record<string, Snippets> => ({
  image: imageCode(nasty, { model: 'flux', seed: 'random' }, key),
  text: textCode(nasty, { system: nasty }, key),
  chat: chatCode({ messages, options: { model: 'openai' }, tools: false, key }, () => ({
    name: 'x.png',
    type: 'image/png',
  })),
  tools: chatCode({ messages, options: {}, tools: true, key }, () => ({ name: 'x.png', type: 'image/png' })),
  speech: speechCode(nasty, { voice: 'nova' }),
  object: objectCode(nasty, { type: 'object', description: nasty }, key),
  batch: batchCode({ prompts: [nasty], limit: { concurrency: 2, interval: 5 }, options: { width: 8, height: 8 }, key }),
  image_fault: faultCode({
    call: 'generateImage',
    prompt: nasty,
    options: { maxRetries: 0 },
    faults: [{ status: 429 }],
    key,
  }),
  text_fault: faultCode({
    call: 'streamText',
    prompt: nasty,
    options: { stallTimeout: 5 },
    faults: [{ body: nasty }],
    key,
  }),
})

for (const key of [true, false]) {
  test(`every snippet parses, whatever was typed (${key ? 'with' : 'without'} a key)`, async () => {
    for (const [name, { page, react, node }] of Object.entries(all(key))) {
      const [, script = '', rest] = page.split(/<script type="module">|<\/script>/)
      expect(rest, name).toBe('')
      await transform(script, { format: 'esm' })
      await transform(react, { loader: 'jsx', format: 'esm' })
      await transform(node, { format: 'esm' })
    }
  })
}

test('a key is asked for where the code runs, and only when the call sends one', () => {
  for (const [name, snippets] of Object.entries(all(false))) {
    if (name !== 'speech') expect(Object.values(snippets).join(), name).not.toMatch(/apiKey/)
  }
  for (const [name, { page, react, node }] of Object.entries(all(true))) {
    expect(page, name).toContain("const apiKey = prompt('")
    expect(react, name).toMatch(/\{ apiKey \}\) \{.*apiKey/s)
    expect(node, name).toContain('apiKey: process.env.POLLINATIONS_API_KEY')
  }
})
