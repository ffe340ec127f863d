import { expect, test } from 'vitest'
import { chat, generateImage, generateText, pollinationsClassic } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { KEY, ROUTES } from '../helpers/routes.ts'
import { jsonReply, PNG, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const full = 'Queue full for IP: 192.0.2.1: 1 requests already queued (max: 1)'
const accepts = [{ scheme: 'exact', network: 'base', maxAmountRequired: '10000', payTo: '0x0', maxTimeoutSeconds: 60 }]
const migration = {
  deprecation_notice: 'Old.',
  migration: { guide: 'g', docs: 'd', signup: 'https://enter.pollinations.ai' },
}
const challenge = { 'payment-required': btoa('{"x402Version":2}'), 'cache-control': 'no-store' }
const classic = ROUTES.filter(({ host }) => host === 'image' || host === 'text')

const queues: Record<string, () => Response> = {
  'x402 version 1': () => jsonReply({ x402Version: 1, error: full, accepts }, 402),
  'x402 version 2': () =>
    jsonReply({ x402Version: 2, error: 'Payment required', resource: { url: 'https://a' }, accepts }, 402),
  'an empty object with the challenge in a header': () => jsonReply({}, 402, challenge),
  'no body with the challenge in a header': () => new Response(null, { status: 402, headers: challenge }),
  'a page with the challenge in a header': () =>
    new Response('<html><title>Pay</title></html>', {
      status: 402,
      headers: { ...challenge, 'content-type': 'text/html' },
    }),
  '"Queue full"': () => jsonReply({ error: full }, 402),
  '"Queue full" in a notice': () => jsonReply({ error: full, status: 402, ...migration }, 402),
  '"Queue full" as plain text': () => new Response(full, { status: 402 }),
  'the challenge in a header beside a word about tiers': () =>
    jsonReply({ error: 'A higher tier has no queue' }, 402, challenge),
  'x402 with a word about tiers': () =>
    jsonReply({ x402Version: 1, error: `${full}. A higher tier has no queue`, accepts }, 402),
}

test.each(
  classic.flatMap((route) => Object.entries(queues).map(([form, make]) => ({ form, name: route.name, route, make }))),
)('a 402 to $name written as $form is a rate limit, not a bill', async ({ route, make }) => {
  const error = await failureOf(route.run({ fetch: stub(make()), maxRetries: 0 }))
  expect([error.name, error.code, error.status, error.retryable]).toEqual(['RateLimitError', 'rate_limit', 402, true])
  expect(error.retryAfter).toBe(route.host === 'image' ? 45_000 : 30_000)
  expect(error.suggestion).not.toMatch(/top.?up|pay\b/i)
})

test.each(['a bare object', 'no body'])('any other 402 of the image host is its queue too: %s', async (form) => {
  const reply = form === 'no body' ? new Response(null, { status: 402 }) : jsonReply({}, 402)
  const error = await failureOf(generateImage('a fox', { fetch: stub(reply), maxRetries: 0 }))
  expect([error.code, error.retryAfter]).toEqual(['rate_limit', 45_000])
})

test.each(classic)('a 402 with a word about tiers to $name is a limit of the plan, and not repeated', async (route) => {
  const reply = jsonReply(
    {
      error: 'Model requires a higher tier. Please authenticate at https://enter.pollinations.ai',
      status: 402,
      ...migration,
    },
    402,
  )
  const fetch = stub(reply)
  const error = await failureOf(route.run({ fetch, retryDelay: () => 0 }))
  expect([error.name, error.code, error.status, error.retryable]).toEqual(['PaymentError', 'plan', 402, false])
  expect(error.suggestion).toContain('https://enter.pollinations.ai')
  expect(fetch.asked).toHaveLength(1)
})

test.each(classic)(
  "a 429 with the queue's words to $name is a rate limit without a wait of its own, and gets the known one",
  async (route) => {
    const reply = jsonReply({ error: full, status: 429, ...migration }, 429)
    const error = await failureOf(route.run({ fetch: stub(reply), maxRetries: 0 }))
    expect([error.code, error.retryAfter]).toEqual(['rate_limit', route.host === 'image' ? 45_000 : 30_000])
    expect(error.message).toContain('Queue full')
  },
)

test('402 on gen is never a queue, and not repeated', async () => {
  const fetch = stub(jsonReply({ error: full }, 402, challenge))
  const error = await failureOf(chat([{ role: 'user', content: 'Hi' }], { apiKey: KEY, fetch, retryDelay: () => 0 }))
  expect([error.name, error.retryable, fetch.asked.length]).toEqual(['PaymentError', false, 1])
})

test('the 200 of the image host with a picture of a rate limit is one', async () => {
  const emulator = emulate({ placeholder: true })
  const error = await failureOf(generateImage('a fox', { maxRetries: 0 }))
  expect([error.name, error.code, error.status, error.retryable, error.retryAfter]).toEqual([
    'RateLimitError',
    'rate_limit',
    200,
    true,
    45_000,
  ])
  expect(error.message).toContain('Queue full')
  expect(emulator.requests).toHaveLength(1)
})

test.each([
  { 'x-error-type': 'Too Many Requests' },
  { 'x-rate-limited': 'true' },
  { 'X-Error-Type': 'Too Many Requests', 'X-Error-Status': '429' },
])('the placeholder is known by each of its headers: %j', async (headers) => {
  const reply = () => Promise.resolve(new Response(PNG, { headers: { 'content-type': 'image/jpeg', ...headers } }))
  const error = await failureOf(generateImage('a fox', { fetch: stub(reply), maxRetries: 0 }))
  expect([error.name, error.code]).toEqual(['RateLimitError', 'rate_limit'])
  expect(error.message).not.toMatch(/[\r\n]/)
})

test('the message of a placeholder is what its headers say, never its bytes', async () => {
  const message = async (headers: Record<string, string>, status = 200) => {
    const reply = new Response(PNG, { status, headers: { 'content-type': 'image/jpeg', ...headers } })
    return (await failureOf(generateImage('a fox', { fetch: stub(reply), maxRetries: 0 }))).message
  }
  const limited = 'generateImage failed: rate limit'
  expect(await message({ 'x-error-type': 'Too Many Requests' })).toBe(`${limited} (Too Many Requests).`)
  expect(await message({ 'x-error-type': 'Too Many', 'x-error-message': 'Queue full' })).toBe(
    `${limited} (Queue full).`,
  )
  expect(await message({ 'x-rate-limited': 'true' })).toBe(`${limited}.`)
  expect(await message({}, 500)).toBe('The service answered 500: unavailable.')
})

test('the placeholder that stands for a failure of the host is no rate limit, but repeated as one', async () => {
  const headers = { 'x-error-type': 'Internal Server Error', 'x-error-status': '500', 'x-error-message': 'No GPU' }
  const fetch = stub(new Response(PNG, { headers }), new Response(PNG, { headers: { 'content-type': 'image/png' } }))
  await generateImage('a fox', { fetch, retryDelay: () => 0 })
  expect(fetch.asked).toHaveLength(2)
})

test('a true picture on the image host without those headers is one, whatever its cache rules', async () => {
  const reply = () =>
    Promise.resolve(new Response(PNG, { headers: { 'content-type': 'image/png', 'cache-control': 'no-store' } }))
  expect((await generateImage('a fox', { fetch: stub(reply) })).mediaType).toBe('image/png')
})

test.each([
  ['a body', jsonReply({ error: 'Forbidden', status: 403, details: { blockedIp: '192.0.2.1' } }, 403)],
  ['no body', new Response(null, { status: 403 })],
])('a 403 of the text host with %s means that the address is blocked, and is not repeated', async (_form, reply) => {
  const fetch = stub(reply)
  const error = await failureOf(generateText('Hello there', { fetch, retryDelay: () => 0 }))
  expect([error.name, error.code, error.retryable, fetch.asked.length]).toEqual(['APIError', 'blocked', false, 1])
  expect(error.message).not.toContain('192.0.2.1')
})

test("the image host's error for a registered referrer sends to enter.pollinations.ai as an AuthenticationError", async () => {
  emulate({ refusal: 'deprecation' })
  const error = await failureOf(generateImage('a fox', { referrer: 'known.example', maxRetries: 0 }))
  expect([error.name, error.code, error.retryable]).toEqual(['AuthenticationError', 'forbidden', false])
  expect(error.suggestion).toContain('https://enter.pollinations.ai')
})

test('the classic hosts by name are read the same way at another base', async () => {
  const provider = pollinationsClassic({ image: 'http://localhost:1', text: 'http://localhost:1' })
  const options = { provider, fetch: stub(jsonReply({}, 402, challenge)), maxRetries: 0 }
  expect((await failureOf(generateImage('a fox', options))).retryAfter).toBe(45_000)
  expect((await failureOf(generateText('Hello there', options))).retryAfter).toBe(30_000)
})

const notice =
  'The Pollinations legacy image API is being deprecated for **authenticated users**. Please use https://enter.pollinations.ai'
const told = { 'x-error-status': '403', 'x-error-message': notice }

test.each([
  ['a 400', jsonReply({ error: notice }, 400)],
  ['a 500', jsonReply({ error: 'Internal Server Error', message: notice }, 500)],
  ['a 403 as plain text', new Response(notice, { status: 403 })],
  ['a 429 in a header', new Response('', { status: 429, headers: { 'x-error-message': notice } })],
  ['the picture of an error', new Response(PNG, { headers: { 'content-type': 'image/jpeg', ...told } })],
])('"use enter" of a classic host is an AuthenticationError, not repeated, also as %s', async (_form, reply) => {
  for (const call of [generateImage, generateText]) {
    if (call === generateText && reply.ok) continue
    const fetch = stub(reply)
    const error = await failureOf(call('Hello there', { fetch, retryDelay: () => 0 }))
    expect([error.name, error.code, fetch.asked.length]).toEqual(['AuthenticationError', 'forbidden', 1])
  }
})

test('the notice that the text host adds to every error is not what is wrong', async () => {
  const add = { deprecation_notice: notice, migration: { signup: 'https://enter.pollinations.ai' } }
  for (const [status, code] of [
    [403, 'blocked'],
    [404, 'not_found'],
    [429, 'rate_limit'],
    [500, 'unavailable'],
  ] as const) {
    const fetch = stub(jsonReply({ error: 'No', status, ...add }, status))
    expect((await failureOf(generateText('Hello there', { fetch, maxRetries: 0 }))).code).toBe(code)
  }
})
