import { describe, expect, test, vi } from 'vitest'
import { listModels, type ModelKind, pollinations, pollinationsClassic } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { GEN, IMAGE, KEY, PROXY, TEXT } from '../helpers/routes.ts'
import { findIn } from '../helpers/search.ts'
import { bodyOf, jsonReply, never, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const KINDS: readonly ModelKind[] = ['image', 'text', 'audio', 'video', 'embedding']
type Options = NonNullable<Parameters<typeof listModels>[1]>

async function sent(kind: ModelKind, options: Options = {}) {
  const fetch = stub(jsonReply(['a']))
  await listModels(kind, { ...options, fetch })
  const [asked] = fetch.asked
  return { url: asked?.url, method: asked?.method, headers: asked?.headers, body: asked?.body }
}

async function read(reply: Response, kind: ModelKind = 'image', options: Options = {}) {
  return listModels(kind, { maxRetries: 0, ...options, fetch: stub(reply) })
}

// ---- what goes over the wire

test.each([
  ['image', `${IMAGE}/models`, `${GEN}/image/models`],
  ['text', `${TEXT}/models`, `${GEN}/text/models`],
  ['audio', `${GEN}/audio/models`, `${GEN}/audio/models`],
  ['video', `${GEN}/video/models`, `${GEN}/video/models`],
  ['embedding', `${GEN}/embeddings/models`, `${GEN}/embeddings/models`],
] as const)('the list of %s models is a GET of %s, and with a key of %s', async (kind, keyless, keyed) => {
  expect(await sent(kind)).toEqual({ url: keyless, method: 'GET', headers: {}, body: undefined })
  const authorization = `Bearer ${KEY}`
  expect(await sent(kind, { apiKey: KEY })).toMatchObject({ url: keyed, method: 'GET', headers: { authorization } })
})

test('gen by name needs no key, since its lists are free', async () => {
  for (const kind of KINDS) {
    const { url, headers } = await sent(kind, { provider: pollinations() })
    expect(url).toBe(`${GEN}/${kind === 'embedding' ? 'embeddings' : kind}/models`)
    expect(headers).toEqual({})
  }
})

test('behind another base it is the same route, with the key if there is one', async () => {
  const provider = pollinations(PROXY)
  expect(await sent('video', { provider })).toMatchObject({ url: `${PROXY}/video/models`, headers: {} })
  expect((await sent('text', { provider, apiKey: KEY })).headers).toEqual({ authorization: `Bearer ${KEY}` })
})

test('the classic hosts by name get no key; a referrer goes to them alone', async () => {
  const provider = pollinationsClassic()
  const { events, onEvent } = listen()
  const options = { provider, apiKey: KEY, referrer: 'my site', onEvent }
  expect(await sent('image', options)).toMatchObject({ url: `${IMAGE}/models?referrer=my%20site`, headers: {} })
  expect(await sent('audio', options)).toMatchObject({ url: `${TEXT}/models?referrer=my%20site`, headers: {} })
  expect(only(events, 'ignored').map(({ option }) => option)).toEqual(['apiKey', 'apiKey'])
  const other = listen()
  expect((await sent('image', { apiKey: KEY, referrer: 'my site', onEvent: other.onEvent })).url).not.toContain('?')
  expect(only(other.events, 'ignored').map(({ option }) => option)).toEqual(['referrer'])
})

test('other places for the classic hosts are asked, each for its own list', async () => {
  const provider = pollinationsClassic({ image: 'https://i.example/x', text: 'https://t.example' })
  expect((await sent('image', { provider })).url).toBe('https://i.example/x/models')
  expect((await sent('text', { provider })).url).toBe('https://t.example/models')
})

// ---- results

test.each([
  ['image', ['flux', 'turbo', 'kontext', 'gptimage', 'zimage']],
  ['text', ['openai', 'openai-fast', 'deepseek', 'gemini', 'mistral', 'qwen-coder']],
  ['audio', ['tts', 'elevenlabs', 'whisper-large-v3']],
  ['video', ['veo', 'seedance']],
  ['embedding', ['openai-3-small', 'gemini-2']],
] as const)('the live list of %s models has their names or aliases', async (kind, names) => {
  emulate()
  for (const options of [{}, { apiKey: KEY }]) {
    const { items, live, ...rest } = await listModels(kind, options)
    expect([live, rest]).toEqual([true, {}])
    const all = items.flatMap(({ name, aliases }) => [name, ...aliases])
    expect(all).toEqual(expect.arrayContaining([...names]))
  }
})

test('gen lists films among its pictures; the list of image models has none', async () => {
  emulate()
  const { items } = await listModels('image', { apiKey: KEY })
  expect(items.length).toBeGreaterThan(3)
  expect(items.every(({ outputModalities }) => outputModalities?.includes('image'))).toBe(true)
})

test('the classic host lists those who speak among those who write; the list of audio models has only them', async () => {
  emulate()
  const { items, live } = await listModels('audio', { provider: pollinationsClassic() })
  expect([live, items.map(({ name }) => name)]).toEqual([true, ['openai-audio']])
  expect(items[0]?.voices).toContain('nova')
})

test('a model is told as far as the service tells, with its own entry as it came', async () => {
  const entry = {
    name: 'black-forest-labs/flux',
    aliases: ['flux', 7, ''],
    description: 'Quick',
    voices: ['a', { name: 'b' }, { id: 'c' }, null],
    input_modalities: ['text', 'image'],
    output_modalities: ['image'],
    pricing: { currency: 'pollen' },
  }
  const { items } = await read(jsonReply([entry]))
  expect(items).toEqual([
    {
      name: 'black-forest-labs/flux',
      aliases: ['flux'],
      description: 'Quick',
      voices: ['a', 'b', 'c'],
      inputModalities: ['text', 'image'],
      outputModalities: ['image'],
      raw: entry,
    },
  ])
})

test('what the service does not tell is not there', async () => {
  const entry = { name: 'flux', description: 7, voices: 'all', aliases: 'f', input_modalities: null }
  expect((await read(jsonReply([entry]))).items).toEqual([{ name: 'flux', aliases: [], raw: entry }])
})

test.each([
  ['texts', ['flux', 'turbo']],
  ['objects with names', [{ name: 'flux' }, { name: 'turbo' }]],
  ['objects with ids', [{ id: 'flux' }, { id: 'turbo' }]],
  ['a mix', ['flux', { id: 'turbo' }]],
  ['texts in data', { data: ['flux', 'turbo'] }],
  ['objects in data', { object: 'list', data: [{ id: 'flux' }, { name: 'turbo', id: 'x' }] }],
  ['some that are no models', ['flux', null, 7, '', {}, { name: 7 }, [], { name: 'turbo' }]],
])('%s are understood', async (_what, list) => {
  const { items, live } = await read(jsonReply(list))
  expect([live, items.map(({ name }) => name)]).toEqual([true, ['flux', 'turbo']])
})

test('an empty list is a list', async () => {
  expect(await read(jsonReply([]))).toEqual({ items: [], live: true })
  expect(await read(jsonReply({ data: [] }))).toEqual({ items: [], live: true })
})

// ---- the built-in list

test.each([
  ['a page', new Response('<html><title>Gone</title>'), 'unexpected_content'],
  ['nothing', new Response(''), 'empty'],
  ['a text', jsonReply('"models"'), 'unexpected_content'],
  ['a number', jsonReply('7'), 'unexpected_content'],
  ['null', jsonReply('null'), 'unexpected_content'],
  ['an object', jsonReply({ models: ['flux'] }), 'unexpected_content'],
  ['data that is no list', jsonReply({ data: { flux: {} } }), 'unexpected_content'],
  ['a list without a model', jsonReply([1, null, {}]), 'unexpected_content'],
  ['an error in a 200', jsonReply({ error: { message: 'gone' } }), 'upstream'],
  ['no body', new Response(null, { status: 204 }), 'empty'],
  ['a bad key', jsonReply({ error: { message: 'bad key' } }, 401), 'invalid_key'],
  ['a ban', jsonReply({ error: { message: 'no' } }, 403), 'forbidden'],
  ['a rate limit', jsonReply({ error: 'slow down' }, 429, { 'retry-after': '90' }), 'rate_limit'],
  ['a missing route', new Response('Not Found', { status: 404 }), 'not_found'],
  ['an outage', new Response('error code: 1033', { status: 530 }), 'upstream'],
])('for %s there is the built-in list, with the error', async (_what, reply, code) => {
  const { items, live, error } = await read(reply, 'image', { apiKey: KEY })
  expect([live, error?.code]).toEqual([false, code])
  expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['flux', 'kontext', 'turbo', 'gptimage']))
})

test.each([
  ['no connection', () => Promise.reject(new TypeError('fetch failed')), 'network'],
  ['no answer in time', never, 'timeout'],
  ['a body that falls silent', () => new Response(new ReadableStream({ pull: never })), 'stalled'],
  ['a body that breaks off', () => new Response(bodyOf(['["fl', new Error('reset')])), 'network'],
])('for %s too', async (_what, reply, code) => {
  const options = { maxRetries: 0, timeout: 30, stallTimeout: 20, fetch: stub(reply) }
  const { items, live, error } = await listModels('text', options)
  expect([live, error?.code]).toEqual([false, code])
  expect(items.map(({ name }) => name)).toContain('openai')
})

test('the built-in lists hold the names of the Python SDK and those that the types know, once each', async () => {
  const names = async (kind: ModelKind) => {
    const { items, live } = await read(new Response('no', { status: 400 }), kind)
    expect(live).toBe(false)
    const found = items.map(({ name }) => name)
    expect(new Set(found).size).toBe(found.length)
    return found
  }
  expect(await names('image')).toEqual(expect.arrayContaining(['flux', 'kontext', 'turbo', 'gptimage', 'zimage']))
  expect(await names('text')).toEqual(
    expect.arrayContaining(['deepseek', 'gemini', 'mistral', 'openai', 'openai-fast', 'qwen-coder']),
  )
  expect(await names('audio')).toEqual(expect.arrayContaining(['openai-audio', 'whisper-large-v3']))
  expect(await names('video')).toContain('veo')
  expect((await names('embedding')).length).toBeGreaterThan(0)
})

test('the built-in list is another one for each call, so that changing it changes nothing', async () => {
  const refused = () => read(new Response('no', { status: 400 }), 'audio')
  const first = await refused()
  for (const item of first.items.splice(1)) item.voices?.splice(0)
  first.items[0]?.voices?.splice(0)
  const second = await refused()
  expect(second.items.length).toBeGreaterThan(1)
  expect(second.items[0]?.voices?.length).toBeGreaterThan(5)
})

test('it is tried again first, like any call', async () => {
  const fetch = stub(new Response('no', { status: 503 }), jsonReply(['flux']))
  expect(await listModels('image', { fetch, retryDelay: () => 0 })).toMatchObject({ live: true })
  const gone = stub(new Response('no', { status: 503 }))
  const { live, error } = await listModels('image', { fetch: gone, retryDelay: () => 0 })
  expect([live, error?.context.attempts, gone.asked.length]).toEqual([false, 4, 4])
})

// ---- what is thrown all the same

test('bad input is thrown, before any request', async () => {
  const fetch = stub(jsonReply(['a']))
  for (const kind of ['images', '', 'toString', undefined, null, 7, {}]) {
    const error = await failureOf(listModels(kind as ModelKind, { fetch }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
    expect(error.message).toBe('kind must be one of image, text, audio, video, embedding.')
  }
  const calls = [{ timeout: -1 }, { maxRetries: 0.5 }, { signal: {} }, { headers: { 'a b': '' } }, { provider: {} }]
  for (const options of [null, 7, ...calls.map((options) => ({ fetch, ...options }))]) {
    const error = await failureOf(listModels('image', options as Options))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  }
  expect(fetch.asked).toEqual([])
})

test('a provider without such a list is refused before any request', async () => {
  const fetch = stub(jsonReply(['a']))
  const worker = { kind: 'flux-worker', url: 'https://flux.example' }
  const cases = [
    ['video', pollinationsClassic()],
    ['embedding', pollinationsClassic()],
    ['image', worker],
    ['audio', worker],
  ] as const
  for (const [kind, provider] of cases) {
    const error = await failureOf(listModels(kind, { fetch, provider: provider as Options['provider'] }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  }
  expect(fetch.asked).toEqual([])
})

describe('the key', () => {
  test('that is blank or cannot be one is an error, before any request', async () => {
    const fetch = stub(jsonReply(['a']))
    for (const apiKey of ['', '  ', () => '']) {
      const error = await failureOf(listModels('image', { fetch, apiKey }))
      expect([error.name, error.code]).toEqual(['AuthenticationError', 'missing_key'])
    }
    expect((await failureOf(listModels('image', { fetch, apiKey: 'sk_a\nb' }))).code).toBe('invalid_key')
    expect(fetch.asked).toEqual([])
  })

  test('stands in no result and no event, even if the service echoes it', async () => {
    const { events, onEvent } = listen()
    const fetch = stub(jsonReply([{ name: `model-${KEY}`, description: KEY, aliases: [KEY], odd: { [KEY]: KEY } }]))
    const good = await listModels('image', { apiKey: KEY, fetch, onEvent })
    const refusal = stub(jsonReply({ error: { message: `bad ${KEY}` } }, 401))
    const bad = await listModels('image', { apiKey: KEY, fetch: refusal, onEvent })
    expect(findIn([good, bad, events], KEY)).toEqual([])
    expect(bad.live).toBe(false)
  })
})

test('already aborted: the reason itself, and no request', async () => {
  const fetch = stub(jsonReply(['a']))
  const reason = new Error('enough')
  for (const kind of KINDS) {
    expect(await rejectionOf(listModels(kind, { fetch, signal: AbortSignal.abort(reason) }))).toBe(reason)
  }
  expect(fetch.asked).toEqual([])
})

test('an abort at any point is thrown, and never answered with the built-in list', async () => {
  const reason = new Error('enough')
  const replies = [
    never,
    () => new Response(bodyOf(['["fl', never()])),
    // While it waits to try again.
    new Response('no', { status: 503 }),
  ]
  for (const reply of replies) {
    const controller = new AbortController()
    const fetch = stub(reply)
    const pending = rejectionOf(listModels('image', { fetch, signal: controller.signal }))
    await vi.waitFor(() => expect(fetch.asked).toHaveLength(1))
    await new Promise((resolve) => setTimeout(resolve, 10))
    controller.abort(reason)
    expect(await pending).toBe(reason)
    expect(fetch.asked).toHaveLength(1)
  }
})
