import { expect, onTestFinished, test, vi } from 'vitest'
import { chat, generateImage, generateText } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { HOSTS, KEY, ROUTES } from '../helpers/routes.ts'
import { bodyOf, chatReply, jsonReply, never, PNG, type Reply, stub } from '../helpers/stub.ts'
import { advance, turns } from '../helpers/time.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const user = [{ role: 'user', content: 'Hello' }] as const
const now = () => 0
const quick = { retryDelay: now }
/** A wait of nothing, asked for by the host: it wins over what the host is known to need. */
const soon = { 'retry-after': '0' }

const repeated = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530]
const final = [
  400, 401, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 426, 428,
  431, 451, 499, 501, 505, 507, 508, 511, 519, 528, 529,
]

test.each(HOSTS)('$name: these failures are repeated, up to three times more', async ({ run }) => {
  for (const status of repeated) {
    const fetch = stub(() => Promise.resolve(new Response('no', { status, headers: soon })))
    const error = await failureOf(run({ fetch, ...quick }))
    expect(fetch.asked.length, `${status}`).toBe(4)
    expect(error.context.attempts).toBe(4)
  }
})

test.each(HOSTS)('$name: no other status is ever repeated', async ({ run, host }) => {
  for (const status of [...final, ...(host === 'gen' || host === 'custom' ? [402] : [])]) {
    const fetch = stub(() => Promise.resolve(new Response('no', { status, headers: soon })))
    const error = await failureOf(run({ fetch, ...quick }))
    expect(fetch.asked.length, `${status}`).toBe(1)
    expect(error.context.attempts).toBe(1)
  }
})

test.each(ROUTES)('$name: the request of each try is the same to the byte', async ({ run, host }) => {
  const emulator = emulate(
    { nth: 1, status: 503, headers: soon },
    { nth: 2, reset: true },
    { nth: 3, status: 429, headers: soon },
  )
  await run({ ...quick, seed: 'random' } as object)
  expect(emulator.requests).toHaveLength(4)
  const [first, ...others] = emulator.requests.map(({ method, url, headers, body }) => ({ method, url, headers, body }))
  for (const other of others) expect(other).toEqual(first)
  if (host !== 'custom') expect(`${first?.url} ${first?.body}`).toMatch(/seed\W+\d+/)
})

test.each(HOSTS)('$name: a connection that dies before the answer is tried again', async ({ run }) => {
  const emulator = emulate({ reset: true, nth: 1 }, { reset: true, nth: 2 })
  await run(quick)
  expect(emulator.requests).toHaveLength(3)
})

test('maxRetries says how many more tries there are; 0 means one try', async () => {
  for (const maxRetries of [0, 1, 2, 3, 7]) {
    const emulator = emulate({ status: 503 })
    const error = await failureOf(generateText('Hello there', { maxRetries, ...quick }))
    expect(emulator.requests).toHaveLength(maxRetries + 1)
    expect(error.context.attempts).toBe(maxRetries + 1)
  }
})

test.each(['image', 'text'])('the queue of the classic %s host is tried again', async (host) => {
  const emulator = emulate({
    nth: 1,
    status: 402,
    body: { x402Version: 1, error: 'Queue full for IP: 1' },
    headers: soon,
  })
  await (host === 'image' ? generateImage('a fox', { width: 8, height: 8 }) : generateText('Hello there'))
  expect(emulator.requests).toHaveLength(2)
})

test('the placeholder picture is tried again', async () => {
  const emulator = emulate({ nth: 1, placeholder: true, headers: soon })
  const { blob } = await generateImage('a fox', { width: 8, height: 8 })
  expect(emulator.requests).toHaveLength(2)
  expect(blob.size).toBeGreaterThan(50)
})

const broken: Record<string, (type: string) => Reply> = {
  'a connection that dies': (type) => () =>
    Promise.resolve(new Response(bodyOf([PNG, new TypeError('terminated')]), { headers: { 'content-type': type } })),
  'a stall': (type) => () =>
    Promise.resolve(new Response(bodyOf([PNG, never()]), { headers: { 'content-type': type } })),
  'a timeout': (type) => () =>
    Promise.resolve(new Response(bodyOf([PNG, never()]), { headers: { 'content-type': type } })),
}
test.each(
  HOSTS.flatMap((route) => Object.keys(broken).map((what) => ({ what, name: route.name, route })))
    // A timeout counts as a failure before the first byte.
    .filter(({ what, route }) => what !== 'a timeout' || route.host !== 'gen'),
)('$name: nothing is repeated after the first byte of a good body, not after $what', async ({ what, route }) => {
  const fetch = stub(broken[what]?.(route.kind === 'image' ? 'image/png' : 'application/json') as Reply)
  const clocks = what === 'a timeout' ? { timeout: 60 } : { stallTimeout: 60 }
  const error = await failureOf(route.run({ fetch, ...quick, ...clocks }))
  expect(fetch.asked).toHaveLength(1)
  expect(error.retryable).toBe(true)
})

test('a connection that dies after the headers and before the first byte is tried again', async () => {
  const dead = () =>
    Promise.resolve(new Response(bodyOf([new TypeError('terminated')]), { headers: { 'content-type': 'image/png' } }))
  const fetch = stub(dead, dead, () => Promise.resolve(new Response(PNG, { headers: { 'content-type': 'image/png' } })))
  await generateImage('a fox', { fetch, ...quick })
  expect(fetch.asked).toHaveLength(3)
})

test('a failure is tried again even when its own body breaks off', async () => {
  const dead = () => Promise.resolve(new Response(bodyOf(['{"err', new TypeError('terminated')]), { status: 503 }))
  const fetch = stub(dead, chatReply())
  await chat(user, { fetch, ...quick })
  expect(fetch.asked).toHaveLength(2)
})

test.each(ROUTES)('$name: a timeout is repeated only where gen joins identical requests', async ({ run, host }) => {
  // The clock stands still but for the first try: how long the second takes is no matter.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const emulator = emulate({ hang: true, nth: 1 })
  const call = run({ timeout: 60_000, ...quick })
  call.catch(() => {})
  while (emulator.requests.length === 0) await turns()
  await advance(60_000)
  if (host === 'gen') {
    while (emulator.requests.length === 1) await advance(1)
    await call
    expect(emulator.requests).toHaveLength(2)
    const [first, second] = emulator.requests.map(({ url, body, headers }) => ({ url, body, headers }))
    expect(second).toEqual(first)
  } else {
    const error = await failureOf(call)
    expect([error.name, error.code, error.retryable]).toEqual(['TimeoutError', 'timeout', true])
    expect(emulator.requests).toHaveLength(1)
  }
})

test('a timeout in the middle of a body on gen is repeated too', async () => {
  const slow = () =>
    Promise.resolve(new Response(bodyOf(['{"choi', never()]), { headers: { 'content-type': 'application/json' } }))
  const fetch = stub(slow, chatReply())
  await chat(user, { apiKey: KEY, fetch, timeout: 50, ...quick })
  expect(fetch.asked).toHaveLength(2)
})

test('a drawn seed is the same over all tries, and the result says it', async () => {
  for (const [prompt, options] of [
    ['a fox', {}],
    ['a fox', { apiKey: KEY }],
    ['100 % fox', { apiKey: KEY }],
  ] as const) {
    const emulator = emulate({ nth: 1, status: 503 }, { nth: 2, status: 502 })
    const { seed } = await generateImage(prompt, { width: 8, height: 8, seed: 'random', ...quick, ...options })
    expect(emulator.requests).toHaveLength(3)
    for (const { url, body } of emulator.requests) {
      expect(body ? JSON.parse(body).seed : Number(new URL(url).searchParams.get('seed'))).toBe(seed)
    }
  }
})

test('each retry is told before its wait, with the error and the wait', async () => {
  emulate({ nth: 1, status: 503 }, { nth: 2, reset: true })
  const { events, onEvent } = listen()
  const seen: unknown[] = []
  await chat(user, {
    onEvent,
    retryDelay: (info) => {
      seen.push([info.retry, info.error.code])
      return info.retry * 3
    },
  })
  expect(seen).toEqual([
    [1, 'unavailable'],
    [2, 'network'],
  ])
  expect(only(events, 'retry').map(({ attempt, delay, error }) => [attempt, delay, error.code])).toEqual([
    [1, 3, 'unavailable'],
    [2, 6, 'network'],
  ])
})

test.each([
  ['NaN', Number.NaN],
  ['negative', -1],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['nothing', undefined],
])(
  'what retryDelay gives must be a time: %s is a ValidationError, and there is no further try',
  async (_what, delay) => {
    const emulator = emulate({ status: 503 })
    const error = await failureOf(chat(user, { retryDelay: () => delay as number }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
    expect(emulator.requests).toHaveLength(1)
  },
)

test('a failed call can be made again with the same options', async () => {
  emulate({ nth: 1, status: 404 })
  const options = { fetch: stub(jsonReply({}, 404), chatReply()) }
  await failureOf(chat(user, options))
  expect((await chat(user, options)).text).toBe('Hello')
})
