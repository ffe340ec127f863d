/**
 * `idle`: nothing has been asked; `loading`: no piece has come yet, waits for another try included; `streaming`: pieces are
 * coming; `done`: all has come, or `stop` has kept what came; `error`: see `error`.
 *
 * @example
 * ```tsx
 * import type { Status } from 'blossom-ai/react'
 *
 * export const isBusy = (status: Status) => status === 'loading' || status === 'streaming'
 * ```
 */
export type Status = 'idle' | 'loading' | 'streaming' | 'done' | 'error'

/**
 * What every hook gives. The object is the same until something in it changes.
 *
 * @example
 * ```tsx
 * import type { CallState } from 'blossom-ai/react'
 *
 * export const Again = ({ error, retry }: CallState) => error && <button onClick={retry}>{error.message}</button>
 * ```
 */
export interface CallState {
  /** How far the call is. */
  status: Status
  /** What went wrong: mostly a `BlossomError` with a `code`. Undefined again with the next call. */
  error: Error | undefined
  /** When the next try begins, or makes sense: milliseconds since 1970. Undefined when there is nothing to wait for. */
  retryAt: number | undefined
  /** Ends the call and closes its connection. What came is kept, and the status is `done`. */
  stop(): void
  /** Asks for the same again, with the options of now; after a success with a new seed. */
  retry(): void
}

/**
 * Told how a call ended, in a turn of its own: what it throws is reported like any uncaught error, and breaks nothing.
 *
 * @example
 * ```tsx
 * import type { Callbacks } from 'blossom-ai/react'
 *
 * export const log: Callbacks<unknown> = { onError: ({ message }) => console.log(message) }
 * ```
 */
export interface Callbacks<R> {
  /** Told each whole answer; not what was stopped. */
  onFinish?: ((result: R) => void) | undefined
  /** Told each failure; not what was stopped. */
  onError?: ((error: Error) => void) | undefined
}

/**
 * Options of a hook that has its input as an argument.
 *
 * @example
 * ```tsx
 * import type { RunOptions } from 'blossom-ai/react'
 *
 * export const byHand: RunOptions<unknown> = { auto: false }
 * ```
 */
export interface RunOptions<R> extends Callbacks<R> {
  /** Ask when the input is there, and again when it, a parameter, the provider or the key changes. False: `run` asks. Default: true. */
  auto?: boolean | undefined
}

/**
 * What a hook gives that has its input as an argument.
 *
 * @example
 * ```tsx
 * import type { RunState } from 'blossom-ai/react'
 *
 * export const Ask = ({ run }: RunState<string>) => <button onClick={() => run('Hello')}>Ask</button>
 * ```
 */
export interface RunState<I> extends CallState {
  /** Asks now; for the input of the hook, unless another is given. Ends the call before. */
  run(input?: I): void
}
