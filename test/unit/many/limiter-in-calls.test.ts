import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chat, createLimiter, generateImage, type Limiter } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { HOSTS } from '../helpers/routes.ts'
import { bodyOf, chatReply, pictureReply, stub } from '../helpers/stub.ts'
import { advance, settle, turns } from '../helpers/time.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const user = [{ role: 'user', content: 'Hello' }] as const

/** A limiter that counts. */
function counting(): Limiter & { taken: number; freed: number; signals: unknown[] } {
  const limiter = {
    taken: 0,
    freed: 0,
    signals: [] as unknown[],
    async acquire(signal?: AbortSignal) {
      limiter.taken++
      limiter.signals.push(signal)
      return () => void limiter.freed++
    },
  }
  return limiter
}

test.each(HOSTS)('$name: a slot is taken for each try and given back after it', async ({ run, kind }) => {
  const limiter = counting()
  const held: number[] = []
  const note = (response: Response) => () => {
    held.push(limiter.taken - limiter.freed)
    return Promise.resolve(response)
  }
  const no = () => new Response('no', { status: 503 })
  const fetch = stub(note(no()), note(no()), note(kind === 'image' ? pictureReply() : chatReply()))
  await settle(run({ fetch, limiter }))
  expect([limiter.taken, limiter.freed, held]).toEqual([3, 3, [1, 1, 1]])
})

test('a slot is given back after success, failure, timeout, stall and abort, once each', async () => {
  const hang = () => new Promise(() => {})
  const silent = () => Promise.resolve(new Response(bodyOf([new Promise(() => {})])))
  const endings: [object, string][] = [
    [{ fetch: stub(pictureReply()) }, 'resolved'],
    [{ fetch: stub(new Response('no', { status: 404 })) }, 'rejected'],
    [{ fetch: stub(() => Promise.reject(new Error('no'))), maxRetries: 0 }, 'rejected'],
    [{ fetch: stub(hang), timeout: 100 }, 'rejected'],
    [{ fetch: stub(silent), stallTimeout: 100 }, 'rejected'],
    [{ fetch: stub(() => undefined) }, 'rejected'],
    [{ fetch: stub(hang), abort: true }, 'rejected'],
  ]
  for (const [options, ending] of endings) {
    const limiter = counting()
    const controller = new AbortController()
    const call = generateImage('a fox', { ...options, limiter, signal: controller.signal }).then(
      () => 'resolved',
      () => 'rejected',
    )
    await advance(200)
    if ('abort' in options) controller.abort()
    expect(await settle(call)).toBe(ending)
    expect([limiter.taken, limiter.freed]).toEqual([1, 1])
  }
})

test('the slot is held until the body has been read', async () => {
  const limiter = counting()
  let finish: () => void = () => {}
  const end = new Promise<void>((resolve) => (finish = resolve))
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(new Uint8Array(await pictureReply().arrayBuffer()))
      await end
      controller.close()
    },
  })
  const call = generateImage('a fox', { fetch: stub(() => Promise.resolve(new Response(body))), limiter })
  await turns()
  expect([limiter.taken, limiter.freed]).toEqual([1, 0])
  finish()
  await call
  expect(limiter.freed).toBe(1)
})

test('no slot is held in the wait between tries', async () => {
  const limiter = counting()
  const call = chat(user, {
    fetch: stub(new Response('no', { status: 503, headers: { 'retry-after': '30' } }), chatReply()),
    limiter,
  })
  await advance(15_000)
  expect([limiter.taken, limiter.freed]).toEqual([1, 1])
  await settle(call)
  expect([limiter.taken, limiter.freed]).toEqual([2, 2])
})

test('the clock of a try starts when the slot is there, so that waiting for it is no timeout', async () => {
  const limiter = createLimiter({ concurrency: 1, interval: 45_000 })
  const fetch = stub(() => new Promise((resolve) => setTimeout(() => resolve(pictureReply()), 900)))
  const calls = [1, 2, 3, 4].map(() => generateImage('a fox', { fetch, limiter, timeout: 1000, maxRetries: 0 }))
  expect(await settle(Promise.all(calls))).toHaveLength(4)
})

test('calls that share a limiter start in their order, and not before their time', async () => {
  const limiter = createLimiter({ concurrency: 1, interval: 45_000 })
  const times: [string, number][] = []
  const start = performance.now()
  const calls = ['one a', 'two b', 'three c'].map((prompt) =>
    generateImage(prompt, {
      limiter,
      fetch: (url) => {
        times.push([new URL(url).pathname.slice(-1), performance.now() - start])
        return Promise.resolve(pictureReply())
      },
    }),
  )
  await settle(Promise.all(calls))
  expect(times).toEqual([
    ['a', 0],
    ['b', 45_000],
    ['c', 90_000],
  ])
})

test('the signal is handed to the limiter', async () => {
  const { signal } = new AbortController()
  const limiter = counting()
  await chat(user, { fetch: stub(chatReply()), limiter, signal })
  await chat(user, { fetch: stub(chatReply()), limiter })
  expect(limiter.signals).toEqual([signal, undefined])
})

test('bad input takes no slot', async () => {
  const limiter = counting()
  await failureOf(chat([], { limiter }))
  await failureOf(generateImage('', { limiter }))
  await failureOf(chat(user, { limiter, apiKey: '' }))
  expect(limiter.taken).toBe(0)
})

test('a limiter that fails fails the call, without a request', async () => {
  const fetch = stub(chatReply())
  const limiter = { acquire: () => Promise.reject(new Error('closed')) }
  await expect(chat(user, { fetch, limiter })).rejects.toThrow('closed')
  expect(fetch.asked).toEqual([])
})
