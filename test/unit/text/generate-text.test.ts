import { expect, test } from 'vitest'
import { generateText, pollinations, pollinationsClassic, type TextOptions } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { GEN, KEY, PROXY, TEXT } from '../helpers/routes.ts'
import { chatReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const plain = (text = 'Hello') => new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
/** The request of a call, its query and JSON body as objects. */
async function sent(prompt: string, options: TextOptions = {}) {
  const fetch = stub(options.apiKey || options.provider ? chatReply() : () => Promise.resolve(plain()))
  const call = generateText(prompt, { fetch, maxRetries: 0, ...options })
  await call.catch(() => {})
  const { url = '', method, headers, body } = fetch.asked[0] ?? {}
  const { origin, pathname, search, searchParams } = new URL(url)
  return {
    url,
    method,
    headers,
    path: origin + pathname,
    search,
    query: Object.fromEntries(searchParams),
    body: body && JSON.parse(body as string),
  }
}

test('a short text is a GET of the prompt, with the default model, and without any header', async () => {
  const { url, method, headers, body } = await sent('Write a haiku about the sea')
  expect([method, headers, body]).toEqual(['GET', {}, undefined])
  expect(url).toBe(`${TEXT}/Write%20a%20haiku%20about%20the%20sea?model=openai`)
})

const queries: [option: keyof TextOptions, value: unknown, query: Record<string, string>][] = [
  ['model', 'mistral', { model: 'mistral' }],
  ['seed', 42, { seed: '42' }],
  ['seed', 0, { seed: '0' }],
  ['system', 'Be brief & kind', { system: 'Be brief & kind' }],
  ['json', true, { json: 'true' }],
  ['private', true, { private: 'true' }],
  ['temperature', 0.7, { temperature: '0.7' }],
  ['temperature', 0, { temperature: '0' }],
  ['topP', 0.9, { top_p: '0.9' }],
  ['maxTokens', 100, { max_tokens: '100' }],
  ['presencePenalty', -0.5, { presence_penalty: '-0.5' }],
  ['frequencyPenalty', 1.5, { frequency_penalty: '1.5' }],
  ['stop', 'END', { stop: 'END' }],
  ['referrer', 'my app', { referrer: 'my app' }],
  ['json', false, {}],
  ['private', false, {}],
  ['system', '', {}],
]
test.each(queries)('%s: %j is %j in the query of a GET', async (option, value, query) => {
  const { method, query: got } = await sent('Hello there', { [option]: value })
  expect([method, got]).toEqual(['GET', { model: 'openai', ...query }])
})

const bodies: [option: keyof TextOptions, value: unknown, body: Record<string, unknown>][] = [
  ['model', 'mistral', { model: 'mistral' }],
  ['seed', 42, { seed: 42 }],
  ['seed', 0, { seed: 0 }],
  ['json', true, { response_format: { type: 'json_object' } }],
  ['temperature', 0, { temperature: 0 }],
  ['topP', 0.9, { top_p: 0.9 }],
  ['maxTokens', 100, { max_tokens: 100 }],
  ['presencePenalty', -0.5, { presence_penalty: -0.5 }],
  ['frequencyPenalty', 1.5, { frequency_penalty: 1.5 }],
  ['stop', 'END', { stop: 'END' }],
  ['stop', ['END', '.'], { stop: ['END', '.'] }],
  ['reasoningEffort', 'low', { reasoning_effort: 'low' }],
  ['json', false, {}],
]
const hosts: [name: string, options: TextOptions, path: string][] = [
  ['classic', {}, `${TEXT}/openai`],
  ['gen', { apiKey: KEY }, `${GEN}/v1/chat/completions`],
  ['a proxy', { provider: pollinations(PROXY) }, `${PROXY}/v1/chat/completions`],
]
test.each(
  hosts.flatMap(([name, options, path]) =>
    bodies.map(([option, value, body]) => ({ name, options, path, option, value, body })),
  ),
)('$option: $value is $body in the body of a POST to $name', async ({ options, path, option, value, body }) => {
  const got = await sent('Hello', { ...options, [option]: value })
  expect([got.method, got.path, got.search]).toEqual(['POST', path, ''])
  expect(got.headers?.['content-type']).toBe('application/json')
  expect(got.body).toEqual({ model: 'openai', messages: [{ role: 'user', content: 'Hello' }], ...body })
})

test('the system message goes before the prompt in a POST', async () => {
  const { body } = await sent('Hello', { system: 'Be brief' })
  expect(body.messages).toEqual([
    { role: 'system', content: 'Be brief' },
    { role: 'user', content: 'Hello' },
  ])
})

test('what a host does not know is left out and told: safe on classic, private and referrer on gen', async () => {
  for (const [options, prompt, ignored] of [
    [{ safe: true }, 'Hello there', ['safe']],
    [{ safe: 'violence' }, 'Hello', ['safe']],
    [{ private: true, referrer: 'me', safe: true, apiKey: KEY }, 'Hello', ['private', 'referrer']],
    [{ private: false, safe: false, apiKey: KEY }, 'Hello', []],
    [{ private: true, referrer: 'me', safe: false }, 'Hello', []],
  ] as const) {
    const { events, onEvent } = listen()
    await sent(prompt, { ...options, onEvent })
    expect(
      only(events, 'ignored')
        .map(({ option }) => option)
        .sort(),
    ).toEqual(ignored)
  }
  expect((await sent('Hello', { private: true, referrer: 'me', apiKey: KEY })).body).toEqual({
    model: 'openai',
    messages: [{ role: 'user', content: 'Hello' }],
  })
  expect((await sent('Hello', { safe: 'violence', apiKey: KEY })).body.safe).toBe('violence')
})

test('private and referrer reach the classic host by POST as well', async () => {
  const { body, url } = await sent('Hello', { private: true, referrer: 'my app' })
  expect(url).toBe(`${TEXT}/openai?referrer=my%20app`)
  expect(body.private).toBe(true)
})

// ---- GET or POST on classic

test.each(['models', 'feed', 'openai', 'Hello', 'a/b', 'v1/chat', 'file_name-2.txt', '.', '..', '...', '1234'])(
  '%j could be a route, so it goes by POST',
  async (prompt) => {
    const { method, path, body } = await sent(prompt)
    expect([method, path, body.messages.at(-1).content]).toEqual(['POST', `${TEXT}/openai`, prompt])
  },
)

test.each(['Hello there', 'models?', 'feed!', 'Grüße', '狐', '🦊', ' models', 'a&b', 'a+b', '"models"', 'a\nb'])(
  '%j can be no route, so it goes by GET',
  async (prompt) => {
    const { method, path } = await sent(prompt)
    expect([method, decodeURIComponent(path)]).toEqual(['GET', `${TEXT}/${prompt}`])
  },
)

test.each([
  ['a percent sign', 'is 50 % half?', {}],
  ['an option without a query form', 'Hello there', { reasoningEffort: 'low' }],
  ['a list of stops', 'Hello there', { stop: ['a', 'b'] }],
  ['a long prompt', 'word '.repeat(400), {}],
  ['a long system message', 'Hello there', { system: 'word '.repeat(400) }],
  ['letters that triple', '狐 '.repeat(200), {}],
] as const)('%s means a POST', async (_what, prompt, options) => {
  const { method, body } = await sent(prompt, options)
  expect([method, body.messages.at(-1).content]).toEqual(['POST', prompt])
})

test('a URL of 2,000 characters is still a GET, one of 2,001 is not', async () => {
  const base = (await sent('a b')).url.length - 'a%20b'.length
  const prompt = `a ${'b'.repeat(2000 - base - 4)}`
  const fits = await sent(prompt)
  expect([fits.method, fits.url.length]).toEqual(['GET', 2000])
  expect((await sent(`${prompt}b`)).method).toBe('POST')
})

test('on gen a text always goes by POST', async () => {
  for (const prompt of ['Hello there', 'models', '50 %']) {
    expect((await sent(prompt, { apiKey: KEY })).method).toBe('POST')
    expect((await sent(prompt, { provider: pollinations(PROXY) })).method).toBe('POST')
  }
})

test('a drawn seed is a whole number in range, drawn for each call', async () => {
  const seeds = new Set<unknown>()
  for (const options of [{}, { apiKey: KEY }, { provider: pollinationsClassic() }]) {
    const { body, query } = await sent('Hello there', { ...options, seed: 'random' })
    const seed = Number(body ? body.seed : query.seed)
    expect(Number.isInteger(seed) && seed >= 0 && seed <= 2147483647).toBe(true)
    seeds.add(seed)
  }
  expect(seeds.size).toBe(3)
})

test('any text works, on each way', async () => {
  for (const prompt of ['שלום — مرحبا "x" \'y\' \\ / ? # & = +', '🏳️‍🌈\r\n\t雪', 'Z͑ͫ \u0000 \uffff']) {
    for (const options of [{}, { reasoningEffort: 'none' }, { apiKey: KEY }]) {
      const emulator = emulate()
      expect(await generateText(prompt, options)).not.toBe('')
      const { url, body } = emulator.requests[0] ?? { url: '', body: '' }
      const got = body ? JSON.parse(body).messages.at(-1).content : decodeURIComponent(new URL(url).pathname.slice(1))
      expect(got).toBe(prompt)
    }
  }
})

test.each([
  ['empty', ''],
  ['blank', ' \n\t'],
  ['missing', undefined],
  ['a number', 42],
  ['a list', ['Hello']],
  ['half of a surrogate pair', 'a \ud83e b'],
])('a prompt that is %s is invalid_prompt before any request', async (_what, prompt) => {
  const fetch = stub(chatReply())
  for (const apiKey of [undefined, KEY]) {
    const error = await failureOf(generateText(prompt as string, { apiKey, fetch }))
    expect([error.name, error.code, error.suggestion !== '']).toEqual(['ValidationError', 'invalid_prompt', true])
  }
  expect(fetch.asked).toEqual([])
})

test('a request over 20 MB is refused before it is sent: the hosts take no more', async () => {
  const fetch = stub(chatReply())
  const error = await failureOf(generateText('x'.repeat(21 * 1024 * 1024), { fetch }))
  expect([error.name, fetch.asked.length]).toEqual(['ValidationError', 0])
})
