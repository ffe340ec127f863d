import type { BlossomError } from './errors.ts'
import { quietly } from './quietly.ts'

/**
 * Tokens, as the service counted them.
 *
 * @example
 * ```ts
 * import type { Usage } from 'blossom-ai'
 *
 * const show = ({ inputTokens, outputTokens }: Usage) => `${inputTokens} in, ${outputTokens} out`
 * ```
 */
export interface Usage {
  /** Of the prompt. */
  inputTokens: number
  /** Of the answer. */
  outputTokens: number
  /** Both. */
  totalTokens: number
  /** Those of the answer that were thought, where the service tells. */
  reasoningTokens?: number
  /** Those of the prompt that the service had in store. */
  cachedTokens?: number
}

interface EventBase {
  /** The public function that was called. */
  operation: string
  method: string
  /** Cut after the route: no prompt, no query, no key. */
  url: string
  requestId: string
  /** 1 for the first try. */
  attempt: number
}

/**
 * What `onEvent` gets. Times are milliseconds. No event holds the key.
 *
 * @example
 * ```ts
 * import { type CallEvent, generateText } from 'blossom-ai'
 *
 * const onEvent = (event: CallEvent) => console.log(event.type === 'done' ? `${event.ms} ms` : event.type)
 * await generateText('Hello', { onEvent })
 * ```
 */
export type CallEvent = EventBase &
  (
    | { type: 'request' }
    | { type: 'response'; status: number; ms: number }
    | { type: 'retry'; error: BlossomError; delay: number }
    | { type: 'progress'; received: number; total?: number }
    | { type: 'ignored'; option: string }
    | { type: 'done'; ms: number; usage?: Usage }
    | { type: 'error'; error: unknown }
  )

type WithoutBase<E> = E extends unknown ? Omit<E, keyof EventBase> : never

/** The part of an event that differs by its type. */
export type EventFacts = WithoutBase<CallEvent>

/** Hands an event to the caller. A callback that throws does not break the call. */
export function emit(event: CallEvent, onEvent: ((event: CallEvent) => void) | undefined, debug?: boolean): void {
  if (debug) console.debug('blossom', event)
  // An async callback that rejects must not end the process either.
  quietly(() => onEvent?.(event))
}
