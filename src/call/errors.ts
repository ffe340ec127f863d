import type { ErrorCode } from './error-code.ts'
import { given } from './given.ts'

/**
 * One finding of a schema, as https://standardschema.dev has it.
 *
 * @example
 * ```ts
 * import type { SchemaIssue } from 'blossom-ai'
 *
 * const show = (issues: readonly SchemaIssue[]) => issues.map(({ message }) => message).join(', ')
 * ```
 */
export interface SchemaIssue {
  /** What is wrong. */
  readonly message: string
  /** Where it is, from the outside in. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The facts that an error carries beside its message. */
export interface ErrorDetails extends ErrorOptions {
  code?: ErrorCode
  suggestion?: string
  retryable?: boolean
  requestId?: string | undefined
  status?: number | undefined
  retryAfter?: number | undefined
  context?: BlossomError['context']
  partial?: string | undefined
  issues?: readonly SchemaIssue[] | undefined
}

/**
 * Base of every error that the package makes itself. A caller's own abort is never wrapped in one.
 *
 * @example
 * ```ts
 * import { generateText, isBlossomError } from 'blossom-ai'
 *
 * try {
 *   await generateText('Hello there', { apiKey: 'a wrong key' })
 * } catch (error) {
 *   if (isBlossomError(error)) console.log(error.code, error.message, error.suggestion)
 * }
 * ```
 */
export class BlossomError extends Error {
  override name: string = 'BlossomError'
  /** What happened, for `switch`. */
  declare readonly code: ErrorCode
  /** What to do about it, and where. */
  declare readonly suggestion: string
  /** Whether the same call may be made again with a chance of success. */
  declare readonly retryable: boolean
  /** The service's own `X-Request-Id`, else the id of this call. */
  declare readonly requestId?: string
  /** HTTP status of the answer, when there was one. */
  declare readonly status?: number
  /** Milliseconds that the service asks for, or is known to need, before the next try. */
  declare readonly retryAfter?: number
  /** Where it happened. The URL is cut after the route: no prompt, no query, no key. */
  declare readonly context: { operation: string; method?: string; url?: string; attempts?: number }
  /** StreamError: the text so far. */
  declare readonly partial?: string
  /** What a schema found. */
  declare readonly issues?: readonly SchemaIssue[]

  constructor(message?: string, details: ErrorDetails = {}) {
    super(message, details)
    // Two copies of the package, or two realms, have different classes: the mark is what isBlossomError looks at.
    // And a logger that writes JSON must not lose the sentence.
    Object.defineProperties(this, { '~blossom': { value: true }, message: { enumerable: true } })
    const defaults = { code: 'unknown', suggestion: '', retryable: false, context: { operation: '' } }
    Object.assign(this, given({ ...defaults, ...details }))
  }
}

/**
 * Bad input, found before any request: `invalid_prompt`, `invalid_option`, `invalid_message`, `already_read`.
 *
 * @example
 * ```ts
 * import { generateText, ValidationError } from 'blossom-ai'
 *
 * await generateText(' ').catch((error) => console.log(error instanceof ValidationError, error.code)) // true 'invalid_prompt'
 * ```
 */
export class ValidationError extends BlossomError {
  declare private v: undefined
  override name: string = 'ValidationError'
}

/**
 * No connection, a reset, DNS, or an answer that CORS hides: `network`.
 *
 * @example
 * ```ts
 * import { generateText, NetworkError } from 'blossom-ai'
 *
 * const fetch = () => Promise.reject(new TypeError('no network'))
 * const error = await generateText('Hello', { fetch, maxRetries: 0 }).catch((reason) => reason)
 * console.log(error instanceof NetworkError, error.cause.message) // true 'no network'
 * ```
 */
export class NetworkError extends BlossomError {
  declare private n: undefined
  override name: string = 'NetworkError'
}

/**
 * The option `timeout` passed: `timeout`.
 *
 * @example
 * ```ts
 * import { generateText, TimeoutError } from 'blossom-ai'
 *
 * const fetch = () => new Promise<Response>(() => {})
 * const error = await generateText('Hello', { fetch, timeout: 10 }).catch((reason) => reason)
 * console.log(error instanceof TimeoutError, error.code) // true 'timeout'
 * ```
 */
export class TimeoutError extends NetworkError {
  declare private t: undefined
  override name: string = 'TimeoutError'
}

/**
 * The service answered with something else than a result; see `code` and `status`.
 *
 * @example
 * ```ts
 * import { APIError, generateText } from 'blossom-ai'
 *
 * const fetch = async () => Response.json({ error: 'Model not found' }, { status: 404 })
 * const error = await generateText('Hello', { model: 'opnai', fetch }).catch((reason) => reason)
 * if (error instanceof APIError) console.log(error.code, error.status, error.suggestion)
 * ```
 */
export class APIError extends BlossomError {
  declare private a: undefined
  override name: string = 'APIError'
}

/**
 * The key is missing, wrong, or may not do this: `missing_key`, `invalid_key`, `forbidden`.
 *
 * @example
 * ```ts
 * import { AuthenticationError, speak } from 'blossom-ai'
 *
 * const error = await speak('Hello').catch((reason) => reason)
 * console.log(error instanceof AuthenticationError, error.code) // true 'missing_key'
 * ```
 */
export class AuthenticationError extends APIError {
  declare private u: undefined
  override name: string = 'AuthenticationError'
}

/**
 * The account or the key has nothing left for this: `balance`, `key_budget`, `plan`.
 *
 * @example
 * ```ts
 * import { generateText, PaymentError } from 'blossom-ai'
 *
 * const fetch = async () => Response.json({ error: { code: 'INSUFFICIENT_BALANCE' } }, { status: 402 })
 * const error = await generateText('Hello', { apiKey: 'sk_example', fetch }).catch((reason) => reason)
 * console.log(error instanceof PaymentError, error.code) // true 'balance'
 * ```
 */
export class PaymentError extends APIError {
  declare private p: undefined
  override name: string = 'PaymentError'
}

/**
 * Too many requests: `rate_limit`; `retryAfter` says how long to wait.
 *
 * @example
 * ```ts
 * import { generateText, RateLimitError } from 'blossom-ai'
 *
 * const fetch = async () => new Response('', { status: 429, headers: { 'retry-after': '20' } })
 * const error = await generateText('Hello', { fetch, maxRetries: 0 }).catch((reason) => reason)
 * if (error instanceof RateLimitError) console.log(error.retryAfter) // 20000
 * ```
 */
export class RateLimitError extends APIError {
  declare private r: undefined
  override name: string = 'RateLimitError'
}

/**
 * A body that broke off or fell silent: `stalled`, `incomplete`, `provider`, `malformed`; `partial` is the text so far.
 *
 * @example
 * ```ts
 * import { StreamError, streamText } from 'blossom-ai'
 *
 * const fetch = async () => new Response('data: {"choices":[{"delta":{"content":"Once"}}]}\n\n', {
 *   headers: { 'content-type': 'text/event-stream' },
 * })
 * const error = await streamText('A story', { fetch }).text().catch((reason) => reason)
 * if (error instanceof StreamError) console.log(error.code, error.partial) // 'incomplete' 'Once'
 * ```
 */
export class StreamError extends BlossomError {
  declare private s: undefined
  override name: string = 'StreamError'
}

/**
 * Whether a value is an error of this package, also across copies of it and across realms, where `instanceof` fails.
 *
 * @param value - Anything that was caught.
 * @param code - Ask for this code only.
 * @returns True when it is one (with that code).
 *
 * @example
 * ```ts
 * import { imageUrl, isBlossomError } from 'blossom-ai'
 *
 * try {
 *   imageUrl('')
 * } catch (error) {
 *   console.log(isBlossomError(error), isBlossomError(error, 'rate_limit')) // true false
 * }
 * ```
 */
export function isBlossomError(value: unknown, code?: ErrorCode): value is BlossomError {
  try {
    const error = value as BlossomError & { '~blossom'?: true }
    return !!error['~blossom'] && (!code || error.code === code)
  } catch {
    // Null, a revoked proxy, a getter that throws.
    return false
  }
}
