import { abortable, sleep } from './clocks.ts'
import { type EventFacts, emit } from './events.ts'
import { headersOf } from './headers.ts'
import { checkAuthorization, keyFor } from './key.ts'
import type { CallOptions, Limiter } from './options.ts'
import type { Task } from './plan.ts'
import { quietly } from './quietly.ts'
import { waitBefore } from './retry.ts'
import { scrubber } from './secret.ts'
import { type Answer, startTry } from './try.ts'

/** Waits for a slot; one that comes when nobody waits any more is given back. */
async function takeSlot(limiter: Limiter, signal: AbortSignal | undefined): Promise<() => void> {
  const slot = limiter.acquire(signal)
  try {
    return await abortable(slot, signal)
  } catch (error) {
    quietly(async () => (await slot)())
    throw error
  }
}

/**
 * Makes the request of a task, again where the rules allow it, and reads the answer: the only place with I/O.
 *
 * @param read - Turns a good answer into the result.
 * @param open - The result goes on reading: whoever has it calls `done` or `fail` of the answer.
 */
export async function send<T>(
  task: Task,
  // Read once: what is changed during the call must not reach a later attempt.
  { ...options }: CallOptions,
  read: (answer: Answer) => Promise<T>,
  open = false,
): Promise<T> {
  const { signal, limiter, onEvent, debug } = options
  const { operation, method, shown: url } = task
  const own = headersOf(operation, options.headers)
  const sentId = task.service === 'gen' && options.requestId && { 'x-request-id': options.requestId }
  const base = headersOf(operation, { ...task.headers, ...sentId })
  checkAuthorization(task, own)
  if (signal?.aborted) throw signal.reason

  const requestId = options.requestId ?? Math.random().toString(36).slice(2)
  let attempt = 1
  const tell = (facts: EventFacts) =>
    (onEvent || debug) && emit({ operation, method, url, requestId, attempt, ...facts }, onEvent, debug)
  try {
    const ignored = (option: string) => tell({ type: 'ignored', option })
    task.ignored?.forEach(ignored)
    const key = await keyFor(task, options, () => ignored('apiKey'))
    const headers = Object.assign(base, key && { authorization: `Bearer ${key}` }, own)
    const scrub = scrubber(headers.authorization?.replace(/^\w+\s+/, ''))

    for (; ; attempt++) {
      const free = limiter && (await takeSlot(limiter, signal))
      const answer = startTry({ task, options, headers, requestId, scrub, attempt, tell, free })
      try {
        await answer.begin()
        const result = await read(answer)
        if (!open) answer.done()
        return result
      } catch (cause) {
        const failure = answer.fail(cause)
        const delay = waitBefore(attempt, failure, answer.begun, task, options)
        if (delay === undefined) throw failure
        tell({ type: 'retry', error: failure as never, delay })
        await sleep(delay, signal)
      }
    }
  } catch (error) {
    tell({ type: 'error', error })
    throw error
  }
}
