import { getEventListeners } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import {
  type CallOptions,
  createLimiter,
  editImage,
  embed,
  generateVideo,
  pollinations,
  pollinationsClassic,
  speak,
  streamSpeech,
  transcribe,
  upload,
} from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { filmReply, soundReply, WAV } from '../helpers/media.ts'
import { KEY, PROXY } from '../helpers/routes.ts'
import { findIn } from '../helpers/search.ts'
import { jsonReply, never, PNG, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

interface OnlyGen {
  name: string
  run(options: CallOptions): Promise<unknown>
  /** A good answer. */
  good(headers?: Record<string, string>): Response
  /** Whether a failed try is repeated. */
  tries: boolean
}

const wav = new Blob([WAV], { type: 'audio/wav' })
const image = 'https://a.example/1.png'
const picture = { data: [{ b64_json: Buffer.from(PNG).toString('base64') }] }
const as = (options: CallOptions) => options as object

/** What only gen can do, or where its language is spoken. */
const CALLS: readonly OnlyGen[] = [
  { name: 'speak', run: (options) => speak('Hello', as(options)), good: soundReply, tries: true },
  {
    name: 'streamSpeech',
    run: (options) => new Response(streamSpeech('Hello', as(options))).arrayBuffer(),
    good: soundReply,
    tries: true,
  },
  {
    name: 'transcribe',
    run: (options) => transcribe(wav, as(options)),
    good: (headers) => jsonReply({ text: 'Hello' }, 200, headers),
    tries: true,
  },
  { name: 'generateVideo', run: (options) => generateVideo('a bee', as(options)), good: filmReply, tries: true },
  {
    name: 'editImage',
    run: (options) => editImage('a bee', { image, ...as(options) }),
    good: (headers) => jsonReply(picture, 200, headers),
    tries: true,
  },
  {
    name: 'embed',
    run: (options) => embed('bees', as(options)),
    good: (headers) => jsonReply({ data: [{ embedding: [1] }] }, 200, headers),
    tries: true,
  },
  {
    name: 'upload',
    run: (options) => upload(wav, as(options)),
    good: (headers) => jsonReply({ id: 'a', url: 'https://media.pollinations.ai/a' }, 200, headers),
    tries: false,
  },
]

describe.each(CALLS)('$name', ({ name, run, good, tries }) => {
  test('without a key it is missing_key, before any request', async () => {
    const fetch = stub(good())
    const options = [
      {},
      { apiKey: undefined },
      { provider: pollinations() },
      { apiKey: '' },
      { apiKey: async () => ' ' },
    ]
    for (const option of options) {
      const error = await failureOf(run({ fetch, ...option }))
      expect([error.name, error.code, error.context.operation]).toEqual(['AuthenticationError', 'missing_key', name])
      expect(error.suggestion).toContain('https://enter.pollinations.ai')
    }
    expect(fetch.asked).toEqual([])
  })

  test('with a key it is a request to the service, and a good answer is a result', async () => {
    const emulator = emulate()
    await run({ apiKey: KEY })
    expect(emulator.requests).toHaveLength(1)
    const [request] = emulator.requests
    expect(new URL(`${request?.url}`).host).toBe(`${name === 'upload' ? 'media' : 'gen'}.pollinations.ai`)
    expect([request?.headers.authorization, request?.url.includes(KEY)]).toEqual([`Bearer ${KEY}`, false])
  })

  test('behind another base no key is needed, and headers may hold another one', async () => {
    const provider = pollinations(PROXY)
    const fetch = stub(good())
    await run({ provider, fetch })
    await run({ provider, fetch, headers: { Authorization: 'Bearer other' } })
    expect(fetch.asked.map(({ url }) => new URL(url).origin + new URL(url).pathname.slice(0, 4))).toEqual([
      `${PROXY}/`,
      `${PROXY}/`,
    ])
    expect(fetch.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer other'])
  })

  test("Authorization in headers is refused at the service's own host", async () => {
    const fetch = stub(good())
    const error = await failureOf(run({ apiKey: KEY, fetch, headers: [['authorization', 'Bearer other']] }))
    expect([error.code, fetch.asked]).toEqual(['invalid_option', []])
  })

  test('a provider that cannot do it is refused, before any request', async () => {
    const fetch = stub(good())
    const worker = { kind: 'flux-worker', url: 'https://flux.example' }
    const providers = name.includes('peech') || name === 'speak' ? [worker] : [worker, pollinationsClassic()]
    for (const provider of providers) {
      expect((await failureOf(run({ apiKey: KEY, fetch, provider }))).code).toBe('invalid_option')
    }
    expect(fetch.asked).toEqual([])
  })

  test('fetch gets nothing that a runtime may refuse', async () => {
    const fetch = stub(good())
    await run({ apiKey: KEY, fetch })
    const allowed = ['method', 'headers', 'body', 'signal', 'redirect']
    expect(Object.keys(fetch.asked[0]?.init ?? {}).filter((field) => !allowed.includes(field))).toEqual([])
  })

  test('an echoed key stands in no result, error or event', async () => {
    const { events, onEvent } = listen()
    const echo = { 'x-request-id': `id-${KEY}`, 'x-model-used': KEY }
    const options = { apiKey: KEY, onEvent, maxRetries: 0 }
    const found: unknown[] = []
    const note = (value: unknown) => void found.push(value)
    await run({ ...options, fetch: stub(good(echo)) }).then(note)
    const refusals = [
      new Response(`{"error":{"message":"no ${KEY}"}}`, { status: 400, headers: echo }),
      new Response(`no ${KEY}`, { status: 503, headers: { ...echo, 'content-type': `audio/${KEY}` } }),
      new Response(`${KEY} is no answer`, { headers: { ...echo, 'content-type': 'text/html' } }),
      () => Promise.reject(Object.assign(new TypeError(`fetch failed for ${KEY}`), { key: KEY })),
    ]
    for (const reply of refusals) await failureOf(run({ ...options, fetch: stub(reply) })).then(note)
    expect(found).toHaveLength(5)
    expect(findIn([found, events], KEY)).toEqual([])
  })

  test(tries ? 'a failed try is followed by the identical request' : 'a failed try is the last', async () => {
    const fetch = stub(new Response('no', { status: 503 }), () => Promise.reject(new TypeError('failed')), good())
    const { events, onEvent } = listen()
    const work = run({ apiKey: KEY, fetch, onEvent, retryDelay: () => 0 })
    if (!tries) {
      expect((await failureOf(work)).code).toBe('unavailable')
      expect(fetch.asked).toHaveLength(1)
      return
    }
    await work
    const texts = fetch.asked.map(async ({ url, method, headers, body }) => [
      url,
      method,
      headers,
      body === undefined ? '' : await new Response(body as Blob).text(),
    ])
    const [first, ...others] = await Promise.all(texts)
    expect(others).toEqual([first, first])
    expect(only(events, 'retry').map(({ error }) => error.code)).toEqual(['unavailable', 'network'])
  })

  test('already aborted: the reason itself, and no request', async () => {
    const fetch = stub(good())
    const reason = { why: 'enough' }
    expect(await rejectionOf(run({ apiKey: KEY, fetch, signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(fetch.asked).toEqual([])
  })

  test('an abort at any point is its reason at once, the connection closed, without a further request', async () => {
    const reason = new Error('enough')
    let cancelled = 0
    const silent = () => new Response(new ReadableStream({ pull: never, cancel: () => void cancelled++ }))
    const headers = { 'content-type': name === 'generateVideo' ? 'video/mp4' : 'audio/wav' }
    const begun = async () => {
      const [start] = new Uint8Array(await good().arrayBuffer())
      const pull = (controller: ReadableStreamDefaultController) =>
        start === undefined ? never() : void controller.enqueue(Uint8Array.of(start))
      return new Response(new ReadableStream({ start: pull, cancel: () => void cancelled++ }), { headers })
    }
    const replies = [never, silent, begun, ...(tries ? [new Response('no', { status: 503 })] : [])]
    for (const reply of replies) {
      const controller = new AbortController()
      const fetch = stub(reply)
      const pending = rejectionOf(run({ apiKey: KEY, fetch, signal: controller.signal }))
      await vi.waitFor(() => expect(fetch.asked).toHaveLength(1))
      await new Promise((resolve) => setTimeout(resolve, 15))
      controller.abort(reason)
      expect(await pending).toBe(reason)
      expect(fetch.asked).toHaveLength(1)
      expect(fetch.asked[0]?.init.signal?.aborted || !(reply instanceof Function)).toBe(true)
    }
    expect(cancelled).toBe(2)
  })

  test('no listener is left on the signal, and no slot of a limiter is kept', async () => {
    const { signal } = new AbortController()
    const limiter = createLimiter({ concurrency: 1 })
    const options = { apiKey: KEY, signal, limiter, maxRetries: 0 }
    await run({ ...options, fetch: stub(good()) })
    await failureOf(run({ ...options, fetch: stub(new Response('no', { status: 400 })) }))
    await run({ ...options, fetch: stub(good()) })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('a silence in the body is `stalled`, in a refusal too it does not hang', async () => {
    const options = { apiKey: KEY, stallTimeout: 20, maxRetries: 0 }
    const silent = () => new Response(new ReadableStream({ pull: never }))
    const error = await failureOf(run({ ...options, fetch: stub(silent) }))
    expect([error.name, error.code, error.retryable]).toEqual(['StreamError', 'stalled', true])
    const refusal = () => new Response(new ReadableStream({ pull: never }), { status: 400 })
    expect((await failureOf(run({ ...options, fetch: stub(refusal) }))).code).toBe('bad_request')
  })
})
