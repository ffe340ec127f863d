/** What ended a try before its body did: the caller or the reader, or the clock of that option. */
export type Ending = 'abort' | 'timeout' | 'stallTimeout'

/** A try's two clocks and the caller's signal as one. */
export interface Clock {
  /** Goes to `fetch`. */
  readonly signal: AbortSignal
  /** What ended the try, if anything did. */
  ending: Ending | undefined
  /**
   * Resolves as the work does, or rejects as soon as the try is ended, even if the work never notices. One at a time. What
   * the work itself rejects with comes in a list: it is foreign, and not to be taken for an error of this call.
   *
   * @param stallTimeout - Bounds this wait: a read of the body.
   * @param use - Makes the result of what the work gave, without a turn of its own.
   */
  race<T, R = T>(work: Promise<T>, stallTimeout?: number, use?: (value: T) => R | Promise<R>): Promise<R>
  /** From now on there is no total bound: a stream has given its first byte. */
  untimed(): void
  /** Lets go of timers and of the caller's signal; with an ending the connection is closed and a waiting race rejects. */
  end(ending?: Ending): void
}

// Timers hold 31 bits; a longer time would fire at once.
const LONGEST = 2147483647
const startTimer = (ms: number, fn: () => void) => (ms > LONGEST ? undefined : setTimeout(fn, ms))

/** Starts the clocks of one try. Everything is let go of by `end`. */
export function startClock(timeout: number, signal: AbortSignal | undefined): Clock {
  const controller = new AbortController()
  let fail: ((reason: unknown) => void) | undefined
  let stallTimer: ReturnType<typeof startTimer>
  let letGo: (() => void) | undefined
  let waiting = false
  let since = 0

  const timer = startTimer(timeout, () => clock.end('timeout'))
  const clock: Clock = {
    signal: controller.signal,
    ending: undefined,
    race: (work, stallTimeout = Infinity, use = (value) => value as never) =>
      new Promise((resolve, reject) => {
        fail = reject
        // A read that gave no byte goes on as another one: that is no news.
        if (!waiting) since = performance.now()
        waiting = true
        // One timer for many reads: setting and clearing one for each costs more than reading a small chunk.
        const check = () => {
          stallTimer = undefined
          if (!waiting) return
          const left = stallTimeout - (performance.now() - since)
          if (left > 0) stallTimer = startTimer(Math.ceil(left), check)
          else clock.end('stallTimeout')
        }
        stallTimer ??= startTimer(stallTimeout, check)
        work
          .then(
            (value) => {
              const result = use(value)
              if (fail === reject) waiting = false
              resolve(result)
            },
            (cause) => reject([cause]),
          )
          .catch(reject)
        if (clock.ending) reject(clock.ending)
      }),
    untimed: () => clearTimeout(timer),
    end(ending) {
      clearTimeout(timer)
      clearTimeout(stallTimer)
      letGo?.()
      if (!ending || clock.ending) return
      clock.ending = ending
      // Not the caller's reason: platforms put it into errors of their own, and Safari replaces it.
      controller.abort()
      fail?.(ending)
    },
  }
  letGo = whenAborted(signal, () => clock.end('abort'))
  return clock
}

/** Calls a function when the signal aborts, at once when it has. The function that it returns stops listening. */
export function whenAborted(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted) act()
  else signal?.addEventListener('abort', act)
  return () => signal?.removeEventListener('abort', act)
}

/** The result of the work, unless the signal aborts first: then its reason is thrown, even if the work never notices. */
export function abortable<T>(work: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  let stopListening: (() => void) | undefined
  return new Promise<T>((resolve, reject) => {
    stopListening = whenAborted(signal, () => reject(signal?.reason))
    Promise.resolve(work).then(resolve, reject)
  }).finally(() => stopListening?.())
}

/** Waits, unless the signal ends the wait: then its reason is thrown. */
export function sleep(ms: number, signal?: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof startTimer>
  const wait = new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.min(ms, LONGEST))))
  return abortable(wait, signal).finally(() => clearTimeout(timer))
}
