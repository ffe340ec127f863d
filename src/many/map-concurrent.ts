import { whenAborted } from '../call/clocks.ts'
import { checkOptions, invalid } from '../call/options.ts'

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
  // The caller's signal and the first failure as one.
  const controller = new AbortController()
  let next = 0
  let done = 0
  let failed = 0

  async function settle(index: number): Promise<void> {
    try {
      if (controller.signal.aborted) throw controller.signal.reason
      results[index] = { status: 'fulfilled', value: await fn(list[index] as T, index, controller.signal) }
    } catch (reason) {
      results[index] = { status: 'rejected', reason }
      failed++
      if (stopOnError) controller.abort(reason)
    }
    done++
    try {
      // A progress bar that breaks does not stop the work, nor does an async one end the process.
      const told = onProgress?.({ done, failed, total: list.length }) as undefined | Promise<unknown>
      told?.catch?.(() => {})
    } catch {}
  }
  async function work(): Promise<void> {
    while (next < list.length) await settle(next++)
  }
  const letGo = whenAborted(signal, () => controller.abort(signal?.reason))
  await Promise.all(Array.from({ length: Math.min(concurrency, list.length) }, work))
  letGo()
  return results
}
