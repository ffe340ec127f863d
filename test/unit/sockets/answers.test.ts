import { expect, test } from 'vitest'
import { chat, generateImage, streamChat } from '../../../src/index.ts'
import { reasonOf } from '../text/read-all.ts'
import { start } from './sockets.ts'

const MESSAGES = [{ role: 'user' as const, content: 'Hello there' }]
const MEGABYTE = 1024 * 1024

test('a picture of twenty megabytes comes whole, with its progress', async () => {
  const body = `GIF89a${'x'.repeat(20 * MEGABYTE)}`
  const server = await start({ faults: [{ body, headers: { 'content-type': 'image/gif' } }] })
  const received: number[] = []
  const { blob, mediaType } = await generateImage('a bee', {
    ...server.classic,
    onEvent: (event) => {
      if (event.type === 'progress') received.push(event.received)
    },
  })
  expect(mediaType).toBe('image/gif')
  expect(blob.size).toBe(body.length)
  expect(await blob.slice(-3).text()).toBe('xxx')
  expect(received.at(-1)).toBe(body.length)
  expect(received.length).toBeGreaterThan(10)
  expect([...received].sort((a, b) => a - b)).toEqual(received)
})

test('a redirect is followed', async () => {
  const location = '/image.pollinations.ai/prompt/elsewhere?width=64&height=64'
  const server = await start({ faults: [{ nth: 1, status: 302, body: '', headers: { location } }] })
  const { blob, mediaType } = await generateImage('a bee', { ...server.classic, width: 64, height: 64 })
  expect(mediaType).toMatch(/^image\//)
  expect(blob.size).toBeGreaterThan(100)
  expect(server.requests.map(({ url }) => new URL(url).pathname)).toEqual(['/prompt/a%20bee', '/prompt/elsewhere'])
})

test('a redirect to another origin takes the body along, and not the key', async () => {
  const other = await start()
  const location = `${other.url('gen.pollinations.ai')}/v1/chat/completions`
  const server = await start({ faults: [{ status: 307, body: '', headers: { location } }] })
  for (const call of [() => chat(MESSAGES, server.gen), () => streamChat(MESSAGES, server.gen).result()]) {
    // Without the key the other one refuses.
    expect(await reasonOf(call())).toMatchObject({ status: 401 })
  }
  expect(server.requests[0]?.headers.authorization).toBe('Bearer sk_test')
  for (const request of other.requests) {
    expect(request.headers.authorization).toBeUndefined()
    expect(JSON.stringify(request)).not.toContain('sk_test')
    expect(request.body).toContain('Hello there')
  }
  expect(other.requests).toHaveLength(2)
})

test('redirects in a circle are `network`', async () => {
  const server = await start({
    faults: [{ status: 302, body: '', headers: { location: '/image.pollinations.ai/prompt/again' } }],
  })
  const error = await reasonOf(generateImage('a bee', { ...server.classic, maxRetries: 0 }))
  expect(error).toMatchObject({ name: 'NetworkError', code: 'network' })
})
