import { whenAborted } from '../call/clocks.ts'
import { checkOptions, invalid } from '../call/options.ts'
import { quietly } from '../call/quietly.ts'

/**
 * How to go through many items.
 *
 * @example
 * ```ts
 * import { type MapOptions, mapConcurrent } from 'blossom-ai'
 *
 * const options: MapOptions = { concurrency: 2, onProgress: ({ done, total }) => console.log(`${done} of ${total}`) }
 * await mapConcurrent(['a cat', 'a dog'], (prompt) => prompt.length, options)
 * ```
 */
export interface MapOptions {
  /** How many at a time. Default: 5. */
  concurrency?: number
  /** Ends the whole: `fn` gets it, and what has not begun is settled as rejected with its reason. */
  signal?: AbortSignal
  /** The first failure aborts the others through the signal that `fn` gets. Default: false. */
  stopOnError?: boolean
  /** Told after each item. `done` counts the failed ones too. */
  onProgress?: (progress: { done: number; failed: number; total: number }) => void
}

/**
 * Calls a function for each item, a few at a time.
 *
 * @param items - Anything that can be iterated; it is read at once.
 * @param fn - Gets the item, its index, and a signal to hand on to the calls in it. What is under way when the signal aborts
 *   is waited for.
 * @param options - See `MapOptions`.
 * @returns Settled results in the order of the items, as `Promise.allSettled` gives them. Rejects on bad input only.
 * @throws ValidationError `invalid_option`.
 *
 * @example
 * ```ts
 * import { generateImage, mapConcurrent } from 'blossom-ai'
 *
 * const results = await mapConcurrent(['a cat', 'a dog'], (prompt, _, signal) => generateImage(prompt, { signal }))
 * ```
 */
export async function mapConcurrent<T, R>(
  items: Iterable<T>,
  fn: (item: T, index: number, signal: AbortSignal) => Promise<R> | R,
  options: MapOptions = {},
): Promise<PromiseSettledResult<R>[]> {
  const operation = 'mapConcurrent'
  checkOptions(operation, options, {
    concurrency: [1, Infinity, 1],
    stopOnError: 'boolean',
    onProgress: 'function',
    signal: { need: 'an AbortSignal', test: (signal: AbortSignal) => typeof signal?.addEventListener === 'function' },
  })
  if (typeof fn !== 'function') throw invalid(operation, 'fn', 'a function')
  if (typeof Object(items)[Symbol.iterator] !== 'function') throw invalid(operation, 'items', 'something to iterate')
  const { concurrency = 5, signal, stopOnError, onProgress } = options
  const list = [...items]
  const results: PromiseSettledResult<R>[] = []
  // A signal for each item that is under way: with all calls on one signal Node warns of a leak of listeners.
  const running = new Set<AbortController>()
  let stopped: { reason: unknown } | undefined
  let next = 0
  let done = 0
  let failed = 0

  /** The caller's signal has aborted, or an item has failed. */
  function stop(reason: unknown): void {
    stopped ??= { reason }
    for (const own of running) own.abort(stopped.reason)
  }
  async function settle(index: number): Promise<void> {
    const own = new AbortController()
    running.add(own)
    try {
      if (stopped) throw stopped.reason
      results[index] = { status: 'fulfilled', value: await fn(list[index] as T, index, own.signal) }
    } catch (reason) {
      results[index] = { status: 'rejected', reason }
      failed++
      if (stopOnError) stop(reason)
    }
    running.delete(own)
    done++
    // A progress bar that breaks does not stop the work, nor does an async one end the process.
    const progress = { done, failed, total: list.length }
    quietly(() => onProgress?.(progress))
  }
  async function work(): Promise<void> {
    while (next < list.length) await settle(next++)
  }
  const letGo = whenAborted(signal, () => stop(signal?.reason))
  await Promise.all(Array.from({ length: Math.min(concurrency, list.length) }, work))
  letGo()
  return results
}
