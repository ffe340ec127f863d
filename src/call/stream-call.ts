import { abortable } from './clocks.ts'
import type { CallOptions } from './options.ts'
import type { Task } from './plan.ts'
import { send } from './send.ts'
import type { Answer } from './try.ts'

/** A call whose response is read chunk by chunk. It ends once, whatever the reason: then nothing of it stays open. */
export interface StreamCall<O> {
  /** The options as they were at the call. */
  readonly options: O
  /** The caller's signal. Whoever reads calls `fail` when it aborts. */
  readonly signal: AbortSignal | undefined
  /**
   * Sends the request.
   *
   * @param begin - Reads the beginning of the response, of each attempt anew.
   */
  open<T>(begin: (answer: Answer) => Promise<T>): Promise<T>
  /** The response is complete, or the reader leaves: closes the connection, or gives up the request. */
  stop(): void
  /** Closes the connection. Returns the error to throw for this cause, given the text so far. */
  fail(cause: unknown, text: string): unknown
}

/**
 * Prepares a call that starts at its first read. The request is planned at once, so that what the caller changes later is not
 * sent; bad input rejects the first read.
 */
export function streamCall<O extends CallOptions>(plan: (options: O) => Task | Promise<Task>, given: O): StreamCall<O> {
  // Ends what happens before there is a response to close.
  const link = new AbortController()
  let options = {} as O
  let signal: AbortSignal | undefined
  let answer: Answer | undefined

  // Here a getter or a check of the options may throw.
  const planned = new Promise<Task>((resolve) => {
    options = given?.constructor === Object ? { ...given } : given
    if (typeof options?.signal?.addEventListener === 'function') signal = options.signal
    resolve(plan(options))
  })
  planned.catch(() => {})

  return {
    options,
    signal,
    async open(begin) {
      const task = await abortable(planned, link.signal)
      const read = async (opened: Answer) => {
        const begun = await begin(opened)
        // The reader may have left in this very turn; from here on the answer is closed by `stop` or `fail`.
        link.signal.throwIfAborted()
        answer = opened
        return begun
      }
      return send(task, { ...options, signal: link.signal }, read, true)
    },
    stop() {
      answer?.done()
      answer = undefined
      link.abort()
    },
    fail(cause, text) {
      const opened = answer
      answer = undefined
      const failure = opened ? opened.fail(cause, text) : cause
      const error = signal?.aborted ? signal.reason : failure
      opened?.tell({ type: 'error', error })
      link.abort(error)
      return error
    },
  }
}
