import type { BlossomError } from '../call/errors.ts'
import type { CallOptions } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { send } from '../call/send.ts'
import { serviceFailed } from '../call/service-failed.ts'
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
    if (!serviceFailed(error, options.signal)) throw error
    return { items: builtIn(), live: false, error }
  }
}
