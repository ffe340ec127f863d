import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLimiter, type Limiter } from '../../../src/index.ts'
import { rejectionOf, thrownBy } from '../helpers/failure.ts'
import { isOpen, turns } from '../helpers/time.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Asks for a slot again and again; gives when each came, by name, and the releases. */
function queue(limiter: Limiter, names: string): { came: string[]; release: Record<string, () => void> } {
  const came: string[] = []
  const release: Record<string, () => void> = {}
  for (const name of names) {
    void limiter.acquire().then((free) => {
      came.push(`${name}@${Math.round(performance.now() - start)}`)
      release[name] = free
    })
  }
  const start = performance.now()
  return { came, release }
}

test('slots are given first come, first served, as many at once as allowed', async () => {
  const { came, release } = queue(createLimiter({ concurrency: 2 }), 'abcde')
  await turns()
  expect(came).toEqual(['a@0', 'b@0'])
  release.b?.()
  await turns()
  expect(came).toEqual(['a@0', 'b@0', 'c@0'])
  release.a?.()
  release.c?.()
  await turns()
  expect(came.map((entry) => entry[0]).join('')).toBe('abcde')
})

test('concurrency 1 is a queue', async () => {
  const { came, release } = queue(createLimiter({ concurrency: 1 }), 'abcd')
  for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) {
    await turns()
    expect(came).toHaveLength(at + 1)
    release[name]?.()
  }
})

test('the interval is the least time between two starts, whether the calls have ended or not', async () => {
  const { came } = queue(createLimiter({ interval: 1000 }), 'abcd')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(came).toEqual(['a@0', 'b@1000', 'c@2000', 'd@3000'])
})

test('the interval counts from the start of the one before, not from its end', async () => {
  const limiter = createLimiter({ concurrency: 1, interval: 1000 })
  const { came, release } = queue(limiter, 'abc')
  await vi.advanceTimersByTimeAsync(400)
  release.a?.()
  await vi.advanceTimersByTimeAsync(599)
  expect(came).toEqual(['a@0'])
  await vi.advanceTimersByTimeAsync(1)
  expect(came).toEqual(['a@0', 'b@1000'])
  await vi.advanceTimersByTimeAsync(5000)
  release.b?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(came).toEqual(['a@0', 'b@1000', 'c@6000'])
})

test('after a pause the next one starts at once, and no slots have been saved up', async () => {
  const limiter = createLimiter({ interval: 1000 })
  queue(limiter, 'a')
  await vi.advanceTimersByTimeAsync(60_000)
  const { came } = queue(limiter, 'bc')
  await vi.advanceTimersByTimeAsync(5000)
  expect(came).toEqual(['b@0', 'c@1000'])
})

test('both bounds hold together', async () => {
  const { came, release } = queue(createLimiter({ concurrency: 2, interval: 100 }), 'abcd')
  await vi.advanceTimersByTimeAsync(1000)
  expect(came).toEqual(['a@0', 'b@100'])
  release.a?.()
  release.b?.()
  await vi.advanceTimersByTimeAsync(1000)
  expect(came).toEqual(['a@0', 'b@100', 'c@1000', 'd@1100'])
})

test('without options nothing is bounded', async () => {
  const { came } = queue(createLimiter({}), 'abcdefghij')
  await turns()
  expect(came).toHaveLength(10)
})

test('a release counts once, however often it is called', async () => {
  const limiter = createLimiter({ concurrency: 1 })
  const { came, release } = queue(limiter, 'abc')
  await turns()
  for (let time = 0; time < 5; time++) release.a?.()
  await turns()
  expect(came).toEqual(['a@0', 'b@0'])
  release.a?.()
  await turns()
  expect(came).toHaveLength(2)
})

test('an abort ends the wait with the reason, and takes nobody’s turn', async () => {
  const limiter = createLimiter({ concurrency: 1 })
  const { release } = queue(limiter, 'a')
  const controller = new AbortController()
  const waiting = rejectionOf(limiter.acquire(controller.signal))
  const { came, release: after } = queue(limiter, 'cd')
  const reason = { enough: true }
  await turns()
  controller.abort(reason)
  expect(await waiting).toBe(reason)
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  release.a?.()
  await turns()
  expect(came).toEqual(['c@0'])
  after.c?.()
  await turns()
  expect(came).toEqual(['c@0', 'd@0'])
})

test('an abort of all that wait leaves no timer, and the limiter goes on', async () => {
  const limiter = createLimiter({ interval: 1000 })
  queue(limiter, 'a')
  const controller = new AbortController()
  const calls = [1, 2, 3].map(() => rejectionOf(limiter.acquire(controller.signal)))
  await turns()
  controller.abort('enough')
  expect(await Promise.all(calls)).toEqual(['enough', 'enough', 'enough'])
  expect(vi.getTimerCount()).toBe(0)
  const { came } = queue(limiter, 'b')
  await vi.advanceTimersByTimeAsync(2000)
  expect(came).toEqual(['b@1000'])
})

test('an abort of the first in the queue does not delay the second', async () => {
  const limiter = createLimiter({ interval: 1000 })
  queue(limiter, 'a')
  const controller = new AbortController()
  const first = rejectionOf(limiter.acquire(controller.signal))
  const { came } = queue(limiter, 'c')
  await vi.advanceTimersByTimeAsync(500)
  controller.abort()
  await first
  await vi.advanceTimersByTimeAsync(500)
  expect(came).toEqual(['c@1000'])
})

test('an aborted signal gets no slot and takes none', async () => {
  const limiter = createLimiter({ concurrency: 1 })
  expect(await rejectionOf(limiter.acquire(AbortSignal.abort('enough')))).toBe('enough')
  expect(await isOpen(limiter.acquire())).toBe(false)
})

test('an abort after the slot was given changes nothing, and leaves no listener', async () => {
  const limiter = createLimiter({ concurrency: 1 })
  const controller = new AbortController()
  const release = await limiter.acquire(controller.signal)
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  controller.abort()
  const { came } = queue(limiter, 'b')
  await turns()
  expect(came).toEqual([])
  release()
  await turns()
  expect(came).toHaveLength(1)
})

test('thousands in the queue are served in order', async () => {
  const limiter = createLimiter({ concurrency: 3 })
  const order: number[] = []
  const work = Array.from({ length: 5000 }, async (_, at) => {
    const release = await limiter.acquire()
    order.push(at)
    release()
  })
  await Promise.all(work)
  expect(order).toEqual(Array.from({ length: 5000 }, (_, at) => at))
})

test('limiters share nothing', async () => {
  const [one, two] = [createLimiter({ concurrency: 1 }), createLimiter({ concurrency: 1 })]
  await one.acquire()
  expect(await isOpen(one.acquire())).toBe(true)
  expect(await isOpen(two.acquire())).toBe(false)
})

test.each([
  [{ concurrency: 0 }],
  [{ concurrency: -1 }],
  [{ concurrency: 1.5 }],
  [{ concurrency: Number.NaN }],
  [{ concurrency: '2' }],
  [{ concurrency: null }],
  [{ interval: -1 }],
  [{ interval: Number.NaN }],
  [{ interval: '1000' }],
  [{ interval: Infinity }],
  [{ interval: null }],
  [undefined],
  [null],
])('createLimiter(%j) throws at once', (options) => {
  const error = thrownBy(() => createLimiter(options as never))
  expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  expect(error.suggestion).not.toBe('')
})
