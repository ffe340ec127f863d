import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CallEvent, chat, generateImage, generateText, imageUrl, pollinations } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { KEY, ROUTES } from '../helpers/routes.ts'
import { bodyOf, chatReply, jsonReply, PNG, pictureReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const debug = vi.spyOn(console, 'debug').mockImplementation(() => {})
beforeEach(() => {
  debug.mockClear()
})
afterEach(() => {
  debug.mockClear()
})

const user = [{ role: 'user', content: 'Hello' }] as const
const types = (events: readonly CallEvent[]) => events.map(({ type }) => type).filter((type) => type !== 'progress')
const failing = (...codes: number[]) => codes.map((status) => new Response('no', { status }))

test.each(ROUTES)('$name: request, response, progress and done, each with the facts of the call', async (route) => {
  emulate()
  const { events, onEvent } = listen()
  const result = (await route.run({ onEvent })) as { requestId?: string }
  expect(types(events)).toEqual(['request', 'response', 'done'])
  expect(only(events, 'progress').length).toBeGreaterThan(0)
  expect(events.map(({ type }) => type).lastIndexOf('progress')).toBeGreaterThan(types(events).indexOf('response'))
  const operation = /generateImage|generateText|chat/.exec(route.run.toString())?.[0]
  for (const event of events) {
    expect(event).toMatchObject({ operation, method: route.method, url: route.shown, attempt: 1 })
    expect(event.requestId).toBe(events[0]?.requestId)
    expect(event.requestId).toMatch(/^\S{4,}$/)
  }
  const { status, ms } = only(events, 'response')[0] ?? {}
  expect([status, typeof ms]).toEqual([200, 'number'])
  expect(only(events, 'done')[0]?.ms).toBeGreaterThanOrEqual(ms ?? 0)
  expect(JSON.stringify(result)).not.toBe('')
})

test('the url of events and errors is cut after the route: no prompt, no query, no key', async () => {
  for (const { run, shown } of ROUTES) {
    const { events, onEvent } = listen()
    const error = await failureOf(run({ onEvent, fetch: stub(...failing(404)), seed: 77 } as object))
    for (const url of [error.context.url, ...events.map((event) => event.url)]) {
      expect(url).toBe(shown)
      expect(url).not.toMatch(/fox|Hello|\?|seed|key/)
    }
  }
})

test('a failure that stays: request, response, error, with the very error that is thrown', async () => {
  const { events, onEvent } = listen()
  const error = await failureOf(chat(user, { onEvent, fetch: stub(...failing(404)) }))
  expect(types(events)).toEqual(['request', 'response', 'error'])
  expect(only(events, 'error')[0]?.error).toBe(error)
  expect(only(events, 'response')[0]?.status).toBe(404)
})

test('each try tells its own number: three tries, then success', async () => {
  const { events, onEvent } = listen()
  const reset = () => Promise.reject(new TypeError('Failed to fetch'))
  await chat(user, { onEvent, fetch: stub(...failing(503), reset, chatReply()), retryDelay: () => 0 })
  expect(events.filter(({ type }) => type !== 'progress').map(({ type, attempt }) => `${type} ${attempt}`)).toEqual([
    'request 1',
    'response 1',
    'retry 1',
    'request 2',
    'retry 2',
    'request 3',
    'response 3',
    'done 3',
  ])
  expect(new Set(events.map(({ requestId }) => requestId)).size).toBe(1)
})

test('all tries fail: the last error is told once, and nothing is done', async () => {
  const { events, onEvent } = listen()
  const error = await failureOf(
    chat(user, { onEvent, fetch: stub(...failing(503)), maxRetries: 1, retryDelay: () => 0 }),
  )
  expect(types(events)).toEqual(['request', 'response', 'retry', 'request', 'response', 'error'])
  const told = only(events, 'error')
  expect([told[0]?.error, told[0]?.attempt]).toEqual([error, 2])
})

test('a body that breaks off: progress, then the error', async () => {
  const { events, onEvent } = listen()
  const reply = () =>
    Promise.resolve(
      new Response(bodyOf([PNG, new TypeError('terminated')]), { headers: { 'content-type': 'image/png' } }),
    )
  await failureOf(generateImage('a fox', { onEvent, fetch: stub(reply) }))
  expect(events.map(({ type }) => type)).toEqual(['request', 'response', 'progress', 'error'])
})

test('progress counts bytes up, and tells the total where the service does', async () => {
  const half = PNG.length >> 1
  for (const total of [PNG.length, undefined]) {
    const headers = { 'content-type': 'image/png', ...(total && { 'content-length': `${total}` }) }
    const body = bodyOf([PNG.slice(0, half), PNG.slice(half)])
    const { events, onEvent } = listen()
    await generateImage('a fox', { onEvent, fetch: stub(() => Promise.resolve(new Response(body, { headers }))) })
    const progress = only(events, 'progress')
    expect(progress.map(({ received }) => received)).toEqual([half, PNG.length])
    for (const event of progress) {
      if (total) expect(event.total).toBe(total)
      else expect(event).not.toHaveProperty('total')
    }
  }
})

test('progress tells no total of a body that was compressed on its way: the header counts other bytes', async () => {
  const headers = { 'content-type': 'image/png', 'content-length': '20', 'content-encoding': 'gzip' }
  const { events, onEvent } = listen()
  await generateImage('a fox', { onEvent, fetch: stub(new Response(PNG, { headers })) })
  expect(only(events, 'progress')[0]).not.toHaveProperty('total')
})

test('progress starts anew with each try', async () => {
  const { events, onEvent } = listen()
  const broken = () => Promise.resolve(new Response(bodyOf([new TypeError('terminated')])))
  await generateImage('a fox', { onEvent, fetch: stub(broken, pictureReply()), retryDelay: () => 0 })
  expect(only(events, 'progress').map(({ received, attempt }) => [received, attempt])).toEqual([[PNG.length, 2]])
})

test('done tells the usage where the service does', async () => {
  const { events, onEvent } = listen()
  const usage = { inputTokens: 3, outputTokens: 4, totalTokens: 7 }
  await chat(user, { onEvent, fetch: stub(chatReply()) })
  await generateText('Hello', { onEvent, fetch: stub(chatReply()) })
  expect(only(events, 'done').map((event) => event.usage)).toEqual([usage, usage])
  events.length = 0
  await chat(user, {
    onEvent,
    fetch: stub(jsonReply({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })),
  })
  expect(only(events, 'done')[0]).not.toHaveProperty('usage')
})

test("events keep the caller's id even where the service has one of its own", async () => {
  const { events, onEvent } = listen()
  const reply = jsonReply({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }, 200, {
    'x-request-id': 'service-1',
  })
  const { requestId } = await chat(user, { requestId: 'mine-1', onEvent, fetch: stub(reply) })
  expect(requestId).toBe('service-1')
  expect(new Set(events.map((event) => event.requestId))).toEqual(new Set(['mine-1']))
})

test('an id of the caller goes out to gen as X-Request-Id, and to nobody else', async () => {
  for (const { run, host } of ROUTES) {
    const emulator = emulate()
    await run({ requestId: 'mine-1' })
    expect(emulator.requests[0]?.headers['x-request-id']).toBe(host === 'gen' ? 'mine-1' : undefined)
    emulator.reset()
    await run()
    expect(emulator.requests[0]?.headers).not.toHaveProperty('x-request-id')
  }
})

test('a callback that throws does not break the call', async () => {
  emulate({ nth: 1, status: 503 })
  let count = 0
  const onEvent = () => {
    count++
    throw new Error('no listener at home')
  }
  expect((await chat(user, { onEvent, retryDelay: () => 0 })).text).not.toBe('')
  expect(count).toBeGreaterThan(5)
  expect(imageUrl('a fox', { provider: pollinations(), nologo: true, onEvent })).toContain('a%20fox')
})

test('a callback that rejects does not break the call either, nor become an unhandled rejection', async () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  emulate()
  await chat(user, { onEvent: (async () => Promise.reject(new Error('no'))) as () => void })
  await new Promise((resolve) => setTimeout(resolve, 20))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

test('debug sends the same events to console.debug, and without it nothing is printed', async () => {
  const { events, onEvent } = listen()
  const fetch = () => stub(...failing(503), chatReply())
  await chat(user, { fetch: fetch(), onEvent, retryDelay: () => 0 })
  expect(debug).not.toHaveBeenCalled()
  await chat(user, { fetch: fetch(), debug: true, retryDelay: () => 0, apiKey: KEY })
  const printed = debug.mock.calls.map((args) => args.find((arg): arg is CallEvent => typeof arg === 'object'))
  expect(printed.map((event) => event?.type)).toEqual(events.map(({ type }) => type))
  debug.mockClear()
  await failureOf(chat(user, { fetch: stub(...failing(404)), debug: true }))
  expect(debug.mock.calls.length).toBe(3)
})

test('an option that the service does not know is told before the request', async () => {
  const { events, onEvent } = listen()
  await generateImage('a fox', { apiKey: KEY, enhance: true, nologo: true, onEvent, fetch: stub(pictureReply()) })
  expect(events.slice(0, 3).map(({ type }) => type)).toEqual(['ignored', 'ignored', 'request'])
  expect(
    only(events, 'ignored')
      .map(({ option }) => option)
      .sort(),
  ).toEqual(['enhance', 'nologo'])
})
