// Set up before each file of tests: a wait for an event lasts as long as it takes. On a machine that is busy a second,
// which is Vitest's default, is no time at all; and a wait that ends only in failure costs a good run nothing.
import { vi } from 'vitest'

/** Less than any test may take, so that a failure says what was waited for. Milliseconds. */
const PATIENCE = 40_000

const { waitFor, waitUntil } = vi
vi.waitFor = (check, options) => waitFor(check, patient(options))
vi.waitUntil = (check, options) => waitUntil(check, patient(options))

/** A timeout that a test gives is not its own affair: how long an event takes is up to the machine. */
function patient(options: Parameters<typeof waitFor>[1]): { timeout: number; interval: number } {
  const given = typeof options === 'object' ? options : {}
  return { interval: 5, ...given, timeout: PATIENCE }
}
