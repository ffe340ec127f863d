import { expect, test } from 'vitest'
import { factsOf, failureOf } from '../helpers/failure.ts'
import { HOSTS, type Route } from '../helpers/routes.ts'
import { jsonReply, stub } from '../helpers/stub.ts'

// The table of errors, generated: what each status means, on each kind of host, with a body of any form.

const WORDS = 'The cat sat on the wire'
const page = `<!DOCTYPE html>\n<html><head><title>gen | ${WORDS}</title><style>b {}</style></head>\n<body><h1>${WORDS}</h1></body></html>`
const genError = (status: number, message: string) => ({
  status,
  success: false,
  error: { code: 'UNKNOWN_ERROR', message, timestamp: '2026-10-01T00:00:00.000Z', details: { name: 'Error' } },
})
const text = (body: string, type: string) => (status: number) =>
  new Response(body, { status, headers: { 'content-type': type } })

const forms: Record<string, (status: number) => Response> = {
  "gen's JSON": (status) => jsonReply(genError(status, WORDS), status),
  'the classic JSON': (status) =>
    jsonReply(
      { error: WORDS, status, deprecation_notice: 'Old.', migration: { signup: 'https://enter.pollinations.ai' } },
      status,
    ),
  'a message beside an error string': (status) =>
    jsonReply({ error: WORDS, message: 'No', retryAfterSeconds: 7 }, status),
  'a bare message': (status) => jsonReply({ message: WORDS }, status),
  'a message that is JSON itself': (status) =>
    jsonReply(genError(status, JSON.stringify({ error: { message: JSON.stringify({ error: WORDS }) } })), status),
  'a page': text(page, 'text/html; charset=utf-8'),
  'a plain text': text(`  ${WORDS}\n\n`, 'text/plain'),
  'JSON that calls itself text': (status) => text(JSON.stringify({ error: WORDS }), 'text/plain')(status),
  'a text that calls itself JSON': text(WORDS, 'application/json'),
  'no body': (status) => new Response(null, { status }),
  'an empty body': text('', 'application/json'),
  'JSON cut off': text('{"error":{"message":"The c', 'application/json'),
  'JSON null': text('null', 'application/json'),
  'a JSON list': text('[]', 'application/json'),
  'an error that is null': (status) => jsonReply({ error: null }, status),
  'an error that is a number': (status) => jsonReply({ error: 7 }, status),
  'an error that is a list': (status) => jsonReply({ error: [{ message: WORDS }] }, status),
}
const SILENT = /^(no body|an empty|JSON cut|JSON null|a JSON list|an error that)/

interface Meaning {
  name: string
  codes: string[]
  retryable: boolean
}
const api = (codes: string | string[], retryable = false): Meaning => ({
  name: 'APIError',
  codes: [codes].flat(),
  retryable,
})
const down = api(['upstream', 'unavailable'], true)

/** What a status means to a caller, by the table of errors; undefined where the body decides. */
function meaningOf(status: number, { host, keyed }: Route): Meaning | undefined {
  switch (status) {
    case 400:
    case 415:
    case 422:
    case 426:
      return api('bad_request')
    case 401:
      return { name: 'AuthenticationError', codes: [keyed ? 'invalid_key' : 'missing_key'], retryable: false }
    case 402:
      if (host === 'custom') return api('unknown')
      return host === 'gen' ? { name: 'PaymentError', codes: ['balance'], retryable: false } : undefined
    case 403:
      return keyed ? { name: 'AuthenticationError', codes: ['forbidden'], retryable: false } : api('blocked')
    case 404:
    case 410:
      return api('not_found')
    case 405:
      return api('method_not_allowed')
    case 409:
      return api('conflict')
    case 413:
      return api('too_large')
    case 412:
    case 418:
      return api('unknown')
    case 429:
      return { name: 'RateLimitError', codes: ['rate_limit'], retryable: true }
    default:
      return down
  }
}

const statuses = [
  400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 413, 415, 418, 422, 425, 426, 429, 500, 502, 503, 504,
]
const edge = [520, 521, 522, 523, 524, 525, 526, 527, 530]

test.each(
  [...statuses, ...edge].flatMap((status) =>
    HOSTS.map((route) => ({ status, route, name: route.name, meaning: meaningOf(status, route) })).filter(
      ({ meaning }) => meaning,
    ),
  ),
)('$status to $name is $meaning.codes, whatever the form of the body', async ({ status, route, meaning }) => {
  for (const [form, reply] of Object.entries(forms)) {
    const error = await failureOf(route.run({ fetch: stub(reply(status)), maxRetries: 0 }))
    const { name, codes, retryable } = meaning as Meaning
    expect({ ...factsOf(error), code: codes.includes(error.code), status: error.status }, form).toEqual({
      name,
      code: true,
      retryable,
      status,
    })
    expect(error.context, form).toMatchObject({ method: route.method, url: route.shown, attempts: 1 })
    expect(error.message.trim(), form).not.toBe('')
    expect(error.message, form).not.toMatch(/[\r\n\t\u2028]|undefined|NaN|\[object/)
    // JSON of no known form may be shown as it is.
    if (!/^(JSON cut|an error that is a list)/.test(form)) expect(error.message, form).not.toMatch(/[<>{}]/)
    expect(error.suggestion.trim(), form).not.toBe('')
    if (!SILENT.test(form)) expect(error.message, form).toContain(WORDS)
  }
})

const codes: [status: number, code: string, name: string, expected: string][] = [
  [400, 'BAD_REQUEST', 'APIError', 'bad_request'],
  [400, 'failed_to_download_image', 'APIError', 'bad_request'],
  [400, 'invalid_image_url', 'APIError', 'bad_request'],
  [400, 'content_blocked', 'APIError', 'content_filtered'],
  [401, 'UNAUTHORIZED', 'AuthenticationError', 'invalid_key'],
  [402, 'PAYMENT_REQUIRED', 'PaymentError', 'balance'],
  [402, 'INSUFFICIENT_BALANCE', 'PaymentError', 'balance'],
  [402, 'QUEST_POLLEN_ONLY', 'PaymentError', 'balance'],
  [402, 'KEY_BUDGET_EXHAUSTED', 'PaymentError', 'key_budget'],
  [403, 'FORBIDDEN', 'AuthenticationError', 'forbidden'],
  [404, 'NOT_FOUND', 'APIError', 'not_found'],
  [405, 'METHOD_NOT_ALLOWED', 'APIError', 'method_not_allowed'],
  [409, 'CONFLICT', 'APIError', 'conflict'],
  [413, 'PAYLOAD_TOO_LARGE', 'APIError', 'too_large'],
  [422, 'UNPROCESSABLE_ENTITY', 'APIError', 'bad_request'],
  [422, 'content_policy_violation', 'APIError', 'content_filtered'],
  [429, 'RATE_LIMITED', 'RateLimitError', 'rate_limit'],
  [429, 'community_model_rate_limit', 'RateLimitError', 'rate_limit'],
  [502, 'BAD_GATEWAY', 'APIError', 'upstream'],
  [503, 'SERVICE_UNAVAILABLE', 'APIError', 'unavailable'],
]
test.each(codes)("gen's %i with the code %s is a %s with the code %s", async (status, code, name, expected) => {
  for (const route of HOSTS.filter(({ host }) => host === 'gen')) {
    const reply = jsonReply({ status, success: false, error: { code, message: 'No.' } }, status)
    const error = await failureOf(route.run({ fetch: stub(reply), maxRetries: 0 }))
    expect([error.constructor.name, error.code]).toEqual([name, expected])
  }
})

test.each([
  ['balance', { code: 'INSUFFICIENT_BALANCE' }, 'https://enter.pollinations.ai/top-up'],
  ['key_budget', { code: 'KEY_BUDGET_EXHAUSTED' }, 'https://enter.pollinations.ai/edit-key'],
])('%s says in its suggestion where to put it right', async (code, error, link) => {
  const reply = jsonReply({ error: { message: 'No.', ...error } }, 402)
  const failure = await failureOf((HOSTS[1] as Route).run({ fetch: stub(reply), maxRetries: 0 }))
  expect(failure.code).toBe(code)
  expect(failure.suggestion).toContain(link)
})
