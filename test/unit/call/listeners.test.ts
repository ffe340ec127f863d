import { getEventListeners, setMaxListeners } from 'node:events'
import { expect, test } from 'vitest'
import {
  type CallOptions,
  chat,
  createLimiter,
  generateImage,
  generateText,
  streamSpeech,
  streamText,
} from '../../../src/index.ts'
import { HOSTS, KEY } from '../helpers/routes.ts'
import { bodyOf, chatReply, pictureReply, stub } from '../helpers/stub.ts'

// One signal may live as long as a page: no call may leave anything on it.

const user = [{ role: 'user', content: 'Hello' }] as const
/** A stream that goes on, or ends in this. */
const pieces = (...more: string[]): Response => {
  const body = ['{"choices":[{"delta":{"content":"Hi"}}]}', ...more].map((data) => `data: ${data}\n\n`)
  return new Response(bodyOf(more.length ? body : [...body, ...body, ...body]), {
    headers: { 'content-type': 'text/event-stream' },
  })
}
const count = (signal: AbortSignal) => getEventListeners(signal, 'abort').length

test('10,000 calls on one signal leave no listener, however they end', async () => {
  const { signal } = new AbortController()
  // Node warns of more than ten at once.
  setMaxListeners(0, signal)
  const endings: ((options: CallOptions) => Promise<unknown>)[] = [
    (options) => generateImage('a fox', { ...(options as object), fetch: async () => pictureReply() }),
    (options) => chat(user, { ...(options as object), fetch: async () => chatReply() }),
    (options) =>
      generateText('Hello there', { ...(options as object), fetch: async () => new Response('no', { status: 404 }) }),
    (options) => chat(user, { ...(options as object), apiKey: '' }),
    (options) => generateImage('', options as object),
    (options) =>
      chat(user, {
        ...(options as object),
        apiKey: async () => KEY,
        fetch: async () => Promise.reject(new TypeError('no')),
        maxRetries: 1,
      }),
    (options) =>
      generateText('Hello', {
        ...(options as object),
        fetch: async () => new Response('<html>'),
        limiter: createLimiter({ concurrency: 1 }),
      }),
    (options) => generateImage('a fox', { ...(options as object), fetch: async () => undefined as never }),
    (options) => streamText('Hello there', { ...(options as object), fetch: async () => new Response('Hello') }).text(),
    (options) => generateImage('a fox', { ...(options as object), fetch: () => new Promise(() => {}), timeout: 1 }),
    async (options) => {
      for await (const _ of streamText('Hello there', { ...(options as object), fetch: async () => pieces() })) break
    },
    (options) =>
      streamText('Hello there', { ...(options as object), fetch: async () => pieces('{"error":"no"}') }).text(),
    (options) =>
      streamText('Hello there', {
        ...(options as object),
        fetch: stub(new Response('no', { status: 503 }), () => Promise.resolve(pieces())),
      }).text(),
    async (options) => {
      const reader = streamSpeech('Hello', {
        apiKey: KEY,
        ...(options as object),
        fetch: async () => pieces(),
      }).getReader()
      await reader.read().catch(() => {})
      await reader.cancel()
    },
    (options) => streamText('', options as object).result(),
  ]
  let most = 0
  for (let round = 0; round < 100; round++) {
    const calls = Array.from({ length: 100 }, (_, at) =>
      endings[at % endings.length]?.({ signal, retryDelay: () => 0 }).catch(() => {}),
    )
    most = Math.max(most, count(signal))
    await Promise.all(calls)
  }
  expect(count(signal)).toBe(0)
  expect(most).toBeLessThan(400)
}, 60_000)

test('an abort of one signal under 1,000 streams leaves no listener', async () => {
  const controller = new AbortController()
  const { signal } = controller
  setMaxListeners(0, signal)
  const streams = Array.from({ length: 1000 }, () =>
    streamText('Hello there', { signal, fetch: async () => pieces() })[Symbol.asyncIterator](),
  )
  await Promise.all(streams.map((stream) => stream.next()))
  expect(count(signal)).toBeGreaterThan(999)
  controller.abort('enough')
  const ends = await Promise.allSettled(streams.map((stream) => stream.next()))
  expect(ends.every((end) => end.status === 'rejected' && end.reason === 'enough')).toBe(true)
  expect(count(signal)).toBe(0)
})

test.each(HOSTS)('$name: one call holds few listeners while it runs, and none afterwards', async ({ run, kind }) => {
  const { signal } = new AbortController()
  let within = 0
  const fetch = stub(() => {
    within = count(signal)
    return Promise.resolve(kind === 'image' ? pictureReply() : chatReply())
  })
  await run({ signal, fetch })
  expect(within).toBeGreaterThan(0)
  expect(within).toBeLessThan(4)
  expect(count(signal)).toBe(0)
})
