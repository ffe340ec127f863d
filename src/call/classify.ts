import type { APICode } from './error-code.ts'
import { APIError, AuthenticationError, type ErrorDetails, PaymentError, RateLimitError } from './errors.ts'
import { asText, parseObject } from './json.ts'
import { nearest } from './nearest.ts'
import type { Known, Service, Task } from './plan.ts'
import type { Scrub } from './secret.ts'

const GIVE = 'Give an apiKey; get one at https://enter.pollinations.ai.'
const CHECK = 'Check the key at https://enter.pollinations.ai.'
const AGAIN = 'Try again, or choose another model.'
const OPTIONS = 'Check the options and the model.'

/** What to do about a code, its class, and the statuses that mean it without more. Any other status is `unknown`. */
const CODES: Readonly<Record<APICode, readonly [suggestion: string, Class: typeof APIError, ...statuses: number[]]>> = {
  missing_key: [GIVE, AuthenticationError],
  invalid_key: [CHECK, AuthenticationError],
  forbidden: [CHECK, AuthenticationError],
  balance: ['Top up at https://enter.pollinations.ai/top-up.', PaymentError],
  key_budget: ['Raise the budget of the key at https://enter.pollinations.ai/edit-key.', PaymentError],
  plan: [GIVE, PaymentError],
  rate_limit: ['Try again later; createLimiter() paces many calls.', RateLimitError, 429],
  bad_request: [OPTIONS, APIError, 400, 415, 422, 426],
  not_found: [OPTIONS, APIError, 404, 410],
  method_not_allowed: ['Check the provider.', APIError, 405],
  conflict: [OPTIONS, APIError, 409],
  too_large: ['Send less.', APIError, 413],
  content_filtered: ['Change the prompt.', APIError, 451],
  blocked: [GIVE, APIError],
  upstream: [AGAIN, APIError, 408, 502, 504, 530],
  unavailable: ['Try again later.', APIError, 202, 425, 500, 503], // 202: gen's `{ status: 'pending' }`
  unexpected_content: ['Choose another model or provider.', APIError],
  empty: [AGAIN, APIError, 204, 205],
  unknown: ['See what the service says.', APIError],
}
const codeOf = (status: number): APICode | undefined =>
  (Object.keys(CODES) as APICode[]).find((code) => CODES[code].includes(status))

const RETRYABLE = /^(rate_limit|upstream|unavailable|empty)$/

/** What to do about a code, where it was met. */
function adviceOn(code: APICode, { service, shown, advice }: Task): string {
  const [usual] = CODES[code]
  // A proxy has the key, and the pages that use it must not.
  const away = /worker|custom/.test(service) ? /enter/.test(usual) : usual === GIVE && !/\.pollinations\.ai/.test(shown)
  if (away) return 'Check the address and the key of the provider.'
  // No key is sent to a classic host: what it knows is a registered referrer.
  return code === 'forbidden' && /image|text/.test(service) ? GIVE : (advice?.(usual) ?? usual)
}

// What a host is known to need after a rate limit, when it does not say (limits of the classic hosts: one image in 45 s,
// one text in 30 s; gen's edge counts over 10 s).
const NEEDED: Partial<Record<Service, number>> = { image: 45_000, text: 30_000, gen: 10_000, media: 10_000 }

/** The service's own words in an error body, as one short line. */
export function saidIn(text: string, scrub: Scrub, depth = 3): string {
  const body = parseObject(text, scrub)
  if (body && depth) {
    const error = body.error as { message?: unknown; details?: { fieldErrors?: unknown } } | undefined
    const words = error?.message ?? error ?? body.message ?? ''
    // gen's message only says that some field is wrong.
    const fields = asText(error?.details?.fieldErrors ?? '')
      .slice(0, 200)
      .replace(/":/g, ': ')
      .replace(/[{}[\]"]/g, '')
    // gen hands a provider's answer on as JSON text inside its own message.
    return saidIn(`${asText(words)} ${fields}`, scrub, depth - 1)
  }
  // The words stand at the beginning. The end of a longer text may be the first half of a key.
  const start = scrub(text).slice(0, 15_000)
  const line = /<title>([^<]*)/i.exec(start)?.[1] ?? start.replace(/<[^<>]*>/g, ' ')
  return line
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/\[([^[\]]*)]\((https?:[^\s?()[]*)(?:\?[^\s()[]*)?\)/g, '$1 at $2')
    .trim()
    .slice(0, 200)
}

/** What to do about a name that the service complains of: the nearest one that is known. */
function nearestOf({ model, models = [], known = [] }: Task, said: string): string | undefined {
  for (const [word, asked, names] of [...known, ['model', model, models] as Known]) {
    const near = asked && new RegExp(word, 'i').test(said) && nearest(asked, names)
    if (near && near !== asked) return `The nearest known ${word} is ${near}.`
  }
}

/** The error of a given code, with the service's own words. */
export function apiError(task: Task, code: APICode, said: string = '', details: ErrorDetails = {}): APIError {
  const { operation, method, shown: url, silent } = task
  const [usual, Class] = CODES[code]
  const { status = 0, retryAfter } = details
  const words = code.replaceAll('_', ' ') + (said && !silent ? ` (${said})` : '')
  // A good status says nothing about an answer that is not a result, such as the image of a rate limit.
  const sentence = status > 299 ? `The service answered ${status}` : `${operation} failed`
  const near = usual === OPTIONS && nearestOf(task, said)
  const wait = retryAfter ? `in ${Math.ceil(retryAfter / 1000)} s` : 'later'
  return new Class(`${sentence}: ${words}.`, {
    code,
    suggestion: near || adviceOn(code, task).replace('later', wait),
    retryable: RETRYABLE.test(code),
    context: { operation, method, url },
    ...details,
  })
}

/** Milliseconds to wait, from `Retry-After` (seconds or a date) or from the body. */
function askedWait(headers: Headers, body: { retryAfterSeconds?: unknown } | undefined): number | undefined {
  const asked = headers.get('retry-after') ?? asText(body?.retryAfterSeconds)
  // Date.parse makes a year of many a number, so only what has a time of day is taken for a date.
  const ms = asked.includes(':') ? Date.parse(asked) - Date.now() : /^[\d.]+$/.test(asked) ? +asked * 1000 : NaN
  return ms > 0 ? ms : ms <= 0 ? 0 : undefined
}

/** Whether an answer can hold a result, as far as its status and headers tell. */
export function isResult(task: Task, response: Response): boolean {
  const status = task.meant?.(response) ?? response.status
  return status > 199 && status < 300 && !codeOf(status)
}

/**
 * Turns an answer that is no result into the right error, by its headers and body as much as by its status.
 *
 * @param text - The start of the body.
 * @param keyed - Whether the request carried a key.
 * @param status - What the answer means, where that is not its own status.
 */
export function classify(
  task: Task,
  response: Response,
  text: string,
  scrub: Scrub,
  keyed: boolean,
  status: number = task.meant?.(response) ?? response.status,
): APIError {
  const { headers } = response
  const body = parseObject(text, scrub)
  // The picture of an error has no words.
  const isMedia = /^(image|audio|video)\//i.test(headers.get('content-type') ?? '')
  const inHeaders = headers.get('x-error-message') ?? (isMedia ? (headers.get('x-error-type') ?? '') : undefined)
  const said = saidIn(inHeaders ?? text, scrub)
  const theirs = asText((body?.error as { code?: unknown } | undefined)?.code)
  let code = codeOf(status) ?? (status > 519 && status < 528 ? 'upstream' : 'unknown')
  const classic = /image|text/.test(task.service)
  // Who is recognised by a classic host is sent away, with any status. It tells everyone so beside an error.
  const told = inHeaders ?? text.replace(/"deprecation_notice":\s*"[^"]*"/, '')
  if (classic && told.includes('authenticated users') && told.includes('enter.poll')) code = 'forbidden'
  else if (/^content_/i.test(theirs)) code = 'content_filtered'
  else if (task.code?.(status)) code = task.code(status) as APICode
  else if (status === 401) code = keyed ? 'invalid_key' : 'missing_key'
  else if (status === 403) code = keyed ? 'forbidden' : 'blocked'
  else if (status === 402 && /gen|media/.test(task.service))
    code = /key_budget/i.test(theirs) ? 'key_budget' : 'balance'
  else if (status === 402 && classic) {
    // The classic hosts answer 402 when their queue is full (x402): a bill that nobody has to pay, unless they name a tier.
    const queued = headers.has('payment-required') || body?.x402Version || /queue/i.test(said)
    code = !queued && (body?.deprecation_notice || /\btier/i.test(said)) ? 'plan' : 'rate_limit'
  }
  return apiError(task, code, said, {
    status: response.status,
    retryAfter: askedWait(headers, body) ?? (code === 'rate_limit' ? NEEDED[task.service] : undefined),
  })
}
