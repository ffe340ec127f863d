import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chat, generateImage, NetworkError, StreamError, streamText, TimeoutError } from '../../../src/index.ts'
import { factsOf, failureOf } from '../helpers/failure.ts'
import { HOSTS, KEY, type Route } from '../helpers/routes.ts'
import { bodyOf, chatReply, completion, never, PNG, pictureReply, type Reply, stub } from '../helpers/stub.ts'
import { advance, isOpen, settle, turns } from '../helpers/time.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const once = { maxRetries: 0 }
const user = [{ role: 'user', content: 'Hello' }] as const
const json = new TextEncoder().encode(JSON.stringify(completion('Hello')))
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A good answer for a route, its body in pieces with a pause before each; it may fall silent instead of ending. */
function trickle({ kind, method }: Route, pause: number, pieces: number, silent = false): Reply {
  const [whole, type] =
    kind === 'image'
      ? [PNG, 'image/png']
      : method === 'GET'
        ? [new TextEncoder().encode('Hello '.repeat(20)), 'text/plain']
        : [json, 'application/json']
  const size = Math.ceil(whole.length / pieces)
  return () => {
    let at = 0
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (at < whole.length) {
            await wait(pause)
            controller.enqueue(whole.slice(at, (at += size)))
          } else if (silent) await never()
          else controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    return Promise.resolve(new Response(body, { headers: { 'content-type': type } }))
  }
}

test.each(HOSTS)('$name: without an answer the default timeout ends the try after 120 s', async ({ run }) => {
  const fetch = stub(never)
  const call = failureOf(run({ fetch, ...once }))
  await advance(119_999)
  expect(await isOpen(call)).toBe(true)
  await advance(1)
  const error = await call
  expect(factsOf(error)).toEqual({ name: 'TimeoutError', code: 'timeout', retryable: true })
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error).toBeInstanceOf(NetworkError)
  expect(error.message).toContain('120 s')
  expect(fetch.asked[0]?.init.signal?.aborted).toBe(true)
})

test.each(HOSTS)('$name: the timeout bounds the body too, however lively it is', async (route) => {
  const call = failureOf(route.run({ fetch: stub(trickle(route, 9000, 10)), timeout: 60_000, ...once }))
  await advance(59_999)
  expect(await isOpen(call)).toBe(true)
  await advance(1)
  expect(factsOf(await call)).toEqual({ name: 'TimeoutError', code: 'timeout', retryable: true })
  await advance(9000)
})

test.each(HOSTS)('$name: a body that falls silent is StreamError `stalled` after 30 s', async (route) => {
  const fetch = stub(trickle(route, 1000, 2, true))
  const call = failureOf(route.run({ fetch, ...once }))
  await advance(1000)
  await advance(1000)
  await advance(29_999)
  expect(await isOpen(call)).toBe(true)
  await advance(1)
  const error = await call
  expect(factsOf(error)).toEqual({ name: 'StreamError', code: 'stalled', retryable: true })
  expect(error).toBeInstanceOf(StreamError)
  expect(error.message).toContain('no data for 30 s')
  expect(typeof error.partial).toBe('string')
  expect(fetch.asked[0]?.init.signal?.aborted).toBe(true)
})

test.each(HOSTS)('$name: every byte restarts the stall clock', async (route) => {
  const call = route.run({ fetch: stub(trickle(route, 29_000, 10)), timeout: Infinity, ...once })
  await expect(settle(call)).resolves.toBeDefined()
})

test('the silence before the headers is not a stall', async () => {
  const late = () => wait(100_000).then(() => pictureReply())
  await expect(settle(generateImage('a fox', { fetch: stub(late), ...once }))).resolves.toBeDefined()
})

test('the silence before the first byte of a body is one', async () => {
  const silent = () => Promise.resolve(new Response(bodyOf([never()]), { headers: { 'content-type': 'image/png' } }))
  const error = await settle(failureOf(generateImage('a fox', { fetch: stub(silent), ...once })))
  expect(error.code).toBe('stalled')
})

test('stallTimeout is the bound that was given', async () => {
  const route = HOSTS[0] as Route
  for (const stallTimeout of [1, 250, 99_000]) {
    const start = performance.now()
    const error = await settle(failureOf(route.run({ fetch: stub(trickle(route, 0, 1, true)), stallTimeout, ...once })))
    expect(error.code).toBe('stalled')
    expect(performance.now() - start).toBe(stallTimeout)
    expect(error.message).toContain(`${stallTimeout / 1000} s`)
  }
})

test('the connection is closed by a timeout and by a stall', async () => {
  for (const clocks of [{ timeout: 500 }, { stallTimeout: 500 }]) {
    const cancelled = vi.fn()
    const body = new ReadableStream({ pull: never, cancel: cancelled })
    const call = failureOf(
      generateImage('a fox', { fetch: stub(() => Promise.resolve(new Response(body))), ...clocks, ...once }),
    )
    await settle(call)
    await turns()
    expect(cancelled).toHaveBeenCalledTimes(1)
  }
})

test('each try has the whole timeout', async () => {
  const fetch = stub(() => wait(900).then(() => new Response('no', { status: 503 })))
  const error = await settle(failureOf(chat(user, { fetch, timeout: 1000, retryDelay: () => 5000 })))
  expect([error.code, fetch.asked.length]).toEqual(['unavailable', 4])
})

test('the wait between tries does not count', async () => {
  const fetch = stub(new Response('no', { status: 503, headers: { 'retry-after': '59' } }), chatReply())
  await expect(settle(chat(user, { fetch, timeout: 1000 }))).resolves.toBeDefined()
})

test('the time that a function for the key takes does not count', async () => {
  const apiKey = () => wait(5000).then(() => KEY)
  await expect(settle(chat(user, { apiKey, fetch: stub(chatReply()), timeout: 1000, ...once }))).resolves.toBeDefined()
})

test.each([Infinity, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER])(
  '%d switches a clock off, and does not fire at once',
  async (long) => {
    const route = HOSTS[0] as Route
    for (const off of [
      { timeout: long, stallTimeout: long },
      { timeout: long },
      { timeout: long, stallTimeout: 2 ** 31 - 1 },
    ]) {
      const slow = stub(() => wait(86_400_000).then(() => (trickle(route, 20_000, 3) as () => Promise<Response>)()))
      await expect(settle(route.run({ fetch: slow, ...off, ...once }))).resolves.toBeDefined()
    }
    const call = route.run({ fetch: stub(trickle(route, 864_000_000, 2)), timeout: long, stallTimeout: long, ...once })
    await expect(settle(call)).resolves.toBeDefined()
  },
)

test('a slow consumer never stalls and is never timed out', async () => {
  const event = (text: string, finish: string | null = null) =>
    `data: ${JSON.stringify({ choices: [{ delta: { content: text }, finish_reason: finish }] })}\n\n`
  const body = bodyOf([event('one '), event('two '), event('three', 'stop'), 'data: [DONE]\n\n'])
  const reply = () => Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
  const pieces: string[] = []
  for await (const piece of streamText('Hello there', { fetch: stub(reply), timeout: 1000, stallTimeout: 1000 })) {
    pieces.push(piece)
    await advance(3_600_000)
  }
  expect(pieces.join('')).toBe('one two three')
})

test('a fetch that ignores its signal is left behind, and its late answer is closed', async () => {
  for (const abort of [false, true]) {
    let answer: (response: Response) => void = () => {}
    const fetch = stub(() => new Promise<Response>((resolve) => (answer = resolve)))
    const controller = new AbortController()
    const call = generateImage('a fox', { fetch, timeout: 1000, signal: controller.signal, ...once }).catch(
      (error: unknown) => error,
    )
    await advance(500)
    if (abort) controller.abort('enough')
    else await advance(500)
    expect(await call).toEqual(abort ? 'enough' : expect.objectContaining({ code: 'timeout' }))
    const cancelled = vi.fn()
    answer(new Response(new ReadableStream({ pull: never, cancel: cancelled })))
    await turns()
    expect(cancelled).toHaveBeenCalledTimes(1)
  }
})
