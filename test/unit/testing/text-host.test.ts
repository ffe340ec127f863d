import { expect, test } from 'vitest'
import { createEmulator } from '../../../src/testing/index.ts'
import { bytesOf, post, TEXT, user } from './ask.ts'
import { decodeWav, joinDeltas, readChunks, readEvents } from './decode.ts'

const fetch = createEmulator()

test('GET gives plain text made from the prompt, with letters outside ASCII', async () => {
  const response = await fetch(`${TEXT}/why%20do%20bees%20hum%3F`)
  const text = await response.text()
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
  expect(text).toContain('“why do bees hum?” —')
  expect(text).toMatch(/\p{Emoji_Presentation}/u)
  expect(response.headers.get('x-model-used')).toBe('openai-fast')
  expect(response.headers.get('x-usage-total-tokens')).toMatch(/^\d+$/)
  expect(response.headers.get('cache-control')).toContain('immutable')
})

test('the words change with the prompt, seed, model, system and salt, and with nothing else', async () => {
  const ask = async (path: string, seed = 0) => (await createEmulator({ seed })(`${TEXT}/${path}`)).text()
  const first = await ask('bees?seed=1&model=openai')
  expect(await ask('bees?seed=1&model=openai&private=true')).toBe(first)
  for (const other of [
    'wasps?seed=1&model=openai',
    'bees?seed=2&model=openai',
    'bees?seed=1&model=mistral',
    'bees?seed=1&model=openai&system=rhyme',
  ]) {
    expect(await ask(other)).not.toBe(first)
  }
  expect(await ask('bees?seed=1&model=openai', 5)).not.toBe(first)
})

test('stream=true gives at least twenty pieces in the order of the service, by GET and by POST alike', async () => {
  const plain = await (await fetch(`${TEXT}/bees`)).text()
  const got = await fetch(`${TEXT}/bees?stream=true`)
  const stream = await got.text()
  const posted = await (await post(fetch, `${TEXT}/openai`, user('bees', { stream: true }))).text()
  expect(got.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(posted).toBe(stream)
  const chunks = readChunks(stream)
  expect(chunks[0]?.choices[0]).toEqual({ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null })
  expect(chunks.filter((chunk) => chunk.choices[0]?.delta.content).length).toBeGreaterThanOrEqual(20)
  expect(joinDeltas(chunks, 'content')).toBe(plain)
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } })
  expect(readEvents(stream).at(-1)).toBe('[DONE]')
})

test.each(['/openai', '/openai/chat/completions', '/v1/chat/completions'])(
  'POST %s gives the JSON of OpenAI',
  async (path) => {
    const response = await post(fetch, TEXT + path, user('bees'))
    const body = await response.json()
    expect(body).toMatchObject({
      object: 'chat.completion',
      model: 'openai-fast',
      choices: [{ index: 0, message: { role: 'assistant' }, finish_reason: 'stop' }],
    })
    expect(body.id).toMatch(/^pllns_[0-9a-f]{32}$/)
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens)
  },
)

test('POST / gives plain text, and the body wins over the query', async () => {
  const response = await post(fetch, `${TEXT}/?model=mistral&seed=1`, user('bees', { model: 'openai' }))
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(response.headers.get('x-model-used')).toBe('openai')
})

test('json=true gives a JSON object', async () => {
  const value = await (await fetch(`${TEXT}/bees?json=true`)).json()
  expect(value).toMatchObject({ prompt: 'bees', answer: expect.any(String) })
})

test.each([
  ['a body without messages', '/openai', {}],
  ['empty messages', '/', { messages: [] }],
  ['a body that is no JSON', '/openai', '{"messages"'],
])('%s is 400 with the notice and the way to migrate', async (_name, path, body) => {
  const response = await post(fetch, TEXT + path, body)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    error: expect.any(String),
    status: 400,
    deprecation_notice: expect.any(String),
    migration: { signup: expect.any(String) },
  })
})

test.each([
  ['token in the query', '/bees?token=x', undefined, 'plain'],
  ['token in the body', '/openai', user('bees', { token: 'x' }), 'json'],
  ['token in a streamed body', '/openai', user('bees', { token: 'x', stream: true }), 'events'],
])('a %s gets the deprecation notice as a 200 that costs nothing', async (_name, path, body, form) => {
  const response = body ? await post(fetch, TEXT + path, body) : await fetch(TEXT + path)
  const text = await response.text()
  expect(response.status).toBe(200)
  const chunks = form === 'events' ? readChunks(text) : []
  const said =
    form === 'plain'
      ? text
      : form === 'json'
        ? JSON.parse(text).choices[0].message.content
        : joinDeltas(chunks, 'content')
  expect(said).toMatch(/^⚠️ \*\*IMPORTANT NOTICE\*\* ⚠️/)
  expect(said).toContain('https://enter.pollinations.ai')
  if (form === 'json') expect(JSON.parse(text).usage).toMatchObject({ prompt_tokens: 0, total_tokens: 0 })
  if (form === 'plain') expect(response.headers.get('cache-control')).toContain('immutable')
})

test('an Authorization header gets the notice too', async () => {
  const response = await fetch(`${TEXT}/bees`, { headers: { authorization: 'Bearer sk_x' } })
  expect(await response.text()).toContain('IMPORTANT NOTICE')
})

test('the audio model speaks by GET', async () => {
  const response = await fetch(`${TEXT}/hello%20bees?model=openai-audio&voice=nova`)
  expect(response.headers.get('content-type')).toBe('audio/wav')
  expect(decodeWav(await bytesOf(response)).seconds).toBeGreaterThan(0.2)
})

test('the models are objects, those of /openai/models a list in the words of OpenAI', async () => {
  const models = await (await fetch(`${TEXT}/models`)).json()
  expect(models).toContainEqual(
    expect.objectContaining({
      name: 'openai',
      aliases: expect.any(Array),
      tier: 'anonymous',
      vision: true,
      audio: false,
    }),
  )
  const { object, data } = await (await fetch(`${TEXT}/openai/models`)).json()
  expect(object).toBe('list')
  expect(data).toContainEqual({
    id: 'openai',
    object: 'model',
    created: expect.any(Number),
    owned_by: expect.any(String),
  })
})

test('GET / is the guide, and an unknown POST is 404 in the shape of the host', async () => {
  expect(await (await fetch(`${TEXT}/`)).text()).toContain('https://gen.pollinations.ai')
  const response = await post(fetch, `${TEXT}/nothing`, {})
  expect([response.status, await response.json()]).toEqual([
    404,
    expect.objectContaining({ error: 'Not Found', status: 404 }),
  ])
})

test('a preflight reflects the headers that are asked for', async () => {
  const headers = { 'access-control-request-headers': 'content-type,x-other' }
  const response = await fetch(`${TEXT}/openai`, { method: 'OPTIONS', headers })
  expect(response.headers.get('access-control-allow-headers')).toBe('content-type,x-other')
  expect(response.headers.get('access-control-allow-methods')).toContain('POST')
  expect(response.headers.get('access-control-expose-headers')).toContain('Payment-Required')
})
