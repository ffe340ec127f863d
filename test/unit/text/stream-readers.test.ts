import { expect, test } from 'vitest'
import type { TextStream } from '../../../src/index.ts'
import { END, say } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { readAll, reasonOf } from './read-all.ts'
import { serve } from './serve.ts'

const STORY = [say('one '), say('two '), say('three'), END]
const ALREADY = { name: 'ValidationError', code: 'already_read' }
const story = () => openChat('gen', serve({ steps: STORY }))

/** Every way to read a stream for oneself: each gives its first read. */
const READERS: Record<string, (stream: TextStream) => Promise<unknown>> = {
  'a loop': (stream) => stream[Symbol.asyncIterator]().next(),
  'a loop over the events': (stream) => stream.events()[Symbol.asyncIterator]().next(),
  'a ReadableStream': (stream) => stream.toReadableStream().getReader().read(),
  'a Response': (stream) => stream.toResponse(),
}
/** The ways to ask for the whole: they share what the reader gets. */
const WHOLES: Record<string, (stream: TextStream) => Promise<unknown>> = {
  'result()': (stream) => stream.result(),
  'text()': (stream) => stream.text(),
}
const all = Object.entries({ ...READERS, ...WHOLES })
const readers = Object.entries(READERS)
const combinations = all.flatMap(([first, begin]) => readers.map(([second, read]) => ({ first, second, begin, read })))

test.for(combinations)('$second after $first is a second reader: already_read', async ({ first, begin, read }) => {
  const served = serve({ steps: STORY })
  const stream = openChat('gen', served)
  const reading = begin(stream)
  // A ReadableStream asks for its first piece a turn later.
  if (first === 'a ReadableStream') await new Promise((resolve) => setTimeout(resolve))
  // At once, while the first one waits, and later.
  expect(await reasonOf(read(stream))).toMatchObject(ALREADY)
  await reading
  expect(await reasonOf(read(stream))).toMatchObject(ALREADY)
  expect(served.requests).toHaveLength(1)
})

test.for(readers)('%s after the end of another reader is a second reader', async ([, read]) => {
  const stream = story()
  expect((await readAll(stream)).text).toBe('one two three')
  expect(await reasonOf(read(stream))).toMatchObject(ALREADY)
})

test.for(readers)('%s after a break, an error or an abort of another reader is a second reader', async ([, read]) => {
  const left = story()
  for await (const _ of left) break
  const controller = new AbortController()
  const aborted = openChat('gen', serve({ steps: STORY }), { signal: controller.signal })
  await aborted[Symbol.asyncIterator]().next()
  controller.abort('enough')
  const broken = openChat('gen', serve({ steps: [say('one')] }))
  await readAll(broken)
  for (const stream of [left, aborted, broken]) expect(await reasonOf(read(stream))).toMatchObject(ALREADY)
})

test('what is made and never read is no reader', async () => {
  const stream = story()
  stream[Symbol.asyncIterator]()
  stream.events()[Symbol.asyncIterator]()
  stream.toReadableStream()
  expect((await readAll(stream)).text).toBe('one two three')
})

test('a second reader takes nothing from the first one, and leaving it closes nothing', async () => {
  const served = serve({ steps: STORY })
  const stream = openChat('gen', served)
  const iterator = stream[Symbol.asyncIterator]()
  await iterator.next()
  const second = stream[Symbol.asyncIterator]()
  expect(await reasonOf(second.next())).toMatchObject(ALREADY)
  await second.return?.()
  await stream.toReadableStream().cancel()
  const rest: unknown[] = []
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) rest.push(step.value)
  expect(rest).toEqual(['two ', 'three'])
  expect(served.closed).toBe(0)
  expect((await stream.result()).finishReason).toBe('stop')
})

test('a second ReadableStream errors with already_read', async () => {
  const stream = story()
  const first = stream.toReadableStream().getReader()
  await first.read()
  const second = stream.toReadableStream().getReader()
  expect(await reasonOf(second.read())).toMatchObject(ALREADY)
  expect(await reasonOf(second.closed)).toMatchObject(ALREADY)
  expect(await first.read()).toEqual({ done: false, value: 'two ' })
})

test('already_read tells the operation and what to do', async () => {
  const stream = open('gen', serve({ steps: STORY }))
  await stream.text()
  const error = await reasonOf(stream[Symbol.asyncIterator]().next())
  expect(error).toMatchObject({ context: { operation: 'streamText' }, retryable: false })
  expect((error as { suggestion: string }).suggestion).not.toBe('')
})

test.for(HOSTS)('a stream starts at its first read, and not before, on %s', async (host) => {
  for (const read of [...readers, ...Object.entries(WHOLES)].map(([, each]) => each)) {
    const served = serve({ steps: STORY })
    const seen: string[] = []
    const stream = open(host, served, { onEvent: ({ type }) => seen.push(type) })
    stream[Symbol.asyncIterator]()
    stream.events()
    stream.toReadableStream()
    expect(stream.partial).toEqual({ text: '', toolCalls: [] })
    await new Promise((resolve) => setTimeout(resolve))
    expect(served.requests).toEqual([])
    expect(seen).toEqual([])
    await read(stream)
    expect(served.requests).toHaveLength(1)
  }
})

test('bad input rejects the first read, and is not thrown by the call', async () => {
  for (const read of all.map(([, each]) => each)) {
    const served = serve({ steps: STORY })
    const bad = [
      open('gen', served, { timeout: -1 }),
      open('gen', served, { apiKey: '' }),
      openChat('gen', served, { seed: 1.5 }),
    ]
    for (const stream of bad) {
      const error = await reasonOf(read(stream))
      expect(error).toMatchObject({ code: expect.stringMatching(/^(invalid_option|missing_key)$/) })
      expect(await reasonOf(stream.result())).toBe(error)
    }
    expect(served.requests).toEqual([])
  }
})

test.for(HOSTS)('reads that are asked for at once keep their order, and wait for each other, on %s', async (host) => {
  const slow = STORY.flatMap((step) => [{ wait: 2 }, step])
  for (const steps of [STORY, [STORY.join('')], slow]) {
    const iterator = open(host, serve({ steps }))[Symbol.asyncIterator]()
    const steps_ = await Promise.all(Array.from({ length: 6 }, () => iterator.next()))
    expect(steps_.map(({ value }) => value)).toEqual(['one ', 'two ', 'three', undefined, undefined, undefined])
    expect(steps_.map(({ done }) => done)).toEqual([false, false, false, true, true, true])
  }
})

test('reads that are asked for at once, some with pieces in hand, keep their order', async () => {
  const many = Array.from({ length: 40 }, (_, at) => say(`${at} `))
  for (const size of [1, 3, 7, 40]) {
    const steps = Array.from({ length: Math.ceil(40 / size) }, (_, at) =>
      many.slice(at * size, (at + 1) * size).join(''),
    )
    const iterator = openChat('gen', serve({ steps: [...steps, END] }))[Symbol.asyncIterator]()
    const pieces: unknown[] = []
    for (let round = 0; pieces.length < 40; round++) {
      const asked = await Promise.all(Array.from({ length: (round % 4) + 1 }, () => iterator.next()))
      pieces.push(...asked.filter(({ done }) => !done).map(({ value }) => value))
    }
    expect(pieces).toEqual(Array.from({ length: 40 }, (_, at) => `${at} `))
  }
})

test('of reads that are asked for at once, one gets the error and the rest are done', async () => {
  const iterator = openChat('gen', serve({ steps: [say('one ')] }))[Symbol.asyncIterator]()
  const settled = await Promise.allSettled([iterator.next(), iterator.next(), iterator.next(), iterator.next()])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(settled[1]).toMatchObject({ reason: { code: 'incomplete', partial: 'one ' } })
  expect(settled[3]).toMatchObject({ value: { done: true } })
})

test('leaving while several reads wait ends them all', async () => {
  const served = serve({ hangs: true })
  const iterator = openChat('gen', served)[Symbol.asyncIterator]()
  const waiting = [iterator.next(), iterator.next(), iterator.next()]
  await new Promise((resolve) => setTimeout(resolve))
  await iterator.return?.()
  const done = { value: undefined, done: true }
  expect(await Promise.all(waiting)).toEqual([done, done, done])
  expect(served.closed).toBe(1)
})
