import { expect, test } from 'vitest'
import type { Fault } from '../../../src/testing/index.ts'
import { runChild, start } from './sockets.ts'

/** What a child does not wait for by itself would last longer than this: it is killed then. Milliseconds. */
const LIMIT = 100_000

const CASES: Record<string, Fault[]> = {
  success: [],
  // They do not end by themselves: a connection that is left open keeps the process for ever.
  break: [{ stall: 700 }],
  abort: [{ stall: 700 }],
  'abort of a wait': [{ status: 503 }],
  error: [{ reset: true, cut: 1200 }],
  stall: [{ stall: 700 }],
  timeout: [{ hang: true }],
  limiter: [],
  unread: [],
}

test.for(Object.entries(CASES))(
  'nothing keeps a process alive after: %s',
  { timeout: 120_000 },
  async ([what, faults]) => {
    const server = await start({ faults })
    const base = server.url('gen.pollinations.ai')
    expect(await runChild('child.ts', [what, base], { limit: LIMIT })).toBe('done\n')
  },
)
