import { expect, test } from 'vitest'
import { type CallOptions, chat, generateText, pollinations } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { KEY, PROXY } from '../helpers/routes.ts'
import { completion, jsonReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

// HTTP 200 with an answer that is none.

const user = [{ role: 'user', content: 'Hello' }] as const
const genCalls: Record<string, (options: CallOptions) => Promise<unknown>> = {
  generateText: (options) => generateText('Hello there', { apiKey: KEY, ...(options as object) }),
  chat: (options) => chat(user, { apiKey: KEY, ...(options as object) }),
  'chat through a proxy': (options) => chat(user, { provider: pollinations(PROXY), ...(options as object) }),
}
const refusals = [
  ['balance', 'PaymentError', 'balance'],
  ['key_budget', 'PaymentError', 'key_budget'],
  ['permission', 'AuthenticationError', 'forbidden'],
] as const

test.each(
  Object.keys(genCalls).flatMap((call) => refusals.map(([refusal, name, code]) => ({ call, refusal, name, code }))),
)("gen's refusal for $refusal to $call is a $name $code, made once", async ({ call, refusal, name, code }) => {
  const emulator = emulate({ refusal })
  const { events, onEvent } = listen()
  const error = await failureOf(genCalls[call]?.({ retryDelay: () => 0, onEvent }) as Promise<unknown>)
  expect([error.name, error.code, error.status, error.retryable]).toEqual([name, code, 200, false])
  expect(error.suggestion).toContain('https://enter.pollinations.ai')
  expect(emulator.requests).toHaveLength(1)
  expect(only(events, 'done')).toEqual([])
})

const marked = { 'cache-control': 'private, no-store' }
const words =
  "The account behind this API key doesn't have enough credits. Please [top up](https://enter.pollinations.ai/top-up)."
const zero = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
const some = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 }
const reply = (text: string, usage: unknown, headers: Record<string, string>) =>
  jsonReply(completion(text, { usage }), 200, headers)

test.each([
  ['the header in other letters and order', reply(words, zero, { 'Cache-Control': 'No-Store, max-age=0, PRIVATE' })],
  ['no usage at all', reply(words, undefined, marked)],
  ['a usage of null', reply(words, null, marked)],
  [
    'quest pollen',
    reply('Your account only spends Quest Pollen. See https://enter.pollinations.ai/quests', zero, marked),
  ],
])('a refusal is recognised with %s', async (_what, answer) => {
  for (const call of Object.values(genCalls)) {
    const error = await failureOf(call({ fetch: stub(answer), maxRetries: 0 }))
    expect([error.name, error.code]).toEqual(['PaymentError', 'balance'])
  }
})

test.each([
  ['No access to this model. https://enter.pollinations.ai/grant', 'forbidden'],
  ['The budget of credits: ask for [this model](https://enter.pollinations.ai/grant?ref=a)', 'forbidden'],
  ['Nothing left. https://enter.pollinations.ai/edit-key', 'key_budget'],
  ["The budget isn't allowed to grow by itself: https://enter.pollinations.ai/top-up", 'balance'],
  ['The budget of quests is small: https://enter.pollinations.ai/quests', 'balance'],
  ["The key isn't allowed to do this, see https://enter.pollinations.ai", 'forbidden'],
  ['The key has reached its budget, see https://enter.pollinations.ai', 'key_budget'],
  ['Out of credits, so no grant. See https://enter.pollinations.ai', 'balance'],
])('the link of a refusal says what it is, and its words only where the link does not: %s', async (text, code) => {
  const name = code === 'forbidden' ? 'AuthenticationError' : 'PaymentError'
  for (const call of Object.values(genCalls)) {
    const error = await failureOf(call({ fetch: stub(reply(text, zero, marked)), maxRetries: 0 }))
    expect([error.name, error.code]).toEqual([name, code])
  }
})

test.each([
  ['without the header', words, zero, {}],
  ['with half of the header: private', words, zero, { 'cache-control': 'private' }],
  ['with half of the header: no-store', words, zero, { 'cache-control': 'no-store' }],
  ['with tokens that were used', words, some, marked],
  ['without a link', words.replace(/\[.*/, ''), zero, marked],
  ['with a link to somewhere else', words.replace('enter.pollinations.ai', 'example.com'), zero, marked],
  ['that has over 2,000 characters', `${words} ${'So it goes. '.repeat(200)}`, zero, marked],
] as const)('the words alone make no refusal: an answer %s is an answer', async (_what, text, usage, headers) => {
  for (const call of Object.values(genCalls)) {
    const result = await call({ fetch: stub(reply(text, usage, headers)), maxRetries: 0 })
    expect(typeof result === 'string' ? result : (result as { text: string }).text).toBe(text)
  }
})

test('where gen keeps the status of a refusal, it is read by that', async () => {
  emulate({ refusal: 'key_budget' })
  const json = await failureOf(chat(user, { apiKey: KEY, json: true }))
  expect([json.name, json.code, json.status]).toEqual(['PaymentError', 'key_budget', 402])
  emulate({ refusal: 'permission' })
  const forbidden = await failureOf(chat(user, { apiKey: KEY, responseFormat: { type: 'json_object' } }))
  expect([forbidden.name, forbidden.code, forbidden.status]).toEqual(['AuthenticationError', 'forbidden', 403])
})

const opening =
  '⚠️ **IMPORTANT NOTICE** ⚠️\n\nThe Pollinations legacy text API is being deprecated for **authenticated users**.\n\n'
const notice = `${opening}Please migrate to our new service at https://enter.pollinations.ai.`
const textCalls: Record<string, (options: CallOptions) => Promise<unknown>> = {
  'a GET': (options) => generateText('Hello there', options as object),
  'a POST': (options) => generateText('Hello', options as object),
  'a chat': (options) => chat(user, options as object),
}

test.each(Object.keys(textCalls))(
  'the classic notice in place of an answer to %s is an AuthenticationError, made once',
  async (call) => {
    const emulator = emulate({ refusal: 'deprecation' })
    const error = await failureOf(
      textCalls[call]?.({ referrer: 'known.example', retryDelay: () => 0 }) as Promise<unknown>,
    )
    expect([error.name, error.status, error.retryable]).toEqual(['AuthenticationError', 200, false])
    expect(error.message).not.toMatch(/[\r\n]/)
    expect(emulator.requests).toHaveLength(1)
  },
)

test('the notice is recognised as plain text and as JSON, however it is called', async () => {
  for (const type of ['text/plain; charset=utf-8', 'application/json', 'text/markdown']) {
    const plain = new Response(notice, { headers: { 'content-type': type } })
    const error = await failureOf(generateText('Hello there', { fetch: stub(plain), maxRetries: 0 }))
    expect(error.name, type).toBe('AuthenticationError')
  }
  const json = await failureOf(chat(user, { fetch: stub(reply(notice, zero, {})), maxRetries: 0 }))
  expect(json.name).toBe('AuthenticationError')
})

test.each([
  ['the opening without the link', opening],
  ['the link without the opening', `See https://enter.pollinations.ai. ${opening}`],
  ['a quotation of it', `The page says: "${notice}"`],
])('%s is an answer', async (_what, text) => {
  const plain = new Response(text, { headers: { 'content-type': 'text/plain' } })
  expect(await generateText('Hello there', { fetch: stub(plain) })).toBe(text)
  expect((await chat(user, { fetch: stub(reply(text, zero, {})) })).text).toBe(text)
})

test.each(['Response format not recognized', 'Streaming response could not be processed.'])(
  "what the text host says when it could not read the model's answer is a failure of the model: %s",
  async (text) => {
    const plain = new Response(text, { headers: { 'content-type': 'text/plain' } })
    const error = await failureOf(generateText('Hello there', { fetch: stub(plain), maxRetries: 0 }))
    expect([error.name, error.code, error.retryable]).toEqual(['APIError', 'upstream', true])
  },
)

test('an answer that only looks like an error is an answer: the text host sent it as text', async () => {
  const text = '{"error": "That is how the sea would spell it", "status": 500}'
  const plain = new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
  expect(await generateText('Write me an error', { json: true, fetch: stub(plain) })).toBe(text)
})

test.each([
  ['an object', { error: { message: 'The model fell over', code: 'BAD_GATEWAY' } }],
  ['a string', { error: 'The model fell over' }],
  ['a string beside choices', { error: 'The model fell over', choices: [] }],
])('a 200 with an error in its JSON is no answer: %s', async (_what, body) => {
  for (const call of [genCalls.chat, genCalls.generateText, textCalls['a POST'], textCalls['a GET']]) {
    const error = await failureOf(call?.({ fetch: stub(jsonReply(body)), maxRetries: 0 }) as Promise<unknown>)
    expect(error.name).toBe('APIError')
    expect(error.message).toContain('The model fell over')
  }
})
