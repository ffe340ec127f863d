import { expect, test } from 'vitest'
import {
  chat,
  fluxWorker,
  generateImage,
  generateObject,
  generateText,
  type ImageProvider,
  pollinations,
  runTools,
  sdxlWorker,
  type Tool,
} from '../../../src/index.ts'
import { failureOf, thrownBy } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { jsonReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

// What an error tells a person: the sentence, and what to do.

const user = [{ role: 'user', content: 'Hello' }] as const
const tool = (more: object) => ({
  tools: { weather: { parameters: { type: 'object' }, ...more } as unknown as Tool<unknown> },
})

test('what is required is to be corrected, and nobody is told to leave it out', async () => {
  const errors = [
    await failureOf(generateObject('Hello', { schema: 7 as never })),
    await failureOf(runTools(user, { tools: {} })),
    await failureOf(runTools(user, tool({ execute: () => 1, parameters: 7 }))),
    await failureOf(chat(user, 7 as never)),
    thrownBy(() => fluxWorker('flux.example')),
  ]
  for (const { suggestion, code } of errors) {
    expect(code).toBe('invalid_option')
    expect(suggestion).toMatch(/^Correct [^,]+\.$/)
  }
})

test('a tool without a function names itself and says what it lacks', async () => {
  const error = await failureOf(runTools(user, tool({})))
  expect([error.code, error.message, error.suggestion]).toEqual([
    'invalid_option',
    'tools.weather must be a tool with a function execute.',
    'Correct tools.weather.',
  ])
})

test('a text in the place of messages is told where it belongs', async () => {
  const form = "Give [{ role: 'user', content: 'Hello' }]"
  for (const [call, suggestion] of [
    [chat('Hello' as never), `${form}; a text alone goes to generateText().`],
    [chat([]), `${form}.`],
    [runTools('Hello' as never, tool({ execute: () => 1 })), `${form}.`],
    [generateObject([], { schema: { type: 'object' } }), `${form}.`],
  ] as const) {
    const error = await failureOf(call)
    expect([error.message, error.suggestion]).toEqual([
      'messages must have at least one message, in a list.',
      suggestion,
    ])
  }
})

test.each([
  ['30', 'Try again in 30 s; createLimiter() paces many calls.'],
  ['1.2', 'Try again in 2 s; createLimiter() paces many calls.'],
  ['0', 'Try again later; createLimiter() paces many calls.'],
])('a rate limit with Retry-After %s says the wait as a number', async (seconds, suggestion) => {
  const fetch = stub(new Response('', { status: 429, headers: { 'retry-after': seconds } }))
  expect((await failureOf(generateText('Hello there', { fetch, maxRetries: 0 }))).suggestion).toBe(suggestion)
})

test('the wait is told too where it is only known, and where a service is down', async () => {
  const suggestion = async (status: number, headers = {}) => {
    const fetch = stub(new Response('', { status, headers }))
    return (await failureOf(generateImage('a fox', { fetch, maxRetries: 0 }))).suggestion
  }
  expect(await suggestion(429)).toMatch(/^Try again in 45 s;/)
  expect(await suggestion(503)).toBe('Try again later.')
  expect(await suggestion(503, { 'retry-after': '9' })).toBe('Try again in 9 s.')
})

test('a picture that stands for a rate limit is no answer with a status', async () => {
  emulate({ placeholder: true })
  const { message, status } = await failureOf(generateImage('a fox', { maxRetries: 0 }))
  expect(message).toMatch(/^generateImage failed: rate limit \(Queue full/)
  expect(status).toBe(200)
})

test("gen's refusal shows its links as words and addresses, whole", async () => {
  emulate({ refusal: 'balance' })
  const { message } = await failureOf(chat(user, { apiKey: KEY }))
  expect(message).toContain(
    'Please top up at https://enter.pollinations.ai/top-up or complete a quest at https://enter.pollinations.ai/quests, then try again.',
  )
})

test.each([
  ['See [a](b) and [c] (d).', 'See [a](b) and [c] (d).'],
  ['[[a](https://a.example/?q=1#x)]', '[a at https://a.example/]'],
])('words with %s are shown as %s', async (words, shown) => {
  const fetch = stub(jsonReply({ error: { message: words } }, 400))
  expect((await failureOf(chat(user, { fetch, maxRetries: 0 }))).message).toBe(
    `The service answered 400: bad request (${shown}).`,
  )
})

const custom: ImageProvider = {
  kind: 'custom',
  planImage: () => ({ url: 'https://pictures.example/', method: 'GET', auth: true }),
} as ImageProvider
const proxy = pollinations('https://proxy.example/ai')
const own = {
  custom,
  flux: fluxWorker('https://flux.example'),
  sdxl: sdxlWorker('https://sdxl.example', { apiKey: 'own' }),
}

test.each(
  Object.entries(own).flatMap(([name, provider]) =>
    [401, 402, 403].flatMap((status) => [undefined, KEY].map((apiKey) => ({ name, provider, status, apiKey }))),
  ),
)('$status of $name with the key $apiKey does not send to Pollinations', async ({ provider, status, apiKey }) => {
  const fetch = stub(new Response('', { status }))
  const { suggestion } = await failureOf(generateImage('a fox', { provider, fetch, apiKey, maxRetries: 0 }))
  expect(suggestion).not.toContain('pollinations')
  if (status !== 402) expect(suggestion).toBe('Check the address and the key of the provider.')
})

test.each([401, 403])('a page without a key is not told to give one to the proxy that has it: %i', async (status) => {
  const options = { provider: proxy, fetch: stub(new Response('', { status })), maxRetries: 0 }
  expect((await failureOf(chat(user, options))).suggestion).toBe('Check the address and the key of the provider.')
})

test('who is recognised by a classic host, where no key is sent, is not told to check one', async () => {
  emulate({ refusal: 'deprecation' })
  const { code, suggestion } = await failureOf(generateText('Hello there'))
  expect([code, suggestion]).toEqual(['forbidden', 'Give an apiKey; get one at https://enter.pollinations.ai.'])
})

test.each([
  [200, 'text/html', '<'],
  [400, 'text/html', '<'],
  [400, 'text/plain', '[a](https:'],
  [400, 'text/plain', '[a](https://a.example?'],
  [400, 'text/plain', '['],
])('%i with %s of nothing but %s is one short sentence', async (status, type, piece) => {
  const fetch = stub(new Response(piece.repeat(100_000), { status, headers: { 'content-type': type } }))
  const error = await failureOf(generateText('Hello there', { fetch, maxRetries: 0 }))
  expect(error.message.length).toBeLessThan(500)
})

test.each([401, 402, 403, 404, 408, 418, 500, 501, 503])(
  'after %i it is said to try again where that may help',
  async (status) => {
    for (const provider of [undefined, custom, proxy]) {
      const fetch = stub(new Response('', { status }))
      const { suggestion, retryable } = await failureOf(generateImage('a fox', { provider, fetch, maxRetries: 0 }))
      expect(suggestion?.startsWith('Try again')).toBe(retryable)
    }
  },
)
