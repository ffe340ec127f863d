import { expect, test } from 'vitest'
import { chat, generateImage, NetworkError } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { factsOf, failureOf } from '../helpers/failure.ts'
import { HOSTS, ROUTES } from '../helpers/routes.ts'
import { chatReply, PNG, pictureReply, stub } from '../helpers/stub.ts'
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

test.each(HOSTS)('$name: a Response that was read before is a typed error, not an empty result', async (route) => {
  const used = route.kind === 'image' ? pictureReply() : chatReply()
  await used.arrayBuffer()
  await failureOf(route.run({ fetch: () => Promise.resolve(used), ...quick }))
  const locked = route.kind === 'image' ? pictureReply() : chatReply()
  locked.body?.getReader()
  await failureOf(route.run({ fetch: () => Promise.resolve(locked), ...quick }))
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
