import { expect, test } from 'vitest'
import { DONE, delta, END, event, say, stop } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { reasonOf } from './read-all.ts'
import { RESET, SSE, STALL, serve } from './serve.ts'

const STORY = [say('one '), say('two '), say('three'), END]
const pause = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms))

test.for(HOSTS)('toReadableStream() asks for nothing before it is read, on %s', async (host) => {
  const served = serve({ steps: STORY })
  const readable = open(host, served).toReadableStream()
  const reader = readable.getReader()
  await pause()
  expect(served.requests).toEqual([])
  await reader.read()
  expect(served.requests).toHaveLength(1)
})

test.for(HOSTS)('toReadableStream() gives one piece a pull, and reads no further, on %s', async (host) => {
  const served = serve({ steps: STORY })
  const reader = open(host, served).toReadableStream().getReader()
  for (const [at, value] of ['one ', 'two ', 'three'].entries()) {
    expect(await reader.read()).toEqual({ done: false, value })
    await pause()
    expect(served.pulls).toBe(at + 1)
  }
  expect(await reader.read()).toEqual({ done: true, value: undefined })
})

test('toReadableStream() gives the pieces of one read one by one', async () => {
  const stream = openChat('gen', serve({ steps: [STORY.join('')] }))
  const reader = stream.toReadableStream().getReader()
  expect((await reader.read()).value).toBe('one ')
  await pause()
  expect(stream.partial.text).toBe('one ')
  expect((await reader.read()).value).toBe('two ')
})

test.for(HOSTS)('to cancel a ReadableStream closes the connection, on %s', async (host) => {
  const served = serve({ steps: [say('one '), STALL] })
  const stream = open(host, served)
  const reader = stream.toReadableStream().getReader()
  await reader.read()
  await reader.cancel('enough')
  expect(served.closed).toBe(1)
  expect(await stream.result()).toMatchObject({ text: 'one ', finishReason: 'stopped' })
})

test('to cancel a ReadableStream while it waits closes the connection', async () => {
  for (const reply of [{ hangs: true }, { steps: [STALL] }, { steps: [say('one '), STALL] }] as const) {
    const served = serve(reply)
    const reader = openChat('gen', served).toReadableStream().getReader()
    if ('steps' in reply && reply.steps.length === 2) await reader.read()
    const waiting = reader.read()
    await pause()
    await reader.cancel()
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(served.closed).toBe(1)
  }
})

test('to cancel a ReadableStream that was never read sends nothing', async () => {
  const served = serve({ steps: STORY })
  await openChat('gen', served).toReadableStream().cancel()
  await pause()
  expect(served.requests).toEqual([])
})

test('toReadableStream() errors as the stream does, and gives what came before', async () => {
  const stream = openChat('gen', serve({ steps: [say('one ') + say('two'), RESET] }))
  const reader = stream.toReadableStream().getReader()
  expect((await reader.read()).value).toBe('one ')
  expect((await reader.read()).value).toBe('two')
  const error = await reasonOf(reader.read())
  expect(error).toMatchObject({ code: 'incomplete', partial: 'one two' })
  expect(await reasonOf(stream.result())).toBe(error)
})

test('toReadableStream() errors with the reason of an abort', async () => {
  const controller = new AbortController()
  const stream = openChat('gen', serve({ steps: [say('one '), STALL] }), { signal: controller.signal })
  const reader = stream.toReadableStream().getReader()
  await reader.read()
  const waiting = reasonOf(reader.read())
  controller.abort('enough')
  expect(await waiting).toBe('enough')
})

test("toReadableStream() goes through the platform's own streams", async () => {
  const upper = new TransformStream<string, string>({ transform: (piece, to) => to.enqueue(piece.toUpperCase()) })
  const bytes = openChat('gen', serve({ steps: STORY }))
    .toReadableStream()
    .pipeThrough(upper)
    .pipeThrough(new TextEncoderStream())
  expect(await new Response(bytes).text()).toBe('ONE TWO THREE')
})

test.for(HOSTS)('toResponse() is plain text with the whole answer, on %s', async (host) => {
  const response = await open(host, serve({ steps: [say('Grüße '), say('👋 '), say('und mehr'), END] })).toResponse()
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await response.text()).toBe('Grüße 👋 und mehr')
})

test('toResponse() waits for the first event, and no longer', async () => {
  const served = serve({
    steps: [': hello\n\n', delta({ role: 'assistant', content: '' }), { wait: 20 }, say('one '), STALL],
  })
  const response = openChat('gen', served).toResponse()
  const first = await Promise.race([response, pause(10)])
  expect(first).toBeUndefined()
  const reader = (await response).body?.getReader()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('one ')
  await reader?.cancel()
  expect(served.closed).toBe(1)
})

test('toResponse() is there with the first thought, and its body holds the text alone', async () => {
  const served = serve({ steps: [delta({ reasoning: 'Hm.' }), { wait: 10 }, say('one '), say('two'), END] })
  const response = await openChat('gen', served).toResponse()
  expect(served.pulls).toBe(1)
  expect(await response.text()).toBe('one two')
})

test.for(HOSTS)(
  'toResponse() rejects where there is no answer, instead of becoming a broken 200, on %s',
  async (host) => {
    const none: [Parameters<typeof serve>[0], string][] = [
      [{ status: 400 }, 'bad_request'],
      [{ status: 429 }, 'rate_limit'],
      [{ fails: new TypeError('fetch failed') }, 'network'],
      [{ headers: { 'content-type': 'text/html' }, steps: ['<html>'] }, 'unexpected_content'],
      [{ steps: [event({ error: 'busy' })] }, 'provider'],
      [{ steps: [DONE] }, 'empty'],
      [{ steps: [] }, 'incomplete'],
    ]
    for (const [reply, code] of none) {
      const stream = open(host, serve(reply), { maxRetries: 0 })
      const error = await reasonOf(stream.toResponse())
      expect(error).toMatchObject({ code })
      expect(await reasonOf(stream.result())).toBe(error)
    }
  },
)

test('toResponse() rejects with a refusal of gen', async () => {
  const steps = [say('Your key has reached its budget: https://enter.pollinations.ai/edit-key'), stop(), DONE]
  const served = serve({ headers: { ...SSE, 'cache-control': 'private, no-store' }, steps })
  expect(await reasonOf(openChat('gen', served).toResponse())).toMatchObject({ code: 'key_budget' })
})

test('toResponse() takes a status and headers', async () => {
  const init = { status: 201, statusText: 'Made', headers: { 'X-Mine': 'yes' } }
  const response = await openChat('gen', serve({ steps: STORY })).toResponse(init)
  expect(response).toMatchObject({ status: 201, statusText: 'Made' })
  expect(response.headers.get('x-mine')).toBe('yes')
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(init.headers).toEqual({ 'X-Mine': 'yes' })
})

test('toResponse() leaves a content type that is given', async () => {
  for (const headers of [{ 'Content-Type': 'text/markdown' }, new Headers([['content-type', 'text/markdown']])]) {
    const response = await openChat('gen', serve({ steps: STORY })).toResponse({ headers })
    expect(response.headers.get('content-type')).toBe('text/markdown')
  }
})

test('toResponse() of an answer without text is an empty body', async () => {
  expect(await (await openChat('gen', serve({ steps: [END] })).toResponse()).text()).toBe('')
})

test('an error in the middle breaks the body of the Response', async () => {
  const stream = openChat('gen', serve({ steps: [say('one '), RESET] }))
  const response = await stream.toResponse()
  expect(await reasonOf(response.text())).toMatchObject({ code: 'incomplete', partial: 'one ' })
})

test('to cancel the body of a Response closes the connection', async () => {
  const served = serve({ steps: [say('one '), STALL] })
  const stream = openChat('gen', served)
  const response = await stream.toResponse()
  await response.body?.cancel()
  expect(served.closed).toBe(1)
  expect((await stream.result()).finishReason).toBe('stopped')
})

test('the body of a Response asks for no more than is read', async () => {
  const served = serve({ steps: STORY })
  const response = await openChat('gen', served).toResponse()
  await pause()
  expect(served.pulls).toBe(1)
  expect(await response.text()).toBe('one two three')
})

test('an emoji that comes as two halves is whole in the body of a Response', async () => {
  const half = (letters: string) => `data: {"choices":[{"delta":{"content":"${letters}"}}]}\n\n`
  const response = await openChat('gen', serve({ steps: [half('a\\ud83d'), half('\\ude00b'), END] })).toResponse()
  expect(await response.text()).toBe('a😀b')
})
