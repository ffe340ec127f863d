import { expect, test } from 'vitest'
import { chat, generateImage, generateText, streamChat } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { readAll, reasonOf } from '../text/read-all.ts'
import { start } from './sockets.ts'

const MESSAGES = [{ role: 'user' as const, content: 'Tell me a story' }]
const retryDelay = () => 5

test("a reset before the headers is `network` with the platform's error, for every kind of call", async () => {
  const server = await start({ faults: [{ reset: true }] })
  const options = { ...server.gen, maxRetries: 1, retryDelay }
  const calls = [
    generateText('Say hello, please', options),
    chat(MESSAGES, options),
    generateImage('a bee', options),
    streamChat(MESSAGES, options).result(),
  ]
  for (const error of await Promise.all(calls.map(reasonOf))) {
    expect(error).toMatchObject({ name: 'NetworkError', code: 'network', retryable: true, context: { attempts: 2 } })
    expect((error as Error).cause).toBeInstanceOf(Error)
  }
  expect(server.requests).toHaveLength(8)
})

test('S13: a reset before the headers is tried again, and then all is well', async () => {
  const server = await start({ faults: [{ reset: true, nth: 1 }] })
  const stream = streamChat(MESSAGES, { ...server.gen, retryDelay })
  expect((await stream.result()).finishReason).toBe('stop')
  expect(server.requests).toHaveLength(2)
  expect(server.requests[1]).toMatchObject({ body: server.requests[0]?.body })
})

test('a reset in a body is `network`, and not tried again once a byte has come', async () => {
  const server = await start({ faults: [{ reset: true, cut: 50 }] })
  const options = { ...server.gen, retryDelay }
  const calls = [generateText('Say hello, please', options), chat(MESSAGES, options), generateImage('a bee', options)]
  for (const error of await Promise.all(calls.map(reasonOf))) {
    expect(error).toMatchObject({ name: 'NetworkError', code: 'network', context: { attempts: 1 } })
  }
  expect(server.requests).toHaveLength(3)
})

test("S6: a reset in a stream is `incomplete` with what came and the platform's error", async () => {
  const server = await start({ faults: [{ reset: true, cut: 1200 }] })
  for (const host of ['gen', 'classic'] as const) {
    const stream = streamChat(MESSAGES, { ...server[host], retryDelay })
    const { text, error } = await readAll(stream)
    expect(text).not.toBe('')
    expect(error).toMatchObject({ name: 'StreamError', code: 'incomplete', partial: text })
    expect((error as Error).cause).toBeInstanceOf(Error)
  }
  expect(server.requests).toHaveLength(2)
})

test('S5: a stream that ends cleanly too early is `incomplete`', async () => {
  const server = await start({ faults: [{ cut: 1200 }] })
  for (const host of ['gen', 'classic'] as const) {
    const { text, error } = await readAll(streamChat(MESSAGES, server[host]))
    expect(error).toMatchObject({ name: 'StreamError', code: 'incomplete', partial: text })
  }
})

test("S4: silence in a body is `stalled`, a picture's and a JSON's too", async () => {
  const server = await start({ faults: [{ stall: 40 }] })
  const options = { ...server.gen, stallTimeout: 1000, retryDelay }
  const calls = [generateText('Say hello, please', options), chat(MESSAGES, options), generateImage('a bee', options)]
  for (const error of await Promise.all(calls.map(reasonOf))) {
    expect(error).toMatchObject({ name: 'StreamError', code: 'stalled' })
    expect(String(error)).toContain('no data for 1 s')
  }
  expect(server.requests).toHaveLength(3)
})

test('S9: a stream in writes of three bytes is read right', async () => {
  const server = await start({ faults: [{ split: 3 }] })
  const { text } = await streamChat(MESSAGES, server.gen).result()
  expect(text).toBe((await streamChat(MESSAGES, { apiKey: 'sk_test', fetch: createEmulator() }).result()).text)
})

test('nobody at the port is `network`', async () => {
  const server = await start()
  await server.close()
  const error = await reasonOf(streamChat(MESSAGES, { ...server.gen, maxRetries: 0 }).text())
  expect(error).toMatchObject({ name: 'NetworkError', code: 'network' })
})
