import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CallOptions, chat, createLimiter } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { rejectionOf } from '../helpers/failure.ts'
import { HOSTS, KEY, ROUTES } from '../helpers/routes.ts'
import { bodyOf, chatReply, never, PNG, type Stub, stub } from '../helpers/stub.ts'
import { advance, settle, turns } from '../helpers/time.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

interface Moment {
  /** No request is under way at that moment. */
  idle?: true
  /** How many requests have gone out by then; there must not be one more. */
  requests: number
  fetch(abort: () => void): Stub
  /** Options that bring the moment about, or abort at it. */
  options?(abort: () => void): CallOptions
  /** Called when everything is under way, if nothing has aborted yet. */
  proceed?(abort: () => void): Promise<void>
}

const soon = async (abort: () => void) => {
  await turns()
  abort()
}
const onEvent =
  (type: string) =>
  (abort: () => void): CallOptions => ({
    onEvent: (event) => {
      if (event.type === type) abort()
    },
  })
const failing = () => stub(new Response('no', { status: 503 }))
const hanging = () => stub(never)
const opened = (...pieces: Parameters<typeof bodyOf>[0]) =>
  stub(() => Promise.resolve(new Response(bodyOf(pieces), { headers: { 'content-type': 'image/png' } })))

const moments: Record<string, Moment> = {
  'in the turn of the call': { requests: 0, fetch: hanging, proceed: async (abort) => abort() },
  'inside the request event': { requests: 0, fetch: hanging, options: onEvent('request') },
  'inside fetch itself': { requests: 1, fetch: (abort) => stub(() => Promise.resolve(abort()).then(never)) },
  'before the headers': { requests: 1, fetch: hanging, proceed: soon },
  'inside the response event': { requests: 1, fetch: () => opened(PNG, never()), options: onEvent('response') },
  'before the first byte': { requests: 1, fetch: () => opened(never()), proceed: soon },
  'in the middle of the body': { requests: 1, fetch: () => opened(PNG, never()), proceed: soon },
  'inside the progress event': { requests: 1, fetch: () => opened(PNG, never()), options: onEvent('progress') },
  'inside an error body': {
    requests: 1,
    fetch: () => stub(() => Promise.resolve(new Response(bodyOf(['no', never()]), { status: 503 }))),
    proceed: soon,
  },
  'inside the retry event': { idle: true, requests: 1, fetch: failing, options: onEvent('retry') },
  'inside retryDelay': {
    idle: true,
    requests: 1,
    fetch: failing,
    options: (abort) => ({ retryDelay: () => Number(abort() ?? 10) }),
  },
  'in the wait before a retry': { idle: true, requests: 1, fetch: failing, proceed: soon },
  'in a long wait that the host asked for': {
    idle: true,
    requests: 1,
    fetch: () => stub(new Response('no', { status: 429, headers: { 'retry-after': '50' } })),
    proceed: async (abort) => {
      await advance(49_000)
      abort()
    },
  },
  'in the second try': {
    requests: 2,
    fetch: () => stub(new Response('no', { status: 503, headers: { 'retry-after': '1' } }), never),
    proceed: async (abort) => {
      await advance(1000)
      abort()
    },
  },
  'in the queue of a limiter': {
    requests: 0,
    fetch: hanging,
    options: () => ({ limiter: { acquire: never } }),
    proceed: soon,
  },
}
const reasons: unknown[] = [new Error('enough'), 'enough', 0, { enough: true }, null]

test.each(HOSTS.flatMap((route) => Object.keys(moments).map((when) => ({ when, name: route.name, route }))))(
  '$name: an abort $when throws signal.reason itself at once, with no further request',
  async ({ when, route }) => {
    const { requests, fetch: make, options, proceed, idle } = moments[when] as Moment
    for (const reason of reasons) {
      const controller = new AbortController()
      const abort = () => controller.abort(reason)
      const fetch = make(abort)
      const call = rejectionOf(route.run({ fetch, signal: controller.signal, ...options?.(abort) }))
      let thrown: unknown = 'nothing yet'
      call.then((error) => {
        thrown = error
      })
      await proceed?.(abort)
      await turns()
      expect(thrown).toBe(reason)
      expect(controller.signal.aborted).toBe(true)
      expect(fetch.asked.at(-1)?.init.signal?.aborted ?? true).toBe(!idle)
      await advance(3_600_000)
      expect(fetch.asked).toHaveLength(requests)
      expect(getEventListeners(controller.signal, 'abort')).toEqual([])
      expect(vi.getTimerCount()).toBe(0)
    }
  },
)

test.each(ROUTES)('$name: an aborted signal means no request', async ({ run }) => {
  for (const reason of reasons) {
    const fetch = hanging()
    const apiKey = vi.fn(() => KEY)
    const acquire = vi.fn(never)
    const keyed = run.toString().includes('KEY') ? { apiKey } : {}
    expect(await rejectionOf(run({ fetch, signal: AbortSignal.abort(reason), limiter: { acquire }, ...keyed }))).toBe(
      reason,
    )
    expect([fetch.asked.length, apiKey.mock.calls.length, acquire.mock.calls.length]).toEqual([0, 0, 0])
  }
})

test.each(HOSTS.filter(({ keyed }) => keyed))(
  '$name: an abort ends the wait for a function that gives the key',
  async ({ run }) => {
    const controller = new AbortController()
    const fetch = hanging()
    const call = rejectionOf(run({ fetch, signal: controller.signal, apiKey: never }))
    await turns()
    controller.abort('enough')
    expect(await call).toBe('enough')
    expect(fetch.asked).toEqual([])
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  },
)

test('a reason that nobody gave is the platform’s AbortError', async () => {
  const controller = new AbortController()
  const call = rejectionOf(chat([{ role: 'user', content: 'Hi' }], { fetch: hanging(), signal: controller.signal }))
  await turns()
  controller.abort()
  expect(await call).toBe(controller.signal.reason)
  expect((controller.signal.reason as DOMException).name).toBe('AbortError')
})

test('AbortSignal.timeout bounds all tries together, and its own error is thrown', async () => {
  vi.useRealTimers()
  const signal = AbortSignal.timeout(60)
  const fetch = stub(new Response('no', { status: 503 }))
  const error = await rejectionOf(chat([{ role: 'user', content: 'Hi' }], { fetch, signal, retryDelay: () => 40 }))
  expect(error).toBe(signal.reason)
  expect((error as DOMException).name).toBe('TimeoutError')
  expect(fetch.asked.length).toBeGreaterThan(0)
})

test('a failure that only calls itself an abort is a network failure, and tried again', async () => {
  const fetch = stub(
    () => Promise.reject(new DOMException('The user aborted a request.', 'AbortError')),
    () => Promise.reject(new DOMException('timed out', 'TimeoutError')),
    chatReply(),
  )
  const call = chat([{ role: 'user', content: 'Hi' }], {
    fetch,
    signal: new AbortController().signal,
    retryDelay: () => 0,
  })
  expect((await settle(call)).text).toBe('Hello')
  expect(fetch.asked).toHaveLength(3)
})

test('an abort is told as one error event with the reason, and is never wrapped', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const { events, onEvent } = listen()
  const call = rejectionOf(
    chat([{ role: 'user', content: 'Hi' }], { fetch: hanging(), signal: controller.signal, onEvent }),
  )
  await turns()
  controller.abort(reason)
  await call
  expect(only(events, 'error').map(({ error }) => error)).toEqual([reason])
  expect(events.at(-1)?.type).toBe('error')
})

test('an abort after the end changes nothing', async () => {
  const controller = new AbortController()
  const result = await chat([{ role: 'user', content: 'Hi' }], { fetch: stub(chatReply()), signal: controller.signal })
  controller.abort()
  await turns()
  expect(result.text).toBe('Hello')
})

test('a slot that comes too late, from a limiter that ignores the signal, is given back', async () => {
  const controller = new AbortController()
  const release = vi.fn()
  let give: (release: () => void) => void = () => {}
  const limiter = { acquire: () => new Promise<() => void>((resolve) => (give = resolve)) }
  const call = rejectionOf(
    chat([{ role: 'user', content: 'Hi' }], { fetch: hanging(), signal: controller.signal, limiter }),
  )
  await turns()
  controller.abort('enough')
  expect(await call).toBe('enough')
  give(release)
  await turns()
  expect(release).toHaveBeenCalledTimes(1)
})

test('a slot that comes in the very turn of the abort is given back', async () => {
  const limiter = createLimiter({ concurrency: 1 })
  const controller = new AbortController()
  const user = [{ role: 'user', content: 'Hi' }] as const
  const first = chat(user, {
    fetch: stub(chatReply()),
    limiter,
    onEvent: (event) => {
      if (event.type === 'done') controller.abort('enough')
    },
  })
  const second = rejectionOf(chat(user, { fetch: hanging(), limiter, signal: controller.signal }))
  const third = chat(user, { fetch: stub(chatReply('third')), limiter })
  await first
  expect(await second).toBe('enough')
  await advance(1000)
  expect(await Promise.race([third.then(({ text }) => text), turns(20).then(() => 'still waiting')])).toBe('third')
})
