import { type BlossomError, isBlossomError } from './errors.ts'

/** Whether a service was asked and failed, so that something else may stand in. What the caller did is no such failure: abort, bad input, a key that was not sent. */
export function serviceFailed(error: unknown, signal: AbortSignal | undefined): error is BlossomError {
  return !signal?.aborted && isBlossomError(error) && (!!error.status || !/^invalid|_key$/.test(error.code))
}
