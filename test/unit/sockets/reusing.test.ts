import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { chat, generateImage, generateText, streamChat, streamText } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { reasonOf } from '../text/read-all.ts'
import { pause, soon, start } from './sockets.ts'

// Node's own fetch takes two sockets for calls that follow each other closely.
const FEW = 2
const MESSAGES = [{ role: 'user' as const, content: 'Hello there' }]

test('a connection is used again after each complete call', async () => {
  const server = await start()
  for (let round = 0; round < 5; round++) {
    await generateText(`Say hello ${round}, please`, server.gen)
    await chat(MESSAGES, server.gen)
    await generateImage(`bee ${round}`, { ...server.classic, width: 64, height: 64 })
  }
  expect(server.requests).toHaveLength(15)
  expect(server.sockets().used).toBeLessThanOrEqual(FEW)
})

test('a connection is used again after each complete stream', async () => {
  // With its length told the answer ends with [DONE] itself: how soon a chunk of nothing follows is up to the machine.
  const body = 'data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
  const headers = { 'content-type': 'text/event-stream', 'content-length': `${body.length}` }
  const server = await start({ faults: [{ body, headers }] })
  for (let round = 0; round < 20; round++) expect(await streamText('Say hello, please', server.gen).text()).toBe('Hi')
  expect(server.requests).toHaveLength(20)
  expect(server.sockets().used).toBeLessThanOrEqual(FEW)
})

test('a connection is used again after an answer that was refused', async () => {
  const server = await start({ faults: [{ status: 400 }] })
  for (let round = 0; round < 5; round++)
    expect(await reasonOf(chat(MESSAGES, server.gen))).toMatchObject({ status: 400 })
  expect(server.sockets().used).toBeLessThanOrEqual(FEW)
})

test('two hundred streams side by side are all read right', async () => {
  const server = await start({ pace: 1 })
  const fetch = createEmulator()
  const prompts = Array.from({ length: 200 }, (_, at) => `Tell me story number ${at}, please`)
  const texts = await Promise.all(prompts.map((prompt) => streamText(prompt, server.gen).text()))
  const wanted = await Promise.all(prompts.map((prompt) => streamText(prompt, { apiKey: 'sk_test', fetch }).text()))
  expect(texts).toEqual(wanted)
  expect(new Set(texts).size).toBe(200)
})

test('a thousand calls on one signal leave no listener, no warning and no socket behind', async () => {
  const warnings: unknown[] = []
  const note = (warning: unknown) => void warnings.push(warning)
  process.on('warning', note)
  const server = await start()
  const { signal } = new AbortController()
  const options = { ...server.gen, signal, maxRetries: 0 }
  const kinds = [
    () => generateText('Hello, please', options),
    () => chat(MESSAGES, options),
    () => streamChat(MESSAGES, options).result(),
    async () => {
      for await (const _ of streamChat(MESSAGES, options)) break
    },
    () => reasonOf(chat(MESSAGES, { ...options, body: { messages: [] } })),
  ]
  // Node warns at eleven listeners; a call has two at most.
  for (let round = 0; round < 200; round++) {
    await Promise.all(kinds.map((call) => call()))
    if (round === 0) expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  }
  expect(server.requests).toHaveLength(1000)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  await pause(20)
  process.off('warning', note)
  expect(warnings).toEqual([])
  expect(await soon(() => server.sockets().open <= 10)).toBe(true)
})
