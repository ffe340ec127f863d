import { whenAborted } from '../call/clocks.ts'
import { checkOptions, type Limiter } from '../call/options.ts'

/**
 * A limiter for the option `limiter`, first come first served. The one thing here that remembers: share one over the
 * calls that shall share a limit.
 *
 * @param options - `concurrency`: calls under way at once (default: no bound); `interval`: least milliseconds between two
 *   starts (default: 0).
 * @returns The limiter.
 * @throws ValidationError `invalid_option`; `acquire` rejects with the signal's reason after an abort.
 *
 * @example
 * ```ts
 * import { createLimiter, generateImage } from 'blossom-ai'
 *
 * const limiter = createLimiter({ concurrency: 1, interval: 45_000 }) // what the anonymous image host allows
 * const { blob } = await generateImage('a fox', { limiter })
 * ```
 */
export function createLimiter(options: { concurrency?: number; interval?: number }): Limiter {
  checkOptions('createLimiter', options, { concurrency: [1, Infinity, 1], interval: [0, 2 ** 31 - 1, 1] })
  const { concurrency = Infinity, interval = 0 } = options
  // Not a list: taking the first or any other of many would move all behind it.
  const queue = new Set<() => void>()
  let order = queue.values()
  let running = 0
  let next = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function advance(): void {
    clearTimeout(timer)
    while (queue.size && running < concurrency) {
      const left = next - performance.now()
      if (left > 0) {
        timer = setTimeout(advance, left)
        return
      }
      running++
      next = performance.now() + interval
      let first = order.next()
      // An iterator that has been at the end gives nothing more.
      if (first.done) first = (order = queue.values()).next()
      queue.delete(first.value as () => void)
      first.value?.()
    }
  }

  return {
    acquire(signal) {
      return new Promise((resolve, reject) => {
        let stopListening: (() => void) | undefined
        const start = () => {
          stopListening?.()
          let held = true
          resolve(() => {
            if (held) running--
            held = false
            advance()
          })
        }
        const cancel = () => {
          stopListening?.()
          queue.delete(start)
          // A wait that nobody is left for must not keep a process alive.
          if (!queue.size) clearTimeout(timer)
          reject(signal?.reason)
        }
        if (signal?.aborted) return cancel()
        stopListening = whenAborted(signal, cancel)
        queue.add(start)
        advance()
      })
    },
  }
}
