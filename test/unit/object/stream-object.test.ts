import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type ObjectOptions, type ObjectStream, streamObject } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { listen } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, never, stub } from '../helpers/stub.ts'
import { DONE, delta, END, say, stop } from '../text/chunks.ts'
import { RESET, type Served, STALL, type Step, serve } from '../text/serve.ts'
import { FIXTURES } from './fixtures.ts'
import { isPrefix } from './prefix.ts'
import { ADA, handMade, LIBRARIES, PLAIN } from './schemas.ts'

const anything = handMade((value) => ({ value }), { jsonSchema: { input: () => PLAIN, output: () => PLAIN } })
const inPieces = (text: string, size = 1): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, at) => say(text.slice(at * size, (at + 1) * size)))

function open(steps: readonly Step[], options: object = {}): { stream: ObjectStream<unknown>; served: Served } {
  const served = serve({ steps })
  const given = { schema: anything, apiKey: KEY, fetch: served.fetch, ...options } as ObjectOptions<unknown>
  return { stream: streamObject('Describe a person', given), served }
}

async function collect<T>(stream: AsyncIterable<T>): Promise<{ values: T[]; error: unknown }> {
  const values: T[] = []
  try {
    for await (const value of stream) values.push(value)
    return { values, error: undefined }
  } catch (error) {
    return { values, error }
  }
}

/** What must hold of what a stream yields. */
function check(values: unknown[], whole: unknown): void {
  const texts = values.map((value) => JSON.stringify(value))
  expect(texts.at(-1)).toBe(JSON.stringify(whole))
  const partials = values.slice(0, -1)
  for (const [at, partial] of partials.entries()) {
    if (!isPrefix(partial, whole) || (at && !isPrefix(partials[at - 1], partial)))
      expect(texts[at]).toBe('a start of the whole')
  }
  // Each says something new; only the validated whole may repeat the last partial.
  expect(new Set(texts.slice(0, -1)).size).toBe(partials.length)
}

test.for(FIXTURES)('$name, a letter at a time: ever fuller partials, then the validated object', async ({ text }) => {
  const { stream } = open([...inPieces(text), END])
  const { values, error } = await collect(stream)
  expect(error).toBeUndefined()
  const { object } = await stream.result()
  expect(values.at(-1)).toBe(object)
  check(values, object)
  expect(values.length).toBeGreaterThan(3)
})

test('any object in pieces of any size is right all the way', async () => {
  const value = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }).filter((some) => typeof some === 'object' && !!some)
  await fc.assert(
    fc.asyncProperty(value, fc.integer({ min: 1, max: 9 }), async (whole, size) => {
      const { stream } = open([...inPieces(JSON.stringify(whole), size), END])
      const { values, error } = await collect(stream)
      expect(error).toBeUndefined()
      check(values, whole)
    }),
    { numRuns: 50 },
  )
})

test.for(LIBRARIES)('with $name, on the emulator: the last one is a person', async ({ schema, jsonSchema }) => {
  const fetch = createEmulator()
  const stream = streamObject('Describe a person', { schema, jsonSchema, fetch })
  const { values } = await collect(stream)
  const { object } = await stream.result()
  expect(Object.keys(object).sort()).toEqual(['age', 'name', 'tags'])
  check(values, object)
  expect(JSON.parse(`${fetch.requests[0]?.body}`)).toMatchObject({
    stream: true,
    response_format: { type: 'json_schema', json_schema: { name: 'object', schema: { type: 'object' } } },
  })
})

test('the partials are what the model writes, the last one is what the schema makes of it', async () => {
  const schema = z.object({ name: z.string().transform((name) => name.length), age: z.number().default(3) })
  const { stream } = open([...inPieces('{"name":"Ada","more":1}', 4), END], { schema })
  const { values } = await collect(stream)
  expect(values.at(-2)).toEqual({ name: 'Ada', more: 1 })
  expect(values.at(-1)).toEqual({ name: 3, age: 3 })
})

test('a long answer in thousands of pieces is read right, also where partial is read at each', async () => {
  const rows = Array.from({ length: 600 }, (_, id) => ({ id, name: 'a word or "two"', ok: true }))
  const { stream } = open([...inPieces(JSON.stringify({ rows }), 4), END], { schema: {} })
  let last: unknown
  for await (const partial of stream) {
    last = partial
    // As a page would that shows it.
    if (!stream.partial) throw new Error('partial is missing')
  }
  expect(last).toEqual({ rows })
})

test('each partial is an object of its own', async () => {
  const { stream } = open([...inPieces(JSON.stringify(ADA)), END])
  const { values } = await collect(stream)
  const kept = values.map((value) => JSON.stringify(value))
  for (const value of values) (value as { name?: unknown }).name = 'changed'
  expect(new Set(kept).size).toBeGreaterThan(10)
  expect(new Set(values).size).toBe(values.length)
})

test('reasoning is no part of the object', async () => {
  const { stream } = open([delta({ reasoning_content: '{"wrong":1}' }), ...inPieces('{"a":1}'), END])
  expect((await collect(stream)).values.at(-1)).toEqual({ a: 1 })
  expect((await stream.result()).reasoning).toBe('{"wrong":1}')
})

test('events name the function that was called', async () => {
  const { events, onEvent } = listen()
  await collect(open([...inPieces('{"a":1}'), END], { onEvent }).stream)
  expect(events.length).toBeGreaterThan(2)
  expect(new Set(events.map(({ operation }) => operation))).toEqual(new Set(['streamObject']))
})

describe('partial', () => {
  test('is what has come so far, and nothing before the first read', async () => {
    const { stream } = open([...inPieces('{"a":"one","b":2}'), END])
    expect(stream.partial).toBeUndefined()
    const seen: unknown[] = []
    for await (const value of stream) seen.push([value, stream.partial])
    expect(seen.slice(0, 3)).toEqual([
      [{}, {}],
      [{ a: '' }, { a: '' }],
      [{ a: 'o' }, { a: 'o' }],
    ])
    expect(stream.partial).toEqual({ a: 'one', b: 2 })
  })

  test('is there after an error, an abort and `break`', async () => {
    const broken = open([...inPieces('{"a":"one","b":2'), RESET]).stream
    await collect(broken)
    expect(broken.partial).toEqual({ a: 'one' })
    const left = open([...inPieces('{"a":"one","b":2}'), END]).stream
    for await (const value of left) if ((value as { a?: string }).a === 'one') break
    expect(left.partial).toEqual({ a: 'one' })
    const controller = new AbortController()
    const aborted = open([say('{"a":"one"'), STALL], { signal: controller.signal }).stream
    const reading = collect(aborted)
    await vi.waitFor(() => expect(aborted.partial).toEqual({ a: 'one' }))
    controller.abort()
    await reading
    expect(aborted.partial).toEqual({ a: 'one' })
  })
})

describe('result()', () => {
  const steps = [...inPieces(JSON.stringify(ADA)), END]

  test('before any read it reads the stream itself, and is made once', async () => {
    const { stream, served } = open(steps)
    expect(served.requests).toHaveLength(0)
    const whole = stream.result()
    expect(stream.result()).toBe(whole)
    expect(await whole).toMatchObject({ object: ADA, text: JSON.stringify(ADA), finishReason: 'stop' })
    expect(served.requests).toHaveLength(1)
    expect((await failureOf(collectOrThrow(stream))).code).toBe('already_read')
  })

  test('beside a loop it waits for it', async () => {
    const { stream, served } = open(steps)
    const [{ values }, { object }] = await Promise.all([collect(stream), stream.result()])
    expect(object).toEqual(ADA)
    expect(values.at(-1)).toBe(object)
    expect(served.requests).toHaveLength(1)
  })

  test('after the loop it is there', async () => {
    const { stream } = open(steps)
    await collect(stream)
    expect((await stream.result()).object).toEqual(ADA)
  })

  test('after `break` it rejects: half an object is none', async () => {
    const { stream } = open(steps)
    for await (const _ of stream) break
    const error = await failureOf(stream.result())
    expect(error).toMatchObject({ code: 'invalid_object', partial: '{' })
    expect(error.message).toContain('left')
  })

  test('after `break` behind the last letter it is whole', async () => {
    const { stream } = open([say(JSON.stringify(ADA)), STALL])
    for await (const _ of stream) break
    expect(await stream.result()).toMatchObject({ object: ADA, finishReason: 'stopped' })
  })

  test('a rejection that nobody listens to is not unhandled', async () => {
    const unhandled: unknown[] = []
    const listener = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', listener)
    const { stream } = open([say('no JSON'), END])
    void stream.result()
    await new Promise((resolve) => setTimeout(resolve, 50))
    process.off('unhandledRejection', listener)
    expect(unhandled).toEqual([])
    await expect(stream.result()).rejects.toMatchObject({ code: 'invalid_object' })
  })
})

describe('leaving', () => {
  test('nothing is asked for before the first read', async () => {
    const { stream, served } = open([...inPieces('{"a":1}'), END])
    const loop = stream[Symbol.asyncIterator]()
    await loop.return?.()
    expect(served.requests).toHaveLength(0)
  })

  test.for(['break', 'return', 'throw'])('%s closes the connection at once', async (how) => {
    const { stream, served } = open([say('{"a":"one"'), STALL])
    const leave = async () => {
      for await (const _ of stream) {
        if (how === 'break') break
        if (how === 'return') return
        throw new Error('out')
      }
    }
    await leave().catch(() => {})
    expect(served.closed).toBe(1)
  })

  test('an abort throws the reason at once, closes the connection, and leaves no listener', async () => {
    const controller = new AbortController()
    const reason = new Error('Enough')
    const { stream, served } = open([say('{"a":"one"'), STALL], { signal: controller.signal })
    const reading = collect(stream)
    await vi.waitFor(() => expect(stream.partial).toEqual({ a: 'one' }))
    controller.abort(reason)
    expect((await reading).error).toBe(reason)
    expect(await rejectionOf(stream.result())).toBe(reason)
    expect(served).toMatchObject({ closed: 1 })
    expect(served.requests).toHaveLength(1)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('an abort while the schema validates throws the reason', async () => {
    const controller = new AbortController()
    const reason = new Error('Enough')
    const schema = handMade(() => {
      setTimeout(() => controller.abort(reason))
      return never()
    })
    const { stream } = open([say('{}'), END], { schema, jsonSchema: {}, signal: controller.signal })
    expect((await collect(stream)).error).toBe(reason)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('already aborted means no request', async () => {
    const reason = new Error('Enough')
    const { stream, served } = open([END], { signal: AbortSignal.abort(reason) })
    expect((await collect(stream)).error).toBe(reason)
    expect(served.requests).toHaveLength(0)
  })

  test('a second loop is refused', async () => {
    const { stream, served } = open([...inPieces('{"a":1}'), END])
    for await (const _ of stream) {
      const error = await failureOf(collectOrThrow(stream))
      expect(error).toMatchObject({ code: 'already_read', context: { operation: 'streamObject' } })
      break
    }
    expect(served.requests).toHaveLength(1)
  })
})

describe('errors', () => {
  test('what does not fit is `invalid_object` at the end of the loop, and of the result', async () => {
    const { stream } = open([...inPieces('{"a":"one"}', 5), END], { schema: z.object({ a: z.number() }) })
    const { values, error } = await collect(stream)
    expect(values.at(-1)).toEqual({ a: 'one' })
    expect(error).toMatchObject({ name: 'APIError', code: 'invalid_object', partial: '{"a":"one"}' })
    expect((error as { issues: unknown[] }).issues).toHaveLength(1)
    expect(await rejectionOf(stream.result())).toBe(error)
  })

  test.for(['No.', '{"a": 1', '{"a": 1} or so', '{"a": "new\nline"}', '{"a": [1}'])(
    'what is no JSON is `invalid_object`: %j',
    async (text) => {
      const { error } = await collect(open([...inPieces(text), END]).stream)
      expect(error).toMatchObject({ code: 'invalid_object', partial: text })
    },
  )

  test('a cut stream is StreamError `incomplete`, not `invalid_object`', async () => {
    const { stream } = open(inPieces('{"a":"one"}'))
    const { values, error } = await collect(stream)
    expect(error).toMatchObject({ name: 'StreamError', code: 'incomplete', partial: '{"a":"one"}' })
    expect(values.at(-1)).toEqual({ a: 'one' })
    expect(await rejectionOf(stream.result())).toBe(error)
  })

  test('silence is StreamError `stalled`', async () => {
    const { stream, served } = open([say('{"a":"one"'), STALL], { stallTimeout: 30 })
    expect((await collect(stream)).error).toMatchObject({ code: 'stalled', partial: '{"a":"one"' })
    expect(served.closed).toBe(1)
  })

  test('an error in the stream is StreamError `provider`', async () => {
    const { stream } = open([say('{'), 'data: {"error":{"message":"overloaded"}}\n\n', DONE])
    expect((await collect(stream)).error).toMatchObject({ code: 'provider', partial: '{' })
  })

  test('an answer cut at its most tokens says so', async () => {
    const { stream } = open([say('{"a":"one'), stop('length'), DONE])
    const { error } = await collect(stream)
    expect(error).toMatchObject({ code: 'invalid_object', suggestion: 'Give more maxTokens.' })
  })

  test.for([
    ['no options', undefined, 'invalid_option'],
    ['no schema', {}, 'invalid_option'],
    ['a schema that cannot become JSON Schema', { schema: z.object({ born: z.date() }) }, 'invalid_option'],
    ['a bad option of the chat', { schema: PLAIN, temperature: 3 }, 'invalid_option'],
  ] as const)('bad input rejects the first read, before any request: %s', async ([, options, code]) => {
    const fetch = stub(chatReply('{}'))
    const stream = streamObject('Hello', (options && { ...options, fetch }) as unknown as ObjectOptions<unknown>)
    const error = await failureOf(collectOrThrow(stream))
    expect(error).toMatchObject({ name: 'ValidationError', code, context: { operation: 'streamObject' } })
    expect(await rejectionOf(stream.result())).toBe(error)
    expect(fetch.asked).toEqual([])
  })
})

async function collectOrThrow(stream: AsyncIterable<unknown>): Promise<void> {
  const { error } = await collect(stream)
  if (error) throw error
}
