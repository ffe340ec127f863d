import fc from 'fast-check'
import { test } from 'vitest'

/** FUZZ_RUNS=20 makes twenty times as many runs. */
const times = Number(process.env.FUZZ_RUNS ?? 1)
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
/** What a slow machine does not get done in this time is left out. Milliseconds. */
const LONGEST = 12_000

/** A test of a property by random values. A failure tells the seed and the smallest values that fail. */
export function fuzz(name: string, runs: number, property: fc.IRawProperty<unknown>): void {
  test(name, { timeout: (LONGEST + 120_000) * Math.max(times, 1) }, () =>
    fc.assert(property, {
      seed,
      numRuns: Math.ceil(runs * times),
      interruptAfterTimeLimit: LONGEST * Math.max(times, 1),
    }),
  )
}

/** What comes of a promise, within so many milliseconds: a call that hangs is a failure too. */
export async function settle<T>(
  promise: Promise<T>,
  ms = 60_000,
): Promise<{ value: T; error?: never } | { value?: never; error: unknown }> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It hangs: nothing came of it within ${ms} ms`)), ms)
  })
  try {
    return { value: await Promise.race([promise, late]) }
  } catch (error) {
    return { error }
  } finally {
    clearTimeout(timer)
  }
}
