import { expect, test } from 'vitest'
import { chat, generateImage, generateText, streamChat, streamText, type TextStream } from '../../../src/index.ts'
import { reasonOf } from '../text/read-all.ts'
import { type Server, soon, start } from './sockets.ts'

const MESSAGES = [{ role: 'user' as const, content: 'Tell me a long story' }]
const HOSTS = ['gen', 'classic'] as const

/** Streams that go on for a second and more; what reached its end was never `aborted`. */
function streams(server: Server, host: (typeof HOSTS)[number], signal?: AbortSignal): TextStream[] {
  return [
    streamText('Tell me a long story, please', { ...server[host], signal }),
    streamChat(MESSAGES, { ...server[host], signal }),
  ]
}
const isClosed = (server: Server) =>
  soon(() => server.requests.every(({ aborted }) => aborted) && server.sockets().open === 0)

test.for(HOSTS)('S1: the server sees that the loop was left, on %s', async (host) => {
  const server = await start({ pace: 60 })
  for (const stream of streams(server, host)) for await (const _ of stream) break
  expect(await isClosed(server)).toBe(true)
  expect(server.requests).toHaveLength(2)
})

test.for(HOSTS)('S1: the server sees that the loop was left by a throw, on %s', async (host) => {
  const server = await start({ pace: 60 })
  for (const stream of streams(server, host)) {
    const loop = async () => {
      for await (const _ of stream.events()) throw new Error('mine')
    }
    await expect(loop()).rejects.toThrow('mine')
  }
  expect(await isClosed(server)).toBe(true)
})

test.for(HOSTS)('S2: the server sees that a stream was aborted, on %s', async (host) => {
  const server = await start({ pace: 60 })
  const controller = new AbortController()
  const reading = streams(server, host, controller.signal).map((stream) => reasonOf(stream.text()))
  expect(await soon(() => server.requests.length === 2)).toBe(true)
  controller.abort('enough')
  expect(await Promise.all(reading)).toEqual(['enough', 'enough'])
  expect(await isClosed(server)).toBe(true)
  expect(server.requests).toHaveLength(2)
})

test.for(HOSTS)('the server sees that a ReadableStream was cancelled, on %s', async (host) => {
  const server = await start({ pace: 60 })
  for (const stream of streams(server, host)) {
    const reader = stream.toReadableStream().getReader()
    await reader.read()
    await reader.cancel()
  }
  expect(await isClosed(server)).toBe(true)
})

test.for(HOSTS)('the server sees that the body of a Response was cancelled, on %s', async (host) => {
  const server = await start({ pace: 60 })
  for (const stream of streams(server, host)) await (await stream.toResponse()).body?.cancel()
  expect(await isClosed(server)).toBe(true)
})

test('S4: the server sees that a silent stream was given up', async () => {
  const server = await start({ faults: [{ stall: 700 }] })
  const stream = streamChat(MESSAGES, { ...server.gen, stallTimeout: 1000 })
  expect(await reasonOf(stream.result())).toMatchObject({ code: 'stalled', partial: stream.partial.text })
  expect(await isClosed(server)).toBe(true)
})

test('S17: the server sees that a stream was left at [DONE]', async () => {
  const body = 'data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
  const rest = `data: ${'x'.repeat(1000)}\n\n`
  const fault = { body: body + rest, headers: { 'content-type': 'text/event-stream' }, stall: body.length + 500 }
  const server = await start({ faults: [fault] })
  expect(await streamChat(MESSAGES, server.gen).text()).toBe('Hi')
  expect(await isClosed(server)).toBe(true)
})

test('the server sees that a call was aborted, before the headers and in the body', async () => {
  for (const fault of [{ hang: true } as const, { stall: 40 }]) {
    const server = await start({ faults: [fault] })
    const controller = new AbortController()
    const { signal } = controller
    const calls = [
      generateText('Say hello, please', { ...server.gen, signal }),
      chat(MESSAGES, { ...server.gen, signal }),
      generateImage('a bee', { ...server.classic, signal }),
    ].map(reasonOf)
    expect(await soon(() => server.requests.length === 3)).toBe(true)
    controller.abort('enough')
    expect(await Promise.all(calls)).toEqual(['enough', 'enough', 'enough'])
    expect(await isClosed(server)).toBe(true)
    expect(server.requests).toHaveLength(3)
  }
})

test('the server sees that a call timed out', async () => {
  for (const fault of [{ hang: true } as const, { stall: 40 }]) {
    const server = await start({ faults: [fault] })
    const error = await reasonOf(chat(MESSAGES, { ...server.classic, timeout: 100 }))
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'timeout' })
    expect(await isClosed(server)).toBe(true)
  }
})
