/**
 * What went wrong, for `switch`. The class tells the family, the code the case.
 *
 * @example
 * ```ts
 * import type { ErrorCode } from 'blossom-ai'
 *
 * const words: Partial<Record<ErrorCode, string>> = { rate_limit: 'Please wait', balance: 'Nothing is left' }
 * ```
 */
export type ErrorCode =
  | 'invalid_prompt'
  | 'invalid_option'
  | 'invalid_message'
  | 'already_read'
  | 'network'
  | 'timeout'
  | 'missing_key'
  | 'invalid_key'
  | 'forbidden'
  | 'balance'
  | 'key_budget'
  | 'plan'
  | 'rate_limit'
  | 'bad_request'
  | 'not_found'
  | 'method_not_allowed'
  | 'content_filtered'
  | 'too_large'
  | 'conflict'
  | 'blocked'
  | 'upstream'
  | 'unavailable'
  | 'unexpected_content'
  | 'empty'
  | 'invalid_object'
  | 'unknown'
  | 'stalled'
  | 'incomplete'
  | 'provider'
  | 'malformed'

/** The codes that an answer can have. */
export type APICode = Exclude<
  ErrorCode,
  | 'network'
  | 'timeout'
  | 'already_read'
  | 'stalled'
  | 'incomplete'
  | 'provider'
  | 'malformed'
  | `invalid_${'prompt' | 'option' | 'message' | 'object'}`
>
