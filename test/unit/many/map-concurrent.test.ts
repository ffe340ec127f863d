import { getEventListeners } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { generateImage, type MapOptions, mapConcurrent } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { never } from '../helpers/stub.ts'
import { turns } from '../helpers/time.ts'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)

/** A function that is ended from outside, and how many of its calls are under way. */
function gate() {
  const open: ((value: string) => void)[] = []
  const state = { running: 0, most: 0, begun: [] as unknown[], open }
  async function fn(item: unknown): Promise<string> {
    state.begun.push(item)
    state.running++
    state.most = Math.max(state.most, state.running)
    const value = await new Promise<string>((resolve) => open.push(resolve))
    state.running--
    return value
  }
  return { state, fn }
}

test('results stand in the order of the items, however long each takes', async () => {
  const results = await mapConcurrent([30, 1, 20, 1], async (ms, index) => {
    await wait(ms)
    return `${index}: ${ms}`
  })
  expect(results).toEqual(['0: 30', '1: 1', '2: 20', '3: 1'].map((value) => ({ status: 'fulfilled', value })))
})

test('five at a time, the next as soon as one has ended', async () => {
  const { state, fn } = gate()
  const running = mapConcurrent(numbers(12), fn)
  await turns()
  expect(state.begun).toEqual([0, 1, 2, 3, 4])
  state.open[3]?.('x')
  await turns()
  expect(state.begun).toEqual([0, 1, 2, 3, 4, 5])
  while (state.begun.length < 12 || state.running) {
    for (const open of state.open) open('x')
    await turns()
  }
  await running
  expect(state.most).toBe(5)
  expect(state.begun).toEqual(numbers(12))
})

test.for([
  [1, 1],
  [3, 3],
  [100, 8],
  [Infinity, 8],
] as const)('with a concurrency of %s, of eight items %s are under way', async ([concurrency, most]) => {
  const { state, fn } = gate()
  const running = mapConcurrent(numbers(8), fn, { concurrency })
  await turns()
  expect(state.running).toBe(most)
  while (state.begun.length < 8 || state.running) {
    for (const open of state.open) open('x')
    await turns()
  }
  await running
  expect(state.most).toBe(most)
})

test('anything that can be iterated will do; it is read at once', async () => {
  const double = (item: unknown) => `${item}${item}`
  function* items() {
    yield 'a'
    yield 'b'
  }
  for (const given of [new Set(['a', 'b']), items(), 'ab', new Map([['a', 1]]).keys()]) {
    const [first] = await mapConcurrent(given as Iterable<unknown>, double)
    expect(first).toEqual({ status: 'fulfilled', value: 'aa' })
  }
  const list = [1]
  const results = await mapConcurrent(list, async () => list.push(2))
  expect(results).toHaveLength(1)
})

test('no items, no results', async () => {
  const fn = vi.fn()
  expect(await mapConcurrent([], fn)).toEqual([])
  expect(fn).not.toHaveBeenCalled()
})

test('holes in a list are items like any other', async () => {
  // biome-ignore lint/suspicious/noSparseArray: that is the case
  const results = await mapConcurrent([, 1], (item) => item)
  expect(results).toEqual([
    { status: 'fulfilled', value: undefined },
    { status: 'fulfilled', value: 1 },
  ])
})

test('of 1,000 items some fail, in three ways; the others are there', async () => {
  const results = await mapConcurrent(numbers(1000), (item) => {
    if (item % 10 === 3) throw new Error(`thrown ${item}`)
    if (item % 10 === 6) return Promise.reject(item)
    return item % 2 ? Promise.resolve(item) : item
  })
  expect(results).toHaveLength(1000)
  for (const [item, result] of results.entries()) {
    if (item % 10 === 3) expect(result).toEqual({ status: 'rejected', reason: new Error(`thrown ${item}`) })
    else if (item % 10 === 6) expect(result).toEqual({ status: 'rejected', reason: item })
    else expect(result).toEqual({ status: 'fulfilled', value: item })
  }
})

test('progress is told after each item, failed ones counted', async () => {
  const seen: object[] = []
  const onProgress: MapOptions['onProgress'] = (progress) => void seen.push(progress)
  const fn = (item: number) => {
    if (item === 1) throw new Error('no')
  }
  await mapConcurrent([0, 1, 2], fn, { onProgress, concurrency: 1 })
  expect(seen).toEqual([
    { done: 1, failed: 0, total: 3 },
    { done: 2, failed: 1, total: 3 },
    { done: 3, failed: 1, total: 3 },
  ])
})

test('a progress bar that breaks, at once or later, breaks nothing', async () => {
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  const broken: MapOptions['onProgress'][] = [
    () => {
      throw new Error('no bar')
    },
    (async () => {
      throw new Error('no bar')
    }) as () => void,
  ]
  for (const onProgress of broken) {
    expect(await mapConcurrent([1, 2], (item) => item, { onProgress } as MapOptions)).toHaveLength(2)
  }
  await turns()
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})

describe('signal', () => {
  test('an abort ends what is under way, and what has not begun is rejected with its reason', async () => {
    const controller = new AbortController()
    const reason = new Error('Enough')
    const fetch = createEmulator({ faults: [{ delay: 20 }] })
    const fn = (prompt: string, _: number, signal: AbortSignal) => {
      if (prompt === 'c') controller.abort(reason)
      return generateImage(prompt, { fetch, signal, width: 8, height: 8 })
    }
    const results = await mapConcurrent('abcdefgh', fn, { concurrency: 3, signal: controller.signal })
    expect(results).toEqual(numbers(8).map(() => ({ status: 'rejected', reason })))
    expect(fetch.requests.length).toBeLessThan(3)
  })

  test('what is under way is waited for: what comes nevertheless is kept', async () => {
    const controller = new AbortController()
    const fn = async (item: number) => {
      if (item === 1) controller.abort(new Error('Enough'))
      await wait(10)
      return item
    }
    const results = await mapConcurrent([0, 1, 2], fn, { concurrency: 2, signal: controller.signal })
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  })

  test('already aborted means that nothing begins', async () => {
    const fn = vi.fn()
    const reason = new Error('Enough')
    const onProgress = vi.fn()
    const results = await mapConcurrent([1, 2], fn, { signal: AbortSignal.abort(reason), onProgress })
    expect(results).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ])
    expect(fn).not.toHaveBeenCalled()
    expect(onProgress).toHaveBeenLastCalledWith({ done: 2, failed: 2, total: 2 })
  })

  test('without one fn gets a signal that does not abort, and a failure does not stop the others', async () => {
    const signals: AbortSignal[] = []
    const fn = (item: number, _: number, signal: AbortSignal) => {
      signals.push(signal)
      if (item === 0) throw new Error('no')
      return item
    }
    const results = await mapConcurrent([0, 1, 2], fn)
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(signals.some(({ aborted }) => aborted)).toBe(false)
  })

  test('no listener is left on it, however it ends', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const count = () => getEventListeners(signal, 'abort').length
    let within = 0
    await mapConcurrent([1, 2], () => (within = count()), { signal })
    expect(within).toBe(1)
    expect(count()).toBe(0)
    const fail = () => {
      throw new Error('no')
    }
    await mapConcurrent([1, 2], fail, { signal, stopOnError: true })
    expect(count()).toBe(0)
    await mapConcurrent([1], () => controller.abort(), { signal })
    expect(count()).toBe(0)
  })
})

describe('stopOnError', () => {
  test('the first failure aborts the others by their signal; what has not begun is rejected with it', async () => {
    const own = new Error('the first')
    const begun: number[] = []
    const fn = async (item: number, _: number, signal: AbortSignal) => {
      begun.push(item)
      if (item === 0) return 'done'
      if (item === 1) {
        await wait(10)
        throw own
      }
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    const results = await mapConcurrent(numbers(6), fn, { concurrency: 3, stopOnError: true })
    expect(results).toEqual([
      { status: 'fulfilled', value: 'done' },
      ...numbers(5).map(() => ({ status: 'rejected', reason: own })),
    ])
    expect(begun).toEqual([0, 1, 2, 3])
  })

  test('a later failure has its own reason', async () => {
    const [first, second] = [new Error('first'), new Error('second')]
    const fn = async (item: number) => {
      await wait(item * 10)
      throw item ? second : first
    }
    const results = await mapConcurrent([0, 1, 2], fn, { concurrency: 2, stopOnError: true })
    expect(results.map((result) => (result as PromiseRejectedResult).reason)).toEqual([first, second, first])
  })

  test('it does not abort the signal of the caller', async () => {
    const { signal } = new AbortController()
    const fail = () => {
      throw new Error('no')
    }
    await mapConcurrent([1], fail, { signal, stopOnError: true })
    expect(signal.aborted).toBe(false)
  })
})

const one = (): number => 1

test.for([
  ['a concurrency of 0', [1], one, { concurrency: 0 }, /concurrency/],
  ['half a concurrency', [1], one, { concurrency: 1.5 }, /concurrency/],
  ['a concurrency that is no number', [1], one, { concurrency: '5' }, /concurrency/],
  ['a signal that is none', [1], one, { signal: {} }, /signal/],
  ['a progress bar that is no function', [1], one, { onProgress: true }, /onProgress/],
  ['stopOnError that is no boolean', [1], one, { stopOnError: 'yes' }, /stopOnError/],
  ['options that are none', [1], one, null, /options/],
  ['items that cannot be iterated', { length: 1 }, one, {}, /items/],
  ['no items', undefined, one, {}, /items/],
  ['no function', [1], undefined, {}, /fn/],
] as const)('%s is refused', async ([, items, fn, options, words]) => {
  const error = await failureOf(mapConcurrent(items as never, fn as never, options as never))
  expect(error).toMatchObject({ code: 'invalid_option', context: { operation: 'mapConcurrent' } })
  expect(error.message).toMatch(words)
})

test('items that throw while they are read reject with their own error', async () => {
  const own = new Error('no more')
  function* items() {
    yield 1
    throw own
  }
  expect(await rejectionOf(mapConcurrent(items(), never))).toBe(own)
})

describe('many calls at once', () => {
  test('the signal of each item carries its own listeners only, and the one given carries one', async () => {
    const controller = new AbortController()
    const { state, fn } = gate()
    const signals: AbortSignal[] = []
    const hand = (item: number, _: number, signal: AbortSignal) => {
      signals.push(signal)
      signal.addEventListener('abort', () => {})
      return fn(item)
    }
    const running = mapConcurrent(numbers(50), hand, { concurrency: 20, signal: controller.signal })
    await turns()
    expect(state.running).toBe(20)
    expect(new Set(signals).size).toBe(20)
    for (const signal of signals) expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
    controller.abort(new Error('Enough'))
    expect(signals.map(({ aborted, reason }) => [aborted, reason.message])).toEqual(Array(20).fill([true, 'Enough']))
    for (const open of state.open) open('x')
    const results = await running
    expect(results.map(({ status }) => status)).toEqual([...Array(20).fill('fulfilled'), ...Array(30).fill('rejected')])
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  test('no warning of a leak comes of calls that are handed the signal', async () => {
    const warnings: string[] = []
    const note = (warning: Error) => warnings.push(warning.name)
    process.on('warning', note)
    const fetch = createEmulator({ faults: [{ delay: 20 }] })
    const draw = (at: number, _: number, signal: AbortSignal) =>
      generateImage(`fox ${at}`, { fetch, signal, width: 8, height: 8 })
    const { signal } = new AbortController()
    const results = await mapConcurrent(numbers(40), draw, { concurrency: 20, signal })
    await turns()
    process.off('warning', note)
    expect(results.every(({ status }) => status === 'fulfilled')).toBe(true)
    expect(warnings).toEqual([])
  })

  test('stopOnError aborts what is under way with the failure, and leaves alone what has ended', async () => {
    const reason = new Error('no')
    const { state, fn } = gate()
    const signals: AbortSignal[] = []
    const hand = (item: number, _: number, signal: AbortSignal) => {
      signals.push(signal)
      if (item === 2) throw reason
      return item ? fn(item) : 'x'
    }
    const running = mapConcurrent(numbers(6), hand, { concurrency: 2, stopOnError: true })
    await turns()
    for (const open of state.open) open('x')
    const results = await running
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', ...Array(4).fill('rejected')])
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true, true])
    expect(signals[1]?.reason).toBe(reason)
  })
})
