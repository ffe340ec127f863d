import { expect, test, vi } from 'vitest'
import type { CallEvent } from '../../../src/index.ts'
import { count, DONE, END, event, say, stop } from './chunks.ts'
import { HOSTS, type Host, open } from './hosts.ts'
import { readAll } from './read-all.ts'
import { RESET, type Reply, STALL, serve } from './serve.ts'

const size = (...steps: string[]): number => new TextEncoder().encode(steps.join('')).length
const retryDelay = () => 1

/** Reads a stream with an ear for its events. */
async function listen(
  host: Host,
  replies: Reply[],
  options: object = {},
): Promise<{ seen: CallEvent[]; types: string }> {
  const seen: CallEvent[] = []
  const onEvent = (each: CallEvent) => void seen.push(each)
  await readAll(open(host, serve(...replies), { onEvent, retryDelay, ...options }))
  return { seen, types: seen.map(({ type }) => type).join(' ') }
}

test.for(HOSTS)(
  'a good stream tells request, response, progress for each read, and done with the usage, on %s',
  async (host) => {
    const steps = [say('one '), say('two'), stop(), count(3, 4), DONE]
    const { seen, types } = await listen(host, [{ steps }])
    expect(types).toBe('request response progress progress progress progress progress done')
    expect(seen[1]).toMatchObject({ status: 200, ms: expect.any(Number) })
    expect(seen[2]).toMatchObject({ type: 'progress', received: size(say('one ')) })
    expect(seen.at(-2)).toMatchObject({ received: size(...steps) })
    expect(seen.at(-1)).toMatchObject({
      usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
      ms: expect.any(Number),
    })
    expect(new Set(seen.map(({ requestId }) => requestId)).size).toBe(1)
    for (const each of seen) expect(each).toMatchObject({ operation: 'streamText', attempt: 1 })
  },
)

test.for(HOSTS)('retries tell the error and the delay, and count the attempts, on %s', async (host) => {
  const { seen, types } = await listen(host, [
    { status: 503 },
    { fails: new TypeError('fetch failed') },
    { steps: [say('Hi') + END] },
  ])
  expect(types).toBe('request response retry request retry request response progress done')
  expect(seen.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 2, 2, 3, 3, 3, 3])
  expect(seen[2]).toMatchObject({ error: { code: 'unavailable' }, delay: 1 })
  expect(seen[4]).toMatchObject({ error: { code: 'network' }, delay: 1 })
})

const FAILURES: Record<string, { reply: Reply; types: string; code: string }> = {
  'a refusal': { reply: { status: 400 }, types: 'request response error', code: 'bad_request' },
  'an early end': { reply: { steps: [say('Hi')] }, types: 'request response progress error', code: 'incomplete' },
  'a reset': { reply: { steps: [say('Hi'), RESET] }, types: 'request response progress error', code: 'incomplete' },
  'a stall': { reply: { steps: [say('Hi'), STALL] }, types: 'request response progress error', code: 'stalled' },
  'an error event': {
    reply: { steps: [event({ error: 'x' })] },
    types: 'request response progress error',
    code: 'provider',
  },
  'no answer in time': { reply: { hangs: true }, types: 'request error', code: 'timeout' },
}
const failures = HOSTS.flatMap((host) =>
  Object.entries(FAILURES).map(([what, failure]) => ({ host, what, ...failure })),
)

/** Short only where the clock is the failure. */
const clocks: Record<string, { timeout?: number; stallTimeout?: number }> = {
  stalled: { stallTimeout: 20 },
  timeout: { timeout: 40 },
}

test.for(failures)('$what tells one error, and no done, on $host', async ({ host, reply, types, code }) => {
  const { seen, types: told } = await listen(host, [reply], { maxRetries: 0, ...clocks[code] })
  expect(told).toBe(types)
  expect(seen.at(-1)).toMatchObject({ type: 'error', error: { code } })
})

test.for(HOSTS)('leaving the loop tells done, once, on %s', async (host) => {
  const seen: string[] = []
  const stream = open(host, serve({ steps: [say('one '), say('two '), STALL] }), {
    onEvent: ({ type }) => seen.push(type),
  })
  for await (const _ of stream) break
  await stream.result()
  await stream[Symbol.asyncIterator]().return?.()
  expect(seen.join(' ')).toBe('request response progress done')
})

test.for(HOSTS)('an abort tells one error with the reason itself, on %s', async (host) => {
  for (const [steps, whole] of [
    [[say('one '), STALL], 'progress error'],
    [[say('one ') + say('two ') + END], ''],
  ] as const) {
    const seen: CallEvent[] = []
    const controller = new AbortController()
    const onEvent = (each: CallEvent) => void seen.push(each)
    const stream = open(host, serve({ steps }), { onEvent, signal: controller.signal })
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    controller.abort('enough')
    await iterator.next().catch(() => {})
    const types = seen.map(({ type }) => type).join(' ')
    if (whole) {
      expect(types).toBe(`request response ${whole}`)
      expect(seen.at(-1)).toMatchObject({ type: 'error', error: 'enough' })
    }
    // However it ends, it ends once.
    expect(seen.filter(({ type }) => type === 'done' || type === 'error')).toHaveLength(1)
  }
})

test('a callback that throws does not break the stream', async () => {
  const onEvent = () => {
    throw new Error('mine')
  }
  for (const host of HOSTS) {
    const read = await readAll(open(host, serve({ status: 503 }, { steps: [say('Hi'), END] }), { onEvent, retryDelay }))
    expect(read).toMatchObject({ text: 'Hi', error: undefined })
  }
})

test('no event shows the prompt, the query or the key', async () => {
  for (const host of HOSTS) {
    const { seen } = await listen(
      host,
      [{ status: 500, steps: host === 'gen' ? ['sk_test_1234'] : [] }, { steps: [say('Hi'), RESET] }],
      {
        seed: 7,
      },
    )
    const shown = seen.map((each) => `${JSON.stringify(each)} ${'error' in each ? String(each.error) : ''}`).join('\n')
    expect(shown).not.toMatch(/sk_test|story|seed|[?&]/)
  }
})

test('the requestId of the caller stands in each event', async () => {
  const { seen } = await listen('gen', [{ status: 503 }, { steps: [say('Hi'), END] }], { requestId: 'mine-1' })
  expect(seen.every(({ requestId }) => requestId === 'mine-1')).toBe(true)
})

test('debug sends the same events to console.debug', async () => {
  const debug = vi.spyOn(console, 'debug').mockImplementation(() => {})
  try {
    const { seen } = await listen('gen', [{ steps: [say('Hi'), END] }], { debug: true })
    expect(debug.mock.calls.map((args) => args.at(-1))).toEqual(seen)
  } finally {
    debug.mockRestore()
  }
})
