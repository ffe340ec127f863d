import { vi } from 'vitest'

// The real one: fake timers must not stop the platform's own work, such as reading a Blob.
const immediate = setImmediate

/** Lets everything run that needs no clock. */
export async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => immediate(resolve))
}

/** Moves the fake clock, and lets the platform follow. */
export async function advance(ms: number): Promise<void> {
  await turns()
  await vi.advanceTimersByTimeAsync(ms)
  await turns()
}

/** Whether a promise is still open once everything has run that needs no clock. */
export async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  let open = true
  const close = () => {
    open = false
  }
  promise.then(close, close)
  await turns()
  return open
}

/** The result of a promise, the fake clock moved as far as it takes, for some hours at most. */
export async function settle<T>(promise: Promise<T>): Promise<T> {
  let open = true
  const close = () => {
    open = false
  }
  promise.then(close, close)
  for (let step = 0; open && step < 1000; step++) {
    await turns(3)
    if (open) await vi.advanceTimersToNextTimerAsync()
  }
  if (open) throw new Error('It never settled')
  return promise
}
