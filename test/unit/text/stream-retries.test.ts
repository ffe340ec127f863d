import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLimiter } from '../../../src/index.ts'
import { END, event, say } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { readAll } from './read-all.ts'
import { RESET, type Reply, STALL, serve } from './serve.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const GOOD: Reply = { steps: [say('Hi '), say('there'), END] }
const json = { 'content-type': 'application/json' }
const ok = { text: 'Hi there', error: undefined }

const PASSING: { what: string; reply: Reply }[] = [
  { what: 'no connection', reply: { fails: new TypeError('fetch failed') } },
  { what: 'a reset behind the headers', reply: { steps: [RESET] } },
  { what: 'a reset behind an empty read', reply: { steps: [new Uint8Array(), RESET] } },
  ...[408, 425, 429, 500, 502, 503, 504, 520, 524, 527, 530].map((status) => ({
    what: `a ${status}`,
    reply: { status },
  })),
  { what: 'a 202 pending', reply: { status: 202, headers: json, steps: ['{"status":"pending"}'] } },
  { what: 'a 503 in the dress of a stream', reply: { status: 503, steps: [event({ error: 'busy' })] } },
]
const passing = HOSTS.flatMap((host) => PASSING.map((each) => ({ host, ...each })))

test.for(passing)('S13: $what before the first byte is tried again, on $host', async ({ host, reply }) => {
  const served = serve(reply, reply, GOOD)
  const reading = readAll(open(host, served))
  await vi.advanceTimersByTimeAsync(200_000)
  expect(await reading).toMatchObject(ok)
  expect(served.requests).toHaveLength(3)
  const [first, second, third] = served.requests
  for (const again of [second, third]) {
    expect(again?.url).toBe(first?.url)
    expect(again?.init.body).toBe(first?.init.body)
    expect(again?.init.headers).toEqual(first?.init.headers)
  }
  // Nothing is left open by the tries that failed.
  expect(served.closed).toBe(0)
})

test.for(HOSTS)('S13: the last failure is thrown when the tries are used up, on %s', async (host) => {
  for (const maxRetries of [0, 1, 3]) {
    const served = serve({ status: 503 })
    const reading = readAll(openChat(host, served, { maxRetries }))
    await vi.advanceTimersByTimeAsync(60_000)
    const attempts = maxRetries + 1
    expect((await reading).error).toMatchObject({ code: 'unavailable', context: { attempts } })
    expect(served.requests).toHaveLength(attempts)
  }
})

test.for(HOSTS)('S13: nothing is tried again once a byte has come, be it a comment, on %s', async (host) => {
  for (const bytes of [say('Hi '), ': hello\n\n', ':', 'data: {"cho', '\n']) {
    for (const end of [[RESET], [event({ error: 'busy' })], [], ['data: [DONE]\n\n']]) {
      const served = serve({ steps: [bytes, ...end] }, GOOD)
      const reading = readAll(open(host, served))
      await vi.advanceTimersByTimeAsync(60_000)
      const { error } = await reading
      expect(served.requests).toHaveLength(1)
      if (error) expect(error).toMatchObject({ context: { attempts: 1 } })
    }
  }
})

test.for(HOSTS)('S13: a 4xx is not tried again, on %s', async (host) => {
  for (const status of [400, 401, 403, 404, 405, 409, 413, 415, 422]) {
    const served = serve({ status, headers: json, steps: ['{"error":{"message":"no"}}'] }, GOOD)
    const { error } = await readAll(open(host, served))
    expect(error).toMatchObject({ name: expect.stringMatching(/^(API|Authentication)Error$/), status })
    expect(served.requests).toHaveLength(1)
  }
})

test.for(HOSTS)('S13: no answer within timeout is `timeout`, and not tried again, on %s', async (host) => {
  for (const reply of [{ hangs: true }, { steps: [STALL] }] as const) {
    const served = serve(reply, GOOD)
    const reading = readAll(openChat(host, served, { timeout: 5000, stallTimeout: 60_000 }))
    await vi.advanceTimersByTimeAsync(4900)
    expect(served.closed).toBe(0)
    await vi.advanceTimersByTimeAsync(200)
    expect(served.closed).toBe(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect((await reading).error).toMatchObject({ name: 'TimeoutError', code: 'timeout', retryable: true })
    expect(served.requests).toHaveLength(1)
  }
})

test.for(HOSTS)('S13: without a timeout option the first byte may take 120 s, on %s', async (host) => {
  const served = serve({ hangs: true })
  const reading = readAll(open(host, served))
  await vi.advanceTimersByTimeAsync(119_900)
  expect(served.closed).toBe(0)
  await vi.advanceTimersByTimeAsync(200)
  expect(served.closed).toBe(1)
  expect((await reading).error).toMatchObject({ code: 'timeout' })
})

test.for(HOSTS)('S13: timeout bounds a stream to its first byte only, on %s', async (host) => {
  const slow = Array.from({ length: 20 }, () => [{ wait: 3000 }, say('.')]).flat()
  const first = [': thinking\n\n', { wait: 8000 }]
  const reading = readAll(open(host, serve({ steps: [...first, ...slow, END] }), { timeout: 5000 }))
  await vi.advanceTimersByTimeAsync(100_000)
  expect(await reading).toMatchObject({ text: '.'.repeat(20), error: undefined })
})

test.for(HOSTS)('S13: timeout bounds each try, not all of them, on %s', async (host) => {
  const served = serve({ status: 503 }, { status: 503 }, { steps: [{ wait: 4000 }, ...(GOOD.steps ?? [])] })
  const reading = readAll(open(host, served, { timeout: 5000, retryDelay: () => 4000 }))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await reading).toMatchObject(ok)
})

test.for(HOSTS)('S13: a drawn seed stays the same over the tries, on %s', async (host) => {
  const served = serve({ status: 503 }, GOOD)
  const reading = readAll(open(host, served, { seed: 'random' }))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await reading).toMatchObject(ok)
  const sent = served.requests.map(({ url, init }) => /seed"?[=:](\d+)/.exec(`${url} ${init.body}`)?.[1])
  expect(sent[0]).toMatch(/^\d+$/)
  expect(sent[1]).toBe(sent[0])
})

test.for(HOSTS)("S13: the host's Retry-After is waited for, on %s", async (host) => {
  const served = serve({ status: 429, headers: { ...json, 'retry-after': '7' } }, GOOD)
  const reading = readAll(open(host, served))
  await vi.advanceTimersByTimeAsync(6900)
  expect(served.requests).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(served.requests).toHaveLength(2)
  expect(await reading).toMatchObject(ok)
})

test.for(HOSTS)('S13: each try takes a slot of its own, and lets go of it, on %s', async (host) => {
  const limiter = createLimiter({ concurrency: 1 })
  const served = serve({ status: 503 }, { fails: new TypeError('fetch failed') }, GOOD)
  const first = readAll(open(host, served, { limiter }))
  const second = readAll(open(host, serve(GOOD), { limiter }))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await first).toMatchObject(ok)
  expect(await second).toMatchObject(ok)
})

test.for(HOSTS)("S13: a failed try leaves nothing in the next one's answer, on %s", async (host) => {
  const served = serve(
    { steps: [new Uint8Array(), RESET] },
    { headers: { 'content-type': 'text/plain' }, steps: ['Hi there'] },
  )
  const stream = open(host, served)
  const reading = readAll(stream)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await reading).toMatchObject(ok)
  expect(stream.partial.text).toBe('Hi there')
})
