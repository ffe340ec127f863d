import { expect, test, vi } from 'vitest'
import {
  chat,
  createLimiter,
  generateImage,
  isBlossomError,
  NetworkError,
  StreamError,
  streamText,
} from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { factsOf, failureOf } from '../helpers/failure.ts'
import { HOSTS, KEY, ROUTES } from '../helpers/routes.ts'
import { bodyOf, chatReply, PNG, pictureReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const user = [{ role: 'user', content: 'Hello' }] as const
const quick = { retryDelay: () => 0 }

test.each(ROUTES)('$name goes through a given fetch, and not through the global one', async ({ run, kind, method }) => {
  const emulator = emulate()
  const fetch = stub(kind === 'image' && method === 'GET' ? pictureReply() : chatReply())
  await run({ fetch, maxRetries: 0 }).catch(() => {})
  expect([fetch.asked.length, emulator.requests.length]).toEqual([1, 0])
})

test('an emulator is a fetch', async () => {
  const fetch = createEmulator()
  const { blob } = await generateImage('a fox', { fetch, width: 8, height: 8 })
  expect([blob.type, fetch.requests.length]).toEqual(['image/png', 1])
})

test('the global fetch is looked up at each call, so that it can be replaced', async () => {
  const before = globalThis.fetch
  const fetch = stub(chatReply('from the other one'))
  globalThis.fetch = fetch as typeof globalThis.fetch
  try {
    expect((await chat(user)).text).toBe('from the other one')
  } finally {
    globalThis.fetch = before
  }
})

const thrown: Record<string, unknown> = {
  'a TypeError': new TypeError('Failed to fetch'),
  'an error with a cause': new TypeError('fetch failed', {
    cause: Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }),
  }),
  'an AggregateError': new AggregateError([new Error('v4'), new Error('v6')]),
  'a DOMException': new DOMException('Aborted', 'AbortError'),
  'a text': 'no network',
  undefined: undefined,
  null: null,
  'a symbol': Symbol('no'),
  'an object without a prototype': Object.assign(Object.create(null), { message: 'no' }),
  'an object that cannot be made a text': { toString: () => ({}) },
  'an error with a getter that throws': Object.defineProperty(new Error('no'), 'request', {
    enumerable: true,
    get() {
      throw new Error('no request')
    },
  }),
  'a frozen error': Object.freeze(new Error('no')),
  'an error in a circle': circle(),
  'an error in a wider circle': new Error('outer', { cause: circle(new Error('middle')) }),
}
function circle(inner?: Error): Error {
  const error = new Error('round', { cause: inner })
  ;(inner ?? error).cause = error
  return error
}

test.each(HOSTS.flatMap((route) => Object.keys(thrown).map((what) => ({ what, name: route.name, route }))))(
  '$name: a fetch that throws or rejects with $what is a NetworkError after all tries',
  async ({ what, route }) => {
    const reason = thrown[what]
    for (const reply of [
      () => Promise.reject(reason),
      () => {
        throw reason
      },
    ]) {
      const fetch = stub(reply)
      const error = await failureOf(route.run({ fetch, ...quick }))
      expect(error).toBeInstanceOf(NetworkError)
      expect(factsOf(error)).toEqual({ name: 'NetworkError', code: 'network', retryable: true })
      expect(error.message).not.toMatch(/[\r\n]/)
      expect(error.suggestion).not.toBe('')
      expect(fetch.asked).toHaveLength(4)
    }
  },
)

test("without a key to hide, the cause of a NetworkError is the platform's own error", async () => {
  const cause = thrown['an error with a cause']
  const error = await failureOf(chat(user, { fetch: stub(() => Promise.reject(cause)), maxRetries: 0 }))
  expect(error.cause).toBe(cause)
})

test('a host that does not exist is a NetworkError', async () => {
  emulate()
  const error = await failureOf(
    generateImage('a fox', {
      provider: { kind: 'custom', planImage: () => ({ url: 'https://nowhere.invalid/x', method: 'GET' }) } as never,
      maxRetries: 0,
    }),
  )
  expect(error.code).toBe('network')
})

const answers: Record<string, () => unknown> = {
  undefined: () => undefined,
  'a promise of undefined': async () => undefined,
  'a promise of null': async () => null,
  'a text': async () => 'ok',
  'an object': async () => ({ ok: true }),
  'an object with a status': async () => ({ status: 200 }),
  'an object with a body': async () => ({ status: 200, body: 'hello' }),
  'parsed JSON': async () => ({ choices: [] }),
}
test.each(HOSTS.flatMap((route) => Object.keys(answers).map((what) => ({ what, name: route.name, route }))))(
  '$name: a fetch that gives $what instead of a Response is a typed error, and asked once',
  async ({ what, route }) => {
    const fetch = stub(answers[what] as () => unknown)
    const error = await failureOf(route.run({ fetch, ...quick }))
    expect([error.constructor.name, error.code]).toEqual(['APIError', 'unexpected_content'])
    expect(error.message).not.toMatch(/[\r\n]/)
    expect(error.suggestion).not.toBe('')
    expect(fetch.asked).toHaveLength(1)
  },
)

test.each(HOSTS)('$name: a Response that was read already is a typed error after one request', async (route) => {
  const reply = () => (route.kind === 'image' ? pictureReply() : chatReply())
  const used = reply()
  await used.arrayBuffer()
  const locked = reply()
  locked.body?.getReader()
  const twice = reply()
  await route.run({ fetch: async () => twice }).catch(() => {})
  const closed = { status: 200, headers: new Headers(), body: 'text' }
  const broken = {
    status: 200,
    headers: new Headers(),
    body: {
      getReader: () => {
        throw new Error('no reader')
      },
    },
  }
  for (const response of [used, locked, twice, closed, broken]) {
    const fetch = stub(() => Promise.resolve(response))
    const error = await failureOf(route.run({ fetch, ...quick }))
    expect([error.name, error.code]).toEqual(['APIError', 'unexpected_content'])
    expect(error.message).toContain('already read')
    expect(fetch.asked).toHaveLength(1)
  }
})

test('a body without getReader, or none at all, is read by arrayBuffer', async () => {
  const text = await chatReply('whole').text()
  const bytes = new TextEncoder().encode(text).buffer
  for (const body of [null, undefined, { pipe: () => {} }]) {
    const response = { status: 200, headers: new Headers(), body, arrayBuffer: async () => bytes }
    expect((await chat(user, { fetch: async () => response as unknown as Response })).text).toBe('whole')
  }
})

test('a body that is read as one is bounded by timeout, not by stallTimeout', async () => {
  vi.useFakeTimers()
  try {
    const bytes = new TextEncoder().encode(await chatReply('late').text()).buffer
    const slow = (ms: number) => async () =>
      ({
        status: 200,
        headers: new Headers(),
        body: null,
        arrayBuffer: () => new Promise((resolve) => setTimeout(() => resolve(bytes), ms)),
      }) as unknown as Response
    const late = chat(user, { fetch: slow(500), stallTimeout: 100, timeout: 1000 })
    const never = failureOf(chat(user, { fetch: slow(5000), stallTimeout: 100, timeout: 1000, maxRetries: 0 }))
    await vi.advanceTimersByTimeAsync(1000)
    expect((await late).text).toBe('late')
    expect((await never).code).toBe('timeout')
  } finally {
    vi.useRealTimers()
  }
})

test('a Response of another realm or library is read all the same', async () => {
  const foreign = {
    status: 200,
    statusText: 'OK',
    headers: { get: (name: string) => (name.toLowerCase() === 'content-type' ? 'image/png' : null), has: () => false },
    body: new Response(PNG).body,
  }
  const { mediaType, blob } = await generateImage('a fox', { fetch: async () => foreign as unknown as Response })
  expect([mediaType, blob.size]).toEqual(['image/png', PNG.length])
})

test('a body that gives reads of any buffer is not mixed up', async () => {
  const buffer = new Uint8Array([...PNG, ...PNG]).buffer
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(buffer, 0, 20))
      controller.enqueue(new Uint8Array(buffer, 20, PNG.length - 20))
      controller.close()
    },
  })
  const { blob } = await generateImage('a fox', { fetch: async () => new Response(body) })
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(PNG)
})

test('the body of an answer that is not wanted any more is cancelled', async () => {
  let cancelled = 0
  const reply = () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(8192)),
          cancel: () => void cancelled++,
        }),
        { status: 503 },
      ),
    )
  await failureOf(generateImage('a fox', { fetch: stub(reply), ...quick }))
  expect(cancelled).toBe(4)
})

test('a cancel that fails does not become an unhandled rejection', async () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  const reply = () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(8192)),
          cancel: () => Promise.reject(new Error('no')),
        }),
        { status: 503 },
      ),
    )
  await failureOf(generateImage('a fox', { fetch: stub(reply), ...quick }))
  const late = () => new Promise<Response>((_, reject) => setTimeout(() => reject(new Error('late')), 40))
  await failureOf(generateImage('a fox', { fetch: stub(late), timeout: 10, maxRetries: 0 }))
  await new Promise((resolve) => setTimeout(resolve, 80))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

const big = new Uint8Array(20_000)
const bodyWith = (cancel: unknown) => async () => ({
  status: 400,
  headers: new Headers(),
  body: { getReader: () => ({ read: async () => ({ done: false, value: big }), cancel }) },
})
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
const opaque = {
  'a revoked proxy': revoked,
  'a getter of the mark that throws': () => ({
    get '~blossom'() {
      throw new Error('getter')
    },
  }),
  'an error whose cause throws': () =>
    Object.defineProperty(new Error('outer'), 'cause', {
      get() {
        throw new Error('getter')
      },
    }),
  'a proxy whose traps throw': () =>
    new Proxy(new Error('inner'), {
      get() {
        throw new Error('trap')
      },
    }),
}
const ends: Record<string, () => unknown> = {
  'cancel() throws': bodyWith(() => {
    throw new Error('no cancel')
  }),
  'cancel() returns nothing': bodyWith(() => {}),
  'cancel() rejects': bodyWith(() => Promise.reject(new Error('no cancel'))),
  'there is no cancel()': bodyWith(undefined),
  ...Object.fromEntries(
    Object.entries(opaque).flatMap(([name, make]) => [
      [
        `${name} is thrown`,
        () => {
          throw make()
        },
      ],
      [`${name} is rejected with`, () => Promise.reject(make())],
    ]),
  ),
}
test.each(Object.keys(ends))('the slot is released and the call fails with a typed error when %s', async (end) => {
  for (const apiKey of [KEY, undefined]) {
    const limiter = createLimiter({ concurrency: 1 })
    const options = { limiter, apiKey, maxRetries: 0 }
    expect(isBlossomError(await failureOf(chat(user, { ...options, fetch: stub(ends[end] as () => unknown) })))).toBe(
      true,
    )
    expect((await chat(user, { ...options, fetch: stub(chatReply('next')) })).text).toBe('next')
  }
})

test('a release that throws, or that a limiter does not return, does not break a call', async () => {
  const releases = [
    () => {
      throw new Error('no release')
    },
    () => Promise.reject(new Error('no release')),
    undefined,
  ]
  for (const release of releases) {
    const limiter = { acquire: async () => release as () => void }
    expect((await chat(user, { limiter, fetch: stub(chatReply('done')) })).text).toBe('done')
  }
})

test.each(Object.keys(opaque))('isBlossomError never throws: %s', (name) => {
  const value = opaque[name as keyof typeof opaque]()
  expect([isBlossomError(value), isBlossomError(value, 'network')]).toEqual([false, false])
})

const gaveUp = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('Timeout'), { code }) })
class UndiciError extends Error {
  code = 'UND_ERR_HEADERS_TIMEOUT'
}
test.each([
  ['headers, as Node says it', () => gaveUp('UND_ERR_HEADERS_TIMEOUT')],
  ['the body, as Node says it', () => gaveUp('UND_ERR_BODY_TIMEOUT')],
  ['headers, as undici says it', () => Object.assign(new Error('x'), { code: 'UND_ERR_HEADERS_TIMEOUT' })],
  [
    'headers, by a class of its own',
    () => new TypeError('fetch failed', { cause: new UndiciError('Headers Timeout Error') }),
  ],
])(
  'a platform that ends the wait for %s is `timeout`, retried where a timeout is, with one warning',
  async (_name, make) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    try {
      for (const [apiKey, requests] of [
        [KEY, 4],
        [undefined, 1],
      ] as const) {
        warn.mockClear()
        const fetch = stub(() => Promise.reject(make()))
        const error = await failureOf(chat(user, { apiKey, fetch, ...quick }))
        expect([error.name, error.code]).toEqual(['TimeoutError', 'timeout'])
        expect(error.message).toContain('300 s')
        expect(error.suggestion).toContain('fetch that waits longer')
        expect(error.cause).toBeInstanceOf(Error)
        expect([fetch.asked.length, warn.mock.calls.length]).toEqual([requests, 1])
      }
    } finally {
      warn.mockRestore()
    }
  },
)

test('a platform that ends the wait inside a stream is `stalled`, with the text so far', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const chunk = 'data: {"choices":[{"delta":{"content":"Once"}}]}\n\n'
  const body = bodyOf([chunk, gaveUp('UND_ERR_BODY_TIMEOUT')])
  const fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  const error = await failureOf(streamText('A story', { fetch, apiKey: KEY }).text())
  warn.mockRestore()
  expect(error).toBeInstanceOf(StreamError)
  expect([error.code, error.partial]).toEqual(['stalled', 'Once'])
})

test('a refused connection or a connect timeout stays `network`', async () => {
  for (const code of ['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKET']) {
    const error = await failureOf(chat(user, { fetch: () => Promise.reject(gaveUp(code)), maxRetries: 0 }))
    expect(error.code).toBe('network')
  }
})

test('what is changed in the options during a call does not reach a later attempt', async () => {
  const other = stub(chatReply())
  const options = {
    apiKey: KEY,
    retryDelay: () => 0,
    maxRetries: 1,
    fetch: stub(
      () => {
        Object.assign(options, { fetch: other, maxRetries: 5, timeout: 1, signal: AbortSignal.abort() })
        return Promise.resolve(new Response('', { status: 503 }))
      },
      () => Promise.resolve(new Response('', { status: 503 })),
    ),
  }
  const { fetch } = options
  expect((await failureOf(chat(user, options))).status).toBe(503)
  expect([fetch.asked.length, other.asked.length]).toEqual([2, 0])
})
