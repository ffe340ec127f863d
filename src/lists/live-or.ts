import { type BlossomError, isBlossomError } from '../call/errors.ts'
import type { CallOptions } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { send } from '../call/send.ts'
import type { Answer } from '../call/try.ts'

/** A list, and where it is from. */
export interface Listed<T> {
  items: T[]
  live: boolean
  error?: BlossomError
}

/** The service's list, or a built-in one when the service fails. What the caller did is thrown: abort, bad input, a blank key. */
export async function liveOr<T>(
  task: Task,
  options: CallOptions,
  read: (answer: Answer) => Promise<T[]>,
  builtIn: () => T[],
): Promise<Listed<T>> {
  try {
    return { items: await send(task, options, read), live: true }
  } catch (error) {
    const service = isBlossomError(error) && (error.status || !/_(key|option)$/.test(error.code))
    if (options.signal?.aborted || !service) throw error
    return { items: builtIn(), live: false, error }
  }
}
