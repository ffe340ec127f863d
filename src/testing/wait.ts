/** Waits so many milliseconds, for ever when that is Infinity; rejects with the reason when the signal aborts. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(finish, ms)
    function finish(): void {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }
    function giveUp(): void {
      clearTimeout(timer)
      reject(signal.reason)
    }
    signal.addEventListener('abort', giveUp, { once: true })
  })
}
