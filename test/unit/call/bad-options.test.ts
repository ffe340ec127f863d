import { expect, test } from 'vitest'
import {
  chat,
  generateImage,
  generateText,
  imageUrl,
  type Message,
  streamChat,
  streamText,
} from '../../../src/index.ts'
import { failureOf, thrownBy } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, stub } from '../helpers/stub.ts'

// Bad input of any call: a typed error that says what to do, and no request.

const user: Message[] = [{ role: 'user', content: 'Hello' }]
const nonsense = [Number.NaN, -1, '5', null, {}, [], true, -Infinity]
const notWhole = [...nonsense, 1.5]
const notTrue = ['true', 1, 0, null, {}]
const notText = ['', '   ', 7, null, {}, [], true]
const notFunction = ['f', 7, null, {}]

const every: Record<string, unknown[]> = {
  timeout: notWhole,
  stallTimeout: notWhole,
  maxRetries: notWhole,
  maxRetryAfter: notWhole,
  retryDelay: notFunction,
  fetch: notFunction,
  onEvent: notFunction,
  signal: [{}, 'signal', 7, null, new AbortController()],
  limiter: [{}, 7, null, () => {}],
  provider: ['gen', 7, null, {}, { kind: 7 }],
  referrer: notText,
  requestId: notText,
}
const seeds = [...notWhole, 2_147_483_648, 'any', Infinity]
const picture: Record<string, unknown[]> = {
  width: [...notWhole, 0, Infinity],
  height: [...notWhole, 0, Infinity],
  seed: seeds,
  nologo: notTrue,
  private: notTrue,
  enhance: notTrue,
  transparent: notTrue,
  safe: [1, null, {}, []],
  model: notText,
  negativePrompt: [7, null, {}],
  quality: ['ultra', '', 7, null],
  guidanceScale: [Number.NaN, '7', null, {}],
  image: [7, null, '', [''], [7], [null], {}],
}
const written: Record<string, unknown[]> = {
  seed: seeds,
  private: notTrue,
  temperature: [Number.NaN, -0.1, 2.1, '1', null],
  topP: [Number.NaN, -0.1, 1.1, '1', null],
  maxTokens: notWhole,
  presencePenalty: [Number.NaN, -2.1, 2.1, '1', null],
  frequencyPenalty: [Number.NaN, -2.1, 2.1, '1', null],
  stop: [7, null, {}, [7], [null], ['a', 'b', 'c', 'd', 'e']],
  reasoningEffort: [7, null, {}],
  safe: [1, null, {}, []],
  model: notText,
  json: notTrue,
}

const calls: Record<string, { rules: Record<string, unknown[]>; run(options: object): Promise<unknown> }> = {
  generateImage: { rules: { ...every, ...picture }, run: (options) => generateImage('a fox', options) },
  generateText: {
    rules: { ...every, ...written, system: [7, null, {}] },
    run: (options) => generateText('Hello there', options),
  },
  chat: {
    rules: { ...every, ...written, parallelToolCalls: notTrue },
    run: (options) => chat(user, options),
  },
}

test.each(
  Object.entries(calls).flatMap(([name, { rules, run }]) =>
    Object.entries(rules).map(([option, values]) => ({ name, option, values, run })),
  ),
)('$name refuses a bad $option before any request', async ({ option, values, run }) => {
  for (const apiKey of [undefined, KEY]) {
    for (const value of values) {
      const fetch = stub(chatReply())
      const error = await failureOf(run({ fetch, apiKey, [option]: value })).catch((cause: unknown) => {
        throw new Error(`${option}: ${JSON.stringify(value) ?? String(value)}`, { cause })
      })
      expect([error.name, error.code], `${option}: ${JSON.stringify(value)}`).toEqual([
        'ValidationError',
        'invalid_option',
      ])
      expect(error.message).toContain(option)
      expect(error.suggestion.trim()).not.toBe('')
      expect(error.retryable).toBe(false)
      expect(fetch.asked).toEqual([])
    }
  }
})

test.each(Object.entries(picture))('imageUrl throws at once on a bad %s', (option, values) => {
  for (const value of values) {
    const error = thrownBy(() => imageUrl('a fox', { [option]: value }))
    expect([error.name, error.code], `${option}: ${JSON.stringify(value)}`).toEqual([
      'ValidationError',
      'invalid_option',
    ])
    expect(error.message).toContain(option)
    expect(error.suggestion.trim()).not.toBe('')
  }
})

test('the message does not repeat the value: it could be a key', async () => {
  for (const option of ['timeout', 'seed', 'provider', 'fetch', 'signal', 'requestId', 'model', 'limiter']) {
    const error = await failureOf(chat(user, { [option]: [KEY] }))
    expect(`${error.message} ${error.suggestion} ${JSON.stringify(error)}`).not.toContain(KEY)
  }
})

test.each([
  ['a text', 'fast'],
  ['null', null],
  ['a number', 7],
  ['a function', () => {}],
  ['an array', []],
])('options that are %s are not taken for none', async (_what, options) => {
  for (const call of [
    chat(user, options as never),
    generateText('Hello there', options as never),
    generateImage('a fox', options as never),
    streamText('Hello there', options as never).text(),
    streamChat(user, options as never).text(),
  ]) {
    const error = await failureOf(call)
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  }
  expect(thrownBy(() => imageUrl('a fox', options as never)).code).toBe('invalid_option')
})

test('undefined is "not given" for every option', async () => {
  for (const { rules, run } of Object.values(calls)) {
    const options = Object.fromEntries(Object.keys(rules).map((option) => [option, undefined]))
    const [bare, empty] = [stub(new Response('no', { status: 404 })), stub(new Response('no', { status: 404 }))]
    await failureOf(run({ fetch: bare }))
    await failureOf(run({ ...options, fetch: empty }))
    const facts = ({ url, method, headers, body }: (typeof bare.asked)[number]) => ({ url, method, headers, body })
    expect(empty.asked.map(facts)).toEqual(bare.asked.map(facts))
  }
})

test.each([
  ['maxRetries of 0', { maxRetries: 0 }],
  ['maxRetryAfter of 0', { maxRetryAfter: 0 }],
  ['Infinity for every clock', { timeout: Infinity, stallTimeout: Infinity, maxRetryAfter: Infinity }],
  ['seed 0', { seed: 0 }],
  ['the largest seed', { seed: 2_147_483_647 }],
  ['temperature 0', { temperature: 0, topP: 0, presencePenalty: 0, frequencyPenalty: 0 }],
  ['the ends of the ranges', { temperature: 2, topP: 1, presencePenalty: -2, frequencyPenalty: 2 }],
  ['any model', { model: 'community/owner/model-1.5' }],
])('%s is allowed', async (_what, options) => {
  await chat(user, { ...options, fetch: stub(chatReply()) })
})
