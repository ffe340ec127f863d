import { expect, test } from 'vitest'
import { createEmulator, type Emulator, type Fault } from '../../../src/testing/index.ts'
import { GEN, IMAGE, KEY, post, TEXT, user } from './ask.ts'
import { joinDeltas, readChunks } from './decode.ts'

const PICTURE = `${IMAGE}/prompt/bee?width=8&height=8`
const CHAT = `${GEN}/v1/chat/completions`
const faulty = (...faults: Fault[]): Emulator => createEmulator({ faults })

const refusals = [
  ['balance', /^The account behind this API key doesn't have enough credits/, 402, 'INSUFFICIENT_BALANCE'],
  ['key_budget', /^The API key used for this request has reached its budget/, 402, 'KEY_BUDGET_EXHAUSTED'],
  ['permission', /isn't allowed to use/, 403, 'FORBIDDEN'],
] as const

test.each(refusals)(
  'refusal %s: a 200 with an assistant message, in the form that was asked for',
  async (refusal, pattern) => {
    const fetch = faulty({ refusal })
    const json = await post(fetch, CHAT, user('bee'))
    const events = await post(fetch, CHAT, user('bee', { stream: true }))
    const plain = await fetch(`${GEN}/text/bee`, { headers: KEY })
    for (const response of [json, events, plain]) {
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, no-store'])
      expect(response.headers.has('x-model-used')).toBe(false)
    }
    const body = await json.json()
    expect(body.usage).toEqual({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })
    const chunks = readChunks(await events.text())
    expect(chunks.at(-1)?.usage?.total_tokens).toBe(0)
    for (const text of [body.choices[0].message.content, joinDeltas(chunks, 'content'), await plain.text()]) {
      expect(text).toMatch(pattern)
      expect(text).toContain('https://enter.pollinations.ai/')
    }
  },
)

test.each(refusals)(
  'refusal %s keeps its status where JSON was asked for, and for media',
  async (refusal, _pattern, status, code) => {
    const fetch = faulty({ refusal })
    for (const response of [
      await post(fetch, CHAT, user('bee', { response_format: { type: 'json_object' } })),
      await post(fetch, CHAT, user('bee', { response_format: { type: 'json_schema', json_schema: {} } })),
      await fetch(`${GEN}/text/bee?json=true`, { headers: KEY }),
      await fetch(`${GEN}/image/bee`, { headers: KEY }),
      await post(fetch, `${GEN}/v1/embeddings`, { input: 'bee' }),
    ]) {
      expect(response.status).toBe(status)
      const { error } = await response.json()
      expect([error.code, error.fixUrl]).toEqual([code, expect.stringContaining('https://enter.pollinations.ai/')])
    }
  },
)

test('refusal deprecation: the notice of the classic text host as JSON, plain or as a stream, and the error of the image host', async () => {
  const fetch = faulty({ refusal: 'deprecation' })
  const json = await (await post(fetch, `${TEXT}/openai`, user('bee'))).json()
  const plain = await (await fetch(`${TEXT}/bee`)).text()
  const chunks = readChunks(await (await fetch(`${TEXT}/bee?stream=true`)).text())
  expect(json.usage.total_tokens).toBe(0)
  for (const text of [json.choices[0].message.content, plain, joinDeltas(chunks, 'content')]) {
    expect(text).toMatch(/^⚠️ \*\*IMPORTANT NOTICE\*\* ⚠️[\s\S]*https:\/\/enter\.pollinations\.ai/)
  }
  expect((await fetch(PICTURE)).headers.get('x-error-type')).toBe('Forbidden')
})
