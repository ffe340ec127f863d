import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CallOptions, chat, pollinations } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { HOSTS, KEY, type Route } from '../helpers/routes.ts'
import { jsonReply, type Reply, stub } from '../helpers/stub.ts'
import { settle } from '../helpers/time.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-10-21T07:28:00Z') })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const [image, gen, custom, text, genChat] = HOSTS as [Route, Route, Route, Route, Route]
const status = (code: number, headers: Record<string, string> = {}, body: unknown = {}) =>
  jsonReply(body, code, headers)

/** The waits between the tries of a call that fails to its end, as the clock saw them. */
async function waitsOf(route: Route, reply: Reply, options: CallOptions = {}): Promise<number[]> {
  const times: number[] = []
  const inner = stub(reply)
  const fetch = (url: string, init?: RequestInit) => {
    times.push(performance.now())
    return inner(url, init)
  }
  await settle(failureOf(route.run({ fetch, ...options })))
  return times.slice(1).map((time, at) => Math.round(time - (times[at] ?? 0)))
}

test.each([
  ['least', 0],
  ['most', 1 - Number.EPSILON],
])('the waits are 1 s, 2 s, 4 s … and at most 10 s, times 0.75 at %s draw and 1 at the other', async (_name, drawn) => {
  vi.spyOn(Math, 'random').mockReturnValue(drawn)
  const waits = await waitsOf(genChat, status(503), { maxRetries: 6 })
  const factor = (waits[0] ?? 0) / 1000
  expect([0.75, 1]).toContain(factor)
  expect(waits).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000].map((wait) => wait * factor))
})

test('the two ends of the draw are the two ends of the wait', async () => {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0)
  const [low] = await waitsOf(genChat, status(503), { maxRetries: 1 })
  random.mockReturnValue(1 - Number.EPSILON)
  const [high] = await waitsOf(genChat, status(503), { maxRetries: 1 })
  expect([low, high].sort()).toEqual([1000, 750])
})

test('each wait is drawn anew', async () => {
  const waits = new Set<number | undefined>()
  for (let round = 0; round < 8; round++) waits.add((await waitsOf(genChat, status(503), { maxRetries: 1 }))[0])
  expect(waits.size).toBeGreaterThan(1)
  for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(750)
  for (const wait of waits) expect(wait).toBeLessThanOrEqual(1000)
})

test('a network failure waits the same', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  const waits = await waitsOf(image, () => Promise.reject(new TypeError('Failed to fetch')))
  expect(waits.map((wait, at) => wait / 2 ** at)).toEqual(Array(3).fill(waits[0]))
})

test('a timeout on gen is followed by a wait as well', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  const waits = await waitsOf(genChat, () => new Promise(() => {}), { timeout: 5000, maxRetries: 1 })
  expect([5750, 6000]).toContain(waits[0])
})

test('retryDelay replaces those waits', async () => {
  const waits = await waitsOf(genChat, status(503), { retryDelay: ({ retry }) => retry * 111 })
  expect(waits).toEqual([111, 222, 333])
})

test.each([
  ['seconds', '7', 7000],
  ['a fraction of a second', '1.5', 1500],
  ['nothing', '0', 0],
  ['a date', 20_000, 20_000],
  ['a date gone by', -86_400_000, 0],
])('Retry-After with %s wins, over retryDelay too', async (_form, value, wait) => {
  for (const route of HOSTS) {
    for (const code of [429, 503]) {
      const options = { maxRetries: 1, retryDelay: () => 5 }
      vi.setSystemTime(new Date('2026-10-21T07:28:00Z'))
      const date = () => new Date(Date.now() + Number(value)).toUTCString()
      expect(
        await waitsOf(route, status(code, { 'Retry-After': typeof value === 'number' ? date() : value }), options),
        `${route.name} ${code}`,
      ).toEqual([wait])
    }
  }
})

test.each(['Wednesday, 21-Oct-26 07:28:20 GMT', 'Wed Oct 21 07:28:20 2026 GMT', '2026-10-21T07:28:20Z'])(
  'a Retry-After of %j is a date too',
  async (value) => {
    vi.setSystemTime(new Date('2026-10-21T07:28:00Z'))
    const error = await settle(
      failureOf(genChat.run({ fetch: stub(status(503, { 'retry-after': value })), maxRetries: 0 })),
    )
    expect(error.retryAfter).toBe(20_000)
  },
)

test.each(['soon', '', '-5', '1e3', '12 s', '0x10', 'Infinity', 'NaN', 'Wed, 99 Foo 2026 99:99:99 GMT', ';', '10, 20'])(
  'a Retry-After of %j counts as none',
  async (value) => {
    const reply = status(503, { 'retry-after': value })
    expect(await waitsOf(genChat, reply, { maxRetries: 1, retryDelay: () => 5 })).toEqual([5])
    const limited = status(429, { 'retry-after': value })
    expect(await waitsOf(genChat, limited, { maxRetries: 1, retryDelay: () => 5 })).toEqual([10_000])
  },
)

test('retryAfterSeconds in a body counts like the header, and the header before it', async () => {
  const body = { error: 'Rate limit exceeded', message: 'Slow down', retryAfterSeconds: 17 }
  for (const route of HOSTS) {
    expect(await waitsOf(route, status(429, {}, body), { maxRetries: 1, retryDelay: () => 5 })).toEqual([17_000])
    expect(await waitsOf(route, status(429, { 'retry-after': '3' }, body), { maxRetries: 1 })).toEqual([3000])
  }
  const late = await settle(failureOf(gen.run({ fetch: stub(status(429, {}, { ...body, retryAfterSeconds: 3600 })) })))
  expect([late.code, late.retryAfter, late.context.attempts]).toEqual(['rate_limit', 3_600_000, 1])
})

test.each(['soon', -1, null, {}, [], true])(
  'a retryAfterSeconds of %j is no time to wait',
  async (retryAfterSeconds) => {
    const reply = status(503, {}, { error: 'x', retryAfterSeconds })
    const waits = await waitsOf(genChat, reply, { maxRetries: 1, retryDelay: () => 5 })
    expect(waits).toEqual([5])
  },
)

test.each([
  ['the classic image host', image, 45_000],
  ['the classic text host', text, 30_000],
  ['gen images', gen, 10_000],
  ['gen chats', genChat, 10_000],
])(
  'a rate limit without the header waits what %s is known to need, whatever retryDelay says',
  async (_name, route, wait) => {
    expect(await waitsOf(route, status(429), { retryDelay: () => 5 })).toEqual([wait, wait, wait])
    const error = await settle(failureOf(route.run({ fetch: stub(status(429)), maxRetries: 0 })))
    expect(error.retryAfter).toBe(wait)
  },
)

test('a rate limit of a service that nobody knows waits like any failure', async () => {
  expect(await waitsOf(custom, status(429), { retryDelay: () => 5 })).toEqual([5, 5, 5])
  const error = await settle(failureOf(custom.run({ fetch: stub(status(429)), maxRetries: 0 })))
  expect(error).not.toHaveProperty('retryAfter')
})

test('behind another base gen is known to need the same', async () => {
  const fetch = stub(status(429))
  const call = chat([{ role: 'user', content: 'Hi' }], {
    provider: pollinations('https://proxy.example'),
    fetch,
    maxRetries: 0,
  })
  expect((await settle(failureOf(call))).retryAfter).toBe(10_000)
})

test('over maxRetryAfter the error is thrown at once, with the wait that was asked for', async () => {
  const start = performance.now()
  const error = await settle(failureOf(genChat.run({ fetch: stub(status(503, { 'retry-after': '61' })) })))
  expect([error.retryAfter, error.context.attempts, performance.now() - start]).toEqual([61_000, 1, 0])
  expect(await waitsOf(genChat, status(503, { 'retry-after': '60' }), { maxRetries: 1 })).toEqual([60_000])
  expect(
    await waitsOf(genChat, status(503, { 'retry-after': '61' }), { maxRetries: 1, maxRetryAfter: 61_000 }),
  ).toEqual([61_000])
  expect(await waitsOf(genChat, status(503, { 'retry-after': '3' }), { maxRetryAfter: 2999 })).toEqual([])
  expect(
    await waitsOf(genChat, status(503, { 'retry-after': '9999' }), { maxRetries: 1, maxRetryAfter: Infinity }),
  ).toEqual([9_999_000])
})

test('maxRetryAfter is measured against the known need too', async () => {
  expect(await waitsOf(image, status(429), { maxRetryAfter: 44_999 })).toEqual([])
  expect(await waitsOf(image, status(429), { maxRetryAfter: 45_000, maxRetries: 1 })).toEqual([45_000])
})

test('maxRetryAfter does not shorten the other waits', async () => {
  const waits = await waitsOf(genChat, status(503), { maxRetryAfter: 1, retryDelay: () => 500 })
  expect(waits).toEqual([500, 500, 500])
})

test('retryAfter stands in the last error, and in the retry events as delay', async () => {
  const { events, onEvent } = listen()
  const fetch = stub(status(429, { 'retry-after': '2' }))
  const error = await settle(failureOf(image.run({ fetch, onEvent })))
  expect([error.retryAfter, error.retryable]).toEqual([2000, true])
  expect(only(events, 'retry').map(({ delay }) => delay)).toEqual([2000, 2000, 2000])
})

test('a wait of weeks is not cut to nothing by the limits of timers', async () => {
  const asked = stub(status(503, { 'retry-after': `${40 * 86_400}` }))
  genChat.run({ fetch: asked, maxRetryAfter: Infinity, apiKey: KEY }).catch(() => {})
  const own = stub(status(503))
  genChat.run({ fetch: own, retryDelay: () => 2 ** 31, apiKey: KEY }).catch(() => {})
  await vi.advanceTimersByTimeAsync(20 * 86_400_000)
  expect([asked.asked.length, own.asked.length]).toEqual([1, 1])
})
