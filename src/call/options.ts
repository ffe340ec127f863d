import type { ErrorCode } from './error-code.ts'
import { type BlossomError, ValidationError } from './errors.ts'
import type { CallEvent } from './events.ts'
import type { Provider } from './provider.ts'

/**
 * What a call needs of fetch; narrower than `typeof fetch`, so that stubs fit under every runtime's types.
 *
 * @example
 * ```ts
 * import { type Fetch, generateText } from 'blossom-ai'
 *
 * const fetch: Fetch = async () => new Response('Hi')
 * const text = await generateText('Say hi', { fetch })
 * ```
 */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/**
 * Request headers, in any of the forms that fetch takes.
 *
 * @example
 * ```ts
 * import { generateText, type HeadersLike } from 'blossom-ai'
 *
 * const headers: HeadersLike = { 'X-Team': 'garden' }
 * const text = await generateText('Hello', { headers })
 * ```
 */
export type HeadersLike = Headers | Record<string, string> | readonly (readonly [string, string])[]

/**
 * What `retryDelay` is told.
 *
 * @example
 * ```ts
 * import { generateText, type RetryInfo } from 'blossom-ai'
 *
 * const retryDelay = ({ retry }: RetryInfo) => retry * 500
 * const text = await generateText('Hello', { retryDelay })
 * ```
 */
export interface RetryInfo {
  /** 1 for the first retry. */
  retry: number
  /** Why the try before failed. */
  error: BlossomError
  /** Milliseconds that the service asks for. */
  retryAfter?: number
}

/**
 * Hands out slots, first come first served; made by `createLimiter`.
 *
 * @example
 * ```ts
 * import type { Limiter } from 'blossom-ai'
 *
 * async function take<T>(limiter: Limiter, work: () => Promise<T>) {
 *   const release = await limiter.acquire()
 *   return work().finally(release)
 * }
 * ```
 */
export interface Limiter {
  /** Waits for a slot. The function that it gives back lets go of it. */
  acquire(signal?: AbortSignal): Promise<() => void>
}

/**
 * Options of every call. Times are milliseconds.
 *
 * @example
 * ```ts
 * import { type CallOptions, generateText } from 'blossom-ai'
 *
 * const patient = { timeout: 300_000, maxRetries: 6 } satisfies CallOptions
 * const text = await generateText('Hello', patient)
 * ```
 */
export interface CallOptions<P extends Provider = Provider> {
  /** Key of gen.pollinations.ai (`sk_…`, `pk_…`), or a function that gives it. Goes out in `Authorization` only. Default: none. */
  apiKey?: string | (() => string | Promise<string>) | undefined
  /** Which service answers. Default: gen with a key, else the classic hosts. */
  provider?: P | undefined
  /** Ends the call at any point, waits included; `signal.reason` is thrown as it is. */
  signal?: AbortSignal | undefined
  /** Bounds one try to its last byte, for a stream to its first byte. `Infinity`: no bound. Default: 120000. */
  timeout?: number | undefined
  /** Bounds a silence while a body is read; any byte restarts it. `Infinity`: no bound. Default: 30000. */
  stallTimeout?: number | undefined
  /** How many more tries after the first. Default: 3. */
  maxRetries?: number | undefined
  /** A longer wait asked for by the service is not waited out: the error is thrown at once. Default: 60000. */
  maxRetryAfter?: number | undefined
  /** Milliseconds before a retry, instead of 1 s, 2 s, 4 s … at most 10 s; not instead of a wait that the service asks for or is known to need. */
  retryDelay?: ((info: RetryInfo) => number) | undefined
  /** A slot of it is taken before each try. */
  limiter?: Limiter | undefined
  /** More request headers. Browsers send a preflight for most. `Authorization` is refused for the services' own hosts. */
  headers?: HeadersLike | undefined
  /** Used instead of the platform's `fetch`. */
  fetch?: Fetch | undefined
  /** Name of your site or app; a query parameter of the classic hosts, sent nowhere else. */
  referrer?: string | undefined
  /** Your id for this call; sent to gen as `X-Request-Id`. Default: a random one, not sent. */
  requestId?: string | undefined
  /** Told what happens, see `CallEvent`. */
  onEvent?: ((event: CallEvent) => void) | undefined
  /** Sends the events to `console.debug` too. Default: false. */
  debug?: boolean | undefined
}

/** The error for bad input. */
export function badInput(operation: string, code: ErrorCode, message: string, suggestion: string): ValidationError {
  return new ValidationError(message, { code, suggestion, context: { operation } })
}

/** Refuses an option. Its value is not shown: it could be a key. */
export function invalid(operation: string, option: string, need: string): ValidationError {
  return badInput(operation, 'invalid_option', `${option} must be ${need}.`, `Correct ${option}.`)
}

type Type = 'string' | 'boolean' | 'function' | 'object' | 'list'

/**
 * What an option must be: of a type, or one of two (a string alone: not blank); a number from the first to the second, whole
 * if told; or what a test says.
 */
export type Rule =
  | Type
  | `${Type} or ${Type}`
  | readonly [least: number, most: number, whole?: 1]
  | { need: string; test(value: never): unknown }

/** What a value has to be, unless it is. */
function needOf(value: never, rule: Rule): string | false {
  if (typeof rule === 'string') {
    const type = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value
    if (rule === 'string') return (type !== rule || /^\s*$/.test(value)) && 'a string that is not blank'
    return !rule.includes(type) && `of type ${rule}`
  }
  if ('test' in rule) return !rule.test(value) && rule.need
  const [least, most, whole] = rule
  const fits =
    typeof value === 'number' && value >= least && value <= most && (!whole || value % 1 === 0 || value === most)
  return !fits && `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`
}

/** Rules by names of options. */
export type Rules = Readonly<Record<string, Rule>>

/**
 * Checks the options that are given by rules; what is undefined, or has no rule, is not looked at.
 *
 * @throws ValidationError `invalid_option`.
 */
export function checkOptions(operation: string, options: object, rules: Rules): void {
  if (typeof options !== 'object' || !options || Array.isArray(options))
    throw invalid(operation, 'options', 'an object')
  for (const name in options) {
    const value = (options as Record<string, never>)[name]
    const rule = Object.hasOwn(rules, name) && rules[name]
    const need = value !== undefined && rule && needOf(value, rule)
    if (need) throw invalid(operation, name, need)
  }
}

const CALL: Rules = {
  timeout: [1, Infinity, 1],
  stallTimeout: [1, Infinity, 1],
  maxRetries: [0, 1e6, 1],
  maxRetryAfter: [0, Infinity, 1],
  retryDelay: 'function',
  fetch: 'function',
  onEvent: 'function',
  referrer: 'string',
  requestId: 'string',
  apiKey: 'string or function',
  headers: 'object or list',
  signal: { need: 'an AbortSignal', test: (signal: AbortSignal) => typeof signal?.addEventListener === 'function' },
  limiter: { need: 'a limiter', test: (limiter: Limiter) => typeof limiter?.acquire === 'function' },
  provider: { need: 'a provider, as pollinations() gives it', test: (provider: Provider) => provider?.kind },
}

/** Checks the options that every call shares. */
export function checkCall(operation: string, options: CallOptions): void {
  checkOptions(operation, options, CALL)
}
