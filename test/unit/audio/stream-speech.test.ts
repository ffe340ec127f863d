import { getEventListeners } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { createLimiter, pollinationsClassic, type SpeakOptions, speak, streamSpeech } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { bytesReply, latin, soundReply, WAV } from '../helpers/media.ts'
import { GEN, KEY, TEXT } from '../helpers/routes.ts'
import { findIn } from '../helpers/search.ts'
import { bodyOf, jsonReply, never, type Reply, stub } from '../helpers/stub.ts'
import { advance, isOpen, turns } from '../helpers/time.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()
afterEach(() => void vi.useRealTimers())

const key = { apiKey: KEY }

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
}
const open = (options: SpeakOptions, text = 'Hello, bees!') => streamSpeech(text, { ...key, ...options }).getReader()
const streaming = (pieces: Parameters<typeof bodyOf>[0], type = 'audio/mpeg'): Reply => {
  return () => Promise.resolve(new Response(bodyOf(pieces), { headers: { 'content-type': type } }))
}

/** A body that says whether its reader has left. */
function watched(pieces: Uint8Array[], end: 'close' | 'hang' = 'hang') {
  const state = { cancelled: false, pulled: 0 }
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces[state.pulled++]
        if (piece) controller.enqueue(piece)
        else if (end === 'close') controller.close()
        else return never()
      },
      cancel() {
        state.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { state, reply: () => Promise.resolve(new Response(body, { headers: { 'content-type': 'audio/mpeg' } })) }
}

test('the bytes are those of `speak`, on gen and on the classic host', async () => {
  for (const options of [{ ...key, voice: 'nova' }, { provider: pollinationsClassic() }]) {
    emulate({ split: 100 })
    const { blob } = await speak('Hello there, bees!', options)
    const streamed = await bytesOf(streamSpeech('Hello there, bees!', options))
    expect(Buffer.compare(Buffer.from(await blob.arrayBuffer()), Buffer.from(streamed))).toBe(0)
  }
})

test('on gen it is a POST with each option, since only that is streamed', async () => {
  const fetch = stub(soundReply())
  const options = { voice: 'nova', model: 'tts', format: 'pcm', instructions: 'Whisper.', seed: 7, duration: 2 }
  await bytesOf(streamSpeech('Hello', { ...key, ...options, fetch }))
  const { method, url, headers, body } = fetch.asked[0] ?? {}
  expect([method, url]).toEqual(['POST', `${GEN}/v1/audio/speech`])
  expect(headers).toEqual({ 'content-type': 'application/json', authorization: `Bearer ${KEY}` })
  const { format, ...others } = options
  expect(JSON.parse(body as string)).toEqual({ input: 'Hello', ...others, response_format: format })
})

test('on the classic host it is the request of `speak`', async () => {
  const fetch = stub(soundReply())
  await bytesOf(streamSpeech('Hello there', { provider: pollinationsClassic(), fetch }))
  expect(fetch.asked[0]?.url).toBe(`${TEXT}/Hello%20there?model=openai-audio&voice=alloy`)
})

test('nothing is asked for before the first read, and one piece of the body a read', async () => {
  const { state, reply } = watched([WAV, latin('b'), latin('c')], 'close')
  const fetch = stub(reply)
  const apiKey = vi.fn(() => KEY)
  const stream = streamSpeech('Hello', { apiKey, fetch })
  await turns()
  expect([fetch.asked.length, apiKey.mock.calls.length]).toEqual([0, 0])
  const reader = stream.getReader()
  await turns()
  expect(fetch.asked).toHaveLength(0)
  expect((await reader.read()).value).toEqual(WAV)
  await turns()
  expect([fetch.asked.length, state.pulled]).toEqual([1, 1])
  expect((await reader.read()).value).toEqual(latin('b'))
  await turns()
  expect(state.pulled).toBe(2)
})

test.each([1, 7, 11, 12, 1000])('reads of %i bytes are handed on whole', async (split) => {
  emulate()
  const whole = await bytesOf(streamSpeech('Hello, bees!', key))
  emulate({ split })
  expect(await bytesOf(streamSpeech('Hello, bees!', key))).toEqual(whole)
})

test('bad input rejects the first read, without any request', async () => {
  const fetch = stub(soundReply())
  const bad: [unknown, unknown, string][] = [
    ['', {}, 'invalid_prompt'],
    [7, {}, 'invalid_prompt'],
    ['x'.repeat(10_001), {}, 'invalid_prompt'],
    ['Hello', { seed: 0.5 }, 'invalid_option'],
    ['Hello', { duration: Number.NaN }, 'invalid_option'],
    ['Hello', { stallTimeout: -1 }, 'invalid_option'],
    ['Hello', { apiKey: '' }, 'missing_key'],
    ['Hello', { apiKey: undefined }, 'missing_key'],
  ]
  for (const [text, options, code] of bad) {
    const stream = streamSpeech(text as string, { ...key, fetch, ...(options as object) })
    const error = await failureOf(stream.getReader().read())
    expect(error.code, JSON.stringify([text, options])).toBe(code)
  }
  expect(
    (
      await failureOf(
        streamSpeech('Hello', null as never)
          .getReader()
          .read(),
      )
    ).code,
  ).toBe('invalid_option')
  expect(fetch.asked).toEqual([])
})

test('a refusal rejects the first read, and the later ones with the same error', async () => {
  emulate({ status: 402 })
  const reader = open({})
  const error = await failureOf(reader.read())
  expect([error.name, error.code, error.status]).toEqual(['PaymentError', 'balance', 402])
  expect(await rejectionOf(reader.read())).toBe(error)
})

test('what is no sound is refused before anything is handed out', async () => {
  const cases: [Reply, string, string][] = [
    [bytesReply(latin('I can not.'), 'text/plain'), 'unexpected_content', 'I can not.'],
    [jsonReply({ error: { message: 'No voice' } }), 'unexpected_content', 'No voice'],
    [bytesReply(latin('\x89PNG\r\n'), 'audio/mpeg'), 'unexpected_content', 'image/png'],
    [bytesReply(latin(''), 'audio/mpeg'), 'empty', ''],
  ]
  for (const [reply, code, said] of cases) {
    const error = await failureOf(open({ fetch: stub(reply) }).read())
    expect([error.code, error.message.includes(said)]).toEqual([code, true])
  }
})

test('a failure before the first byte is tried again with the same bytes; a timeout and anything later is not', async () => {
  const emulator = emulate({ nth: 1, status: 503 }, { nth: 2, reset: true })
  await bytesOf(streamSpeech('Hello', { ...key, seed: 'random', retryDelay: () => 0 }))
  expect(emulator.requests).toHaveLength(3)
  expect(new Set(emulator.requests.map(({ body }) => body)).size).toBe(1)
  const silent = stub(never)
  const error = await failureOf(open({ fetch: silent, timeout: 20, retryDelay: () => 0 }).read())
  expect([error.code, silent.asked.length]).toEqual(['timeout', 1])
  const broken = stub(streaming([WAV, new TypeError('terminated')]))
  const reader = open({ fetch: broken, retryDelay: () => 0 })
  await reader.read()
  expect((await failureOf(reader.read())).code).toBe('incomplete')
  expect(broken.asked).toHaveLength(1)
})

test('a connection that dies is `incomplete`, with the platform’s error as its cause', async () => {
  const cause = new TypeError('terminated')
  const reader = open({ fetch: stub(streaming([WAV, cause])) })
  expect((await reader.read()).value).toEqual(WAV)
  const error = await failureOf(reader.read())
  expect([error.name, error.code, error.partial]).toEqual(['StreamError', 'incomplete', ''])
  expect(error.cause).toBe(cause)
})

test('cancelling closes the connection, also while a read waits', async () => {
  for (const waiting of [false, true]) {
    const { state, reply } = watched([WAV])
    const { events, onEvent } = listen()
    const fetch = stub(reply)
    const reader = open({ fetch, onEvent })
    await reader.read()
    const read = waiting ? reader.read() : undefined
    await turns()
    await reader.cancel()
    await turns()
    expect([state.cancelled, fetch.asked[0]?.init.signal?.aborted]).toEqual([true, true])
    expect(await read).toEqual(waiting ? { done: true, value: undefined } : undefined)
    expect(events.map(({ type }) => type).filter((type) => type !== 'progress')).toEqual([
      'request',
      'response',
      'done',
    ])
  }
})

test('cancelling before the answer ends the request, and before the first read asks for nothing', async () => {
  const fetch = stub(never)
  const reader = open({ fetch })
  const read = reader.read()
  await turns()
  await reader.cancel()
  expect(await read).toEqual({ done: true, value: undefined })
  expect([fetch.asked.length, fetch.asked[0]?.init.signal?.aborted]).toEqual([1, true])
  const untouched = stub(soundReply())
  await streamSpeech('Hello', { ...key, fetch: untouched }).cancel()
  await turns()
  expect(untouched.asked).toEqual([])
})

test('cancelling while a retry is waited for ends the wait', async () => {
  const fetch = stub(new Response('no', { status: 503 }))
  const reader = open({ fetch, retryDelay: () => 50 })
  reader.read()
  await turns()
  await reader.cancel()
  await new Promise((resolve) => setTimeout(resolve, 80))
  expect(fetch.asked).toHaveLength(1)
})

test('abort rejects the read with its reason itself and closes the connection, at any point', async () => {
  const reason = { of: 'mine' }
  const before = new AbortController()
  before.abort(reason)
  const untouched = stub(soundReply())
  expect(await rejectionOf(open({ fetch: untouched, signal: before.signal }).read())).toBe(reason)
  expect(untouched.asked).toEqual([])

  const early = new AbortController()
  const silent = stub(never)
  const first = rejectionOf(open({ fetch: silent, signal: early.signal }).read())
  await turns()
  early.abort(reason)
  expect(await first).toBe(reason)
  expect([silent.asked.length, silent.asked[0]?.init.signal?.aborted]).toEqual([1, true])

  for (const waiting of [false, true]) {
    const late = new AbortController()
    const { state, reply } = watched([WAV])
    const fetch = stub(reply)
    const reader = open({ fetch, signal: late.signal })
    await reader.read()
    const pending = waiting ? rejectionOf(reader.read()) : undefined
    late.abort(reason)
    expect(fetch.asked[0]?.init.signal?.aborted).toBe(true)
    expect(await (pending ?? rejectionOf(reader.read()))).toBe(reason)
    expect(state.cancelled).toBe(true)
  }
})

test('abort behind the last byte still throws its reason', async () => {
  const controller = new AbortController()
  const { reply } = watched([WAV], 'close')
  const reader = open({ fetch: stub(reply), signal: controller.signal })
  await reader.read()
  controller.abort('enough')
  expect(await rejectionOf(reader.read())).toBe('enough')
})

test('no listener is left on the signal, however the stream ends', async () => {
  const { signal } = new AbortController()
  const count = () => getEventListeners(signal, 'abort').length
  await bytesOf(streamSpeech('Hello', { ...key, signal, fetch: stub(soundReply()) }))
  await rejectionOf(open({ signal, maxRetries: 0, fetch: stub(new Response('no', { status: 404 })) }).read())
  await rejectionOf(open({ signal, voice: '' }).read())
  const broken = open({ signal, fetch: stub(streaming([WAV, new TypeError('terminated')])) })
  await broken.read()
  await rejectionOf(broken.read())
  const left = open({ signal, fetch: stub(watched([WAV]).reply) })
  await left.read()
  expect(count()).toBeGreaterThan(0)
  await left.cancel()
  const early = open({ signal, fetch: stub(never) })
  early.read()
  await turns()
  await early.cancel()
  await turns()
  expect(count()).toBe(0)
})

test('a silence of stallTimeout while a read waits is `stalled`; a slow reader never stalls', async () => {
  vi.useFakeTimers()
  const { state, reply } = watched([WAV, latin('b')])
  const reader = open({ fetch: stub(reply) })
  await reader.read()
  await advance(100_000)
  expect((await reader.read()).value).toEqual(latin('b'))
  const last = failureOf(reader.read())
  await advance(29_900)
  expect(await isOpen(last)).toBe(true)
  await advance(200)
  const error = await last
  expect([error.name, error.code, error.partial]).toEqual(['StreamError', 'stalled', ''])
  expect(error.message).toContain('no data for 30 s')
  expect(state.cancelled).toBe(true)
})

test('timeout bounds the wait for the first byte and nothing after it', async () => {
  vi.useFakeTimers()
  const slow = stub(never)
  const first = failureOf(open({ fetch: slow, timeout: 1000 }).read())
  await advance(1001)
  expect((await first).code).toBe('timeout')
  const reader = open({ fetch: stub(watched([WAV, latin('b')]).reply), timeout: 1000 })
  await reader.read()
  await advance(5000)
  expect((await reader.read()).value).toEqual(latin('b'))
})

test('a limiter’s slot is held until the end, and let go of by cancel and failure', async () => {
  const limiter = createLimiter({ concurrency: 1 })
  const free = () => limiter.acquire().then((release) => release())
  const reader = open({ limiter, fetch: stub(watched([WAV]).reply) })
  await reader.read()
  const next = free()
  expect(await isOpen(next)).toBe(true)
  await reader.cancel()
  await next
  await rejectionOf(open({ limiter, maxRetries: 0, fetch: stub(new Response('no', { status: 404 })) }).read())
  await free()
  await bytesOf(streamSpeech('Hello', { ...key, limiter, fetch: stub(soundReply()) }))
  await free()
})

test('events tell how it went', async () => {
  const { events, onEvent } = listen()
  await bytesOf(streamSpeech('Hello', { ...key, onEvent, fetch: stub(soundReply()) }))
  expect(events.map(({ type }) => type)).toEqual(['request', 'response', 'progress', 'done'])
  expect(new Set(events.map(({ operation, url }) => `${operation} ${url}`))).toEqual(
    new Set([`streamSpeech ${GEN}/v1/audio/speech`]),
  )
  const broken = listen()
  const reader = open({ onEvent: broken.onEvent, fetch: stub(streaming([WAV, new TypeError('x')])) })
  await reader.read()
  const error = await rejectionOf(reader.read())
  expect(only(broken.events, 'error').map((event) => event.error)).toEqual([error])
  expect(only(broken.events, 'done')).toEqual([])
})

test('the key stands nowhere: not in the stream, its pieces, its errors or its events', async () => {
  const { events, onEvent } = listen()
  const said = `no Bearer ${KEY} here`
  const replies: Reply[] = [
    soundReply({ 'x-request-id': KEY }),
    new Response(said, { status: 400 }),
    bytesReply(latin(said), 'text/plain'),
    bytesReply(WAV, `audio/${KEY}`),
    streaming([WAV, new TypeError(said)]),
    () => Promise.reject(new TypeError(said)),
  ]
  for (const reply of replies) {
    const stream = streamSpeech('Hello', { ...key, onEvent, maxRetries: 0, fetch: stub(reply) })
    const outcome = await bytesOf(stream).catch((error: unknown) => error)
    expect([outcome, stream].flatMap((thing) => findIn(thing, KEY))).toEqual([])
  }
  expect(events.length).toBeGreaterThan(10)
  expect(findIn(events, KEY)).toEqual([])
})
