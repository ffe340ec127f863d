import { isBlossomError } from './errors.ts'
import { given } from './given.ts'
import { type CallOptions, invalid } from './options.ts'
import type { Task } from './plan.ts'
import { quietly } from './quietly.ts'

/**
 * Milliseconds to wait before the next try, or undefined: the failure is final.
 *
 * @param retry - 1 for the first retry.
 * @param begun - A good body had begun: never again.
 */
export function waitBefore(
  retry: number,
  error: unknown,
  begun: boolean,
  { joined, operation, service }: Task,
  { maxRetries = 3, maxRetryAfter = 60_000, retryDelay }: CallOptions,
): number | undefined {
  if (retry > maxRetries || !isBlossomError(error)) return
  // A timeout counts as a failure before the first byte, but is repeated only where the host joins identical requests:
  // elsewhere the first one may still be at work, and is paid for.
  const { code, status = 0, retryAfter } = error
  if (code === 'timeout' ? !joined : begun || !/netw|rate_l|upst|unav/.test(code)) return
  const worker = service === 'worker'
  const backoff = Math.min(1000 * 2 ** (retry - 1), 10_000)
  // A worker of one's own has no crowd before it: network and 5xx only, and exactly 1 s, 2 s, 4 s.
  if (worker && code !== 'network' && status < 500) return
  if (!worker && retryAfter !== undefined) return retryAfter > maxRetryAfter ? undefined : retryAfter
  if (!retryDelay) return worker ? backoff : backoff * (0.75 + Math.random() / 4)
  const delay: unknown = retryDelay(given({ retry, error, retryAfter }))
  if (typeof delay === 'number' && delay >= 0 && delay < Infinity) return delay
  // The promise of an async function may reject, which nobody else would notice.
  quietly(() => delay)
  throw invalid(operation, 'what retryDelay gives', 'a number of milliseconds')
}
