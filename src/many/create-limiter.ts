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
  const queue: (() => void)[] = []
  let running = 0
  let next = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function advance(): void {
    clearTimeout(timer)
    while (queue.length && running < concurrency) {
      const left = next - performance.now()
      if (left > 0) {
        timer = setTimeout(advance, left)
        return
      }
      running++
      next = performance.now() + interval
      queue.shift()?.()
    }
  }

  return {
    acquire(signal) {
      return new Promise((resolve, reject) => {
        const start = () => {
          signal?.removeEventListener('abort', cancel)
          let held = true
          resolve(() => {
            if (held) running--
            held = false
            advance()
          })
        }
        const cancel = () => {
          signal?.removeEventListener('abort', cancel)
          const at = queue.indexOf(start)
          if (at >= 0) queue.splice(at, 1)
          // A wait that nobody is left for must not keep a process alive.
          if (!queue.length) clearTimeout(timer)
          reject(signal?.reason)
        }
        if (signal?.aborted) return cancel()
        signal?.addEventListener('abort', cancel)
        queue.push(start)
        advance()
      })
    },
  }
}
