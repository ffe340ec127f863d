import { expect, test } from 'vitest'
import { createLimiter, type StreamEvent, type TextStream } from '../../../src/index.ts'
import { END, say } from './chunks.ts'
import { HOSTS, open, openChat } from './hosts.ts'
import { readAll, reasonOf } from './read-all.ts'
import { STALL, serve } from './serve.ts'

const STORY = [say('one '), say('two '), say('three '), say('four'), END]
const tick = () => new Promise((resolve) => setTimeout(resolve))

/** Every way to read a stream, as a loop that can be left. */
const LOOPS: Record<string, (stream: TextStream) => AsyncIterable<string | StreamEvent>> = {
  'the text': (stream) => stream,
  'the events': (stream) => stream.events(),
}
const loops = HOSTS.flatMap((host) => Object.entries(LOOPS).map(([what, read]) => ({ host, what, read })))

test.for(loops)(
  'S1: break out of a loop over $what closes the connection at once, on $host',
  async ({ host, read }) => {
    for (const steps of [[...STORY], [say('one '), STALL]]) {
      const served = serve({ steps })
      const stream = open(host, served)
      for await (const _ of read(stream)) break
      expect(served.closed).toBe(1)
      expect(stream.partial.text).toBe('one ')
      expect(served.requests).toHaveLength(1)
    }
  },
)

test.for(loops)(
  'S1: return out of a loop over $what closes the connection at once, on $host',
  async ({ host, read }) => {
    const served = serve({ steps: [say('one '), STALL] })
    const leave = async (): Promise<unknown> => {
      for await (const piece of read(open(host, served))) return piece
      return undefined
    }
    expect(await leave()).toBeDefined()
    expect(served.closed).toBe(1)
  },
)

test.for(loops)(
  'S1: throw out of a loop over $what closes the connection at once, on $host',
  async ({ host, read }) => {
    const served = serve({ steps: [say('one '), STALL] })
    const mine = new Error('mine')
    const leave = async (): Promise<void> => {
      for await (const _ of read(open(host, served))) throw mine
    }
    expect(await reasonOf(leave())).toBe(mine)
    expect(served.closed).toBe(1)
  },
)

test.for(HOSTS)('S1: leaving with pieces in hand closes the connection, on %s', async (host) => {
  const served = serve({ steps: [say('one ') + say('two ') + say('three'), STALL] })
  const stream = open(host, served)
  for await (const _ of stream) break
  expect(served.closed).toBe(1)
  expect(stream.partial.text).toBe('one ')
})

test.for(HOSTS)('S1: leaving while a read is waiting closes the connection and ends the read, on %s', async (host) => {
  const served = serve({ steps: [say('one '), STALL] })
  const iterator = open(host, served)[Symbol.asyncIterator]()
  await iterator.next()
  const waiting = iterator.next()
  await tick()
  expect(await iterator.return?.()).toEqual({ value: undefined, done: true })
  expect(await waiting).toEqual({ value: undefined, done: true })
  expect(served.closed).toBe(1)
  expect(await iterator.next()).toEqual({ value: undefined, done: true })
})

test.for(HOSTS)('S1: leaving before the headers are there gives up the request, on %s', async (host) => {
  const served = serve({ hangs: true })
  const stream = open(host, served)
  const iterator = stream[Symbol.asyncIterator]()
  const waiting = iterator.next()
  await tick()
  await iterator.return?.()
  expect(await waiting).toEqual({ value: undefined, done: true })
  expect(served.closed).toBe(1)
  expect(await stream.result()).toMatchObject({ text: '', finishReason: 'stopped' })
})

test.for(HOSTS)('S1: leaving while a retry is waited for gives it up, on %s', async (host) => {
  const served = serve({ status: 503 }, { steps: STORY })
  const iterator = open(host, served, { retryDelay: () => 20 })[Symbol.asyncIterator]()
  const waiting = iterator.next()
  await tick()
  await iterator.return?.()
  expect(await waiting).toEqual({ value: undefined, done: true })
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(served.requests).toHaveLength(1)
})

test.for(HOSTS)('S1: leaving before the first read sends nothing, on %s', async (host) => {
  const served = serve({ steps: STORY })
  const stream = open(host, served)
  await stream[Symbol.asyncIterator]().return?.()
  expect((await stream.result()).finishReason).toBe('stopped')
  expect(served.requests).toEqual([])
})

test.for(HOSTS)('S1: leaving frees the slot of the limiter, on %s', async (host) => {
  const limiter = createLimiter({ concurrency: 1 })
  for (let round = 0; round < 3; round++) {
    for await (const _ of open(host, serve({ steps: [say('one '), STALL] }), { limiter })) break
  }
  expect((await readAll(open(host, serve({ steps: STORY }), { limiter }))).text).toBe('one two three four')
})

const reason = { why: 'enough' }

test.for(HOSTS)('S2: an abort while waiting for the headers throws the reason, on %s', async (host) => {
  const served = serve({ hangs: true })
  const controller = new AbortController()
  const reading = readAll(open(host, served, { signal: controller.signal }))
  await tick()
  controller.abort(reason)
  expect((await reading).error).toBe(reason)
  expect(served).toMatchObject({ closed: 1, requests: { length: 1 } })
})

test.for(HOSTS)('S2: an abort while waiting for bytes throws the reason and closes at once, on %s', async (host) => {
  for (const steps of [[STALL], [': hello\n\n', STALL], [say('one '), STALL], [say('one '), 'data: {"cho', STALL]]) {
    const served = serve({ steps })
    const controller = new AbortController()
    const stream = open(host, served, { signal: controller.signal })
    const reading = readAll(stream)
    await tick()
    controller.abort(reason)
    expect(served.closed).toBe(1)
    const { error, text } = await reading
    expect(error).toBe(reason)
    expect(stream.partial.text).toBe(text)
    expect(await reasonOf(stream.result())).toBe(reason)
    expect(served.requests).toHaveLength(1)
  }
})

test.for(HOSTS)('S2: an abort inside the loop drops the pieces in hand, on %s', async (host) => {
  const served = serve({ steps: [say('one ') + say('two ') + say('three ') + say('four') + END] })
  const controller = new AbortController()
  const stream = openChat(host, served, { signal: controller.signal })
  const pieces: string[] = []
  const loop = async (): Promise<void> => {
    for await (const piece of stream) {
      pieces.push(piece)
      if (pieces.length === 2) controller.abort(reason)
    }
  }
  expect(await reasonOf(loop())).toBe(reason)
  expect(pieces).toEqual(['one ', 'two '])
  expect(stream.partial.text).toBe('one two ')
  expect(await reasonOf(stream.result())).toBe(reason)
})

test.for(HOSTS)('S2: an abort while nobody reads closes at once, and the next read throws, on %s', async (host) => {
  const served = serve({ steps: [say('one '), say('two '), STALL] })
  const controller = new AbortController()
  const iterator = open(host, served, { signal: controller.signal })[Symbol.asyncIterator]()
  await iterator.next()
  controller.abort(reason)
  expect(served.closed).toBe(1)
  expect(await reasonOf(iterator.next())).toBe(reason)
  expect(await iterator.next()).toEqual({ value: undefined, done: true })
})

test.for(HOSTS)('S2: after an abort result() rejects, even when nobody reads on, on %s', async (host) => {
  const controller = new AbortController()
  const stream = open(host, serve({ steps: [say('one '), STALL] }), { signal: controller.signal })
  await stream[Symbol.asyncIterator]().next()
  const before = reasonOf(stream.result())
  controller.abort(reason)
  expect(await before).toBe(reason)
  expect(await reasonOf(stream.text())).toBe(reason)
})

test.for(HOSTS)(
  'S2: an abort closes the connection at once, and is told once, when result() stands beside the loop, on %s',
  async (host) => {
    for (const reply of [
      { hangs: true },
      { steps: [STALL] },
      { steps: [say('one '), STALL] },
      { status: 503 },
    ] as const) {
      const served = serve(reply)
      const controller = new AbortController()
      const seen: string[] = []
      const onEvent = ({ type }: { type: string }) => void seen.push(type)
      const stream = open(host, served, { signal: controller.signal, onEvent, retryDelay: () => 60 })
      const reading = readAll(stream)
      const results = [reasonOf(stream.result()), reasonOf(stream.text())]
      await tick()
      controller.abort(reason)
      expect(await Promise.all([...results, reading.then(({ error }) => error)])).toEqual([reason, reason, reason])
      await new Promise((resolve) => setTimeout(resolve, 80))
      expect(served.closed).toBe('status' in reply ? 0 : 1)
      expect(served.requests).toHaveLength(1)
      expect(seen.filter((type) => type === 'error' || type === 'done')).toEqual(['error'])
    }
  },
)

test.for(HOSTS)('S2: an abort while a retry is waited for sends no further request, on %s', async (host) => {
  const served = serve({ status: 503 })
  const controller = new AbortController()
  const reading = readAll(open(host, served, { signal: controller.signal, retryDelay: () => 10 }))
  await tick()
  controller.abort(reason)
  expect((await reading).error).toBe(reason)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(served.requests).toHaveLength(1)
})

test.for(HOSTS)('S2: any reason is thrown as it is, on %s', async (host) => {
  for (const why of [undefined, null, 0, 'text', new Error('mine'), new DOMException('x', 'TimeoutError')]) {
    const controller = new AbortController()
    const reading = reasonOf(open(host, serve({ steps: [STALL] }), { signal: controller.signal }).text())
    await tick()
    controller.abort(why)
    expect(await reading).toBe(controller.signal.reason)
  }
})

test.for(HOSTS)('S2: AbortSignal.timeout bounds the whole stream, on %s', async (host) => {
  const slow = Array.from({ length: 100 }, () => [say('.'), { wait: 5 }]).flat()
  const { error, text } = await readAll(open(host, serve({ steps: slow }), { signal: AbortSignal.timeout(60) }))
  expect(error).toMatchObject({ name: 'TimeoutError', code: DOMException.TIMEOUT_ERR })
  expect(text.length).toBeLessThan(50)
})

test.for(HOSTS)('S2: an abort behind the end changes nothing, on %s', async (host) => {
  const controller = new AbortController()
  const stream = open(host, serve({ steps: STORY }), { signal: controller.signal })
  expect((await readAll(stream)).text).toBe('one two three four')
  controller.abort(reason)
  expect((await stream.result()).text).toBe('one two three four')
  expect(stream.partial.finishReason).toBe('stop')
})

test.for(HOSTS)('S3: already aborted means no request, on %s', async (host) => {
  const served = serve({ steps: STORY })
  const signal = AbortSignal.abort(reason)
  const reads = [
    (stream: TextStream) => stream[Symbol.asyncIterator]().next(),
    (stream: TextStream) => stream.events()[Symbol.asyncIterator]().next(),
    (stream: TextStream) => stream.result(),
    (stream: TextStream) => stream.text(),
    (stream: TextStream) => stream.toReadableStream().getReader().read(),
    (stream: TextStream) => stream.toResponse(),
  ]
  for (const read of reads) expect(await reasonOf(read(open(host, served, { signal })))).toBe(reason)
  expect(served.requests).toEqual([])
})

test.for(HOSTS)('S3: aborted between the call and the first read means no request, on %s', async (host) => {
  const served = serve({ steps: STORY })
  const controller = new AbortController()
  const stream = openChat(host, served, { signal: controller.signal })
  controller.abort(reason)
  expect((await readAll(stream)).error).toBe(reason)
  expect(served.requests).toEqual([])
})
