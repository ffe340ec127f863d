import { expect, test } from 'vitest'
import { type EmbedOptions, embed, pollinations } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { GEN, KEY, PROXY } from '../helpers/routes.ts'
import { jsonReply, never, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const key = { apiKey: KEY, maxRetries: 0 }
const base64 = (...numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer).toString('base64')
const vectors = (embeddings: unknown[], more: object = {}) =>
  jsonReply({ object: 'list', data: embeddings.map((embedding, index) => ({ index, embedding })), ...more })

async function sent(input: string | string[], options: EmbedOptions = {}) {
  const fetch = stub(vectors([input].flat().map(() => [1])))
  await embed(input, { ...key, ...options, fetch })
  const { method, url, headers, body } = fetch.asked[0] ?? {}
  return { method, url, headers, body: JSON.parse(body as string) }
}

test('one text goes as a text and a list as a list, and base64 is asked for', async () => {
  const { method, url, headers, body } = await sent('bees')
  expect([method, url]).toEqual(['POST', `${GEN}/v1/embeddings`])
  expect(headers).toEqual({ 'content-type': 'application/json', authorization: `Bearer ${KEY}` })
  expect(body).toEqual({ input: 'bees', encoding_format: 'base64' })
  expect((await sent(['bees', '100 % "ä"'])).body.input).toEqual(['bees', '100 % "ä"'])
  expect((await sent(Array(32).fill('a'))).body.input).toHaveLength(32)
})

test('each option has its field', async () => {
  const { body } = await sent('bees', { model: 'gemini-2', dimensions: 256 })
  expect(body).toEqual({ input: 'bees', model: 'gemini-2', dimensions: 256, encoding_format: 'base64' })
  expect((await sent('bees', { provider: pollinations(PROXY) })).url).toBe(`${PROXY}/v1/embeddings`)
})

test('the vectors are floats, one for each text in their order, with usage and model', async () => {
  emulate()
  const { onEvent, events } = listen()
  const { embeddings, model, usage, requestId } = await embed(['bees', 'cars'], { ...key, dimensions: 128, onEvent })
  expect(embeddings.map((vector) => [vector instanceof Float32Array, vector.length])).toEqual([
    [true, 128],
    [true, 128],
  ])
  expect(embeddings[0]).not.toEqual(embeddings[1])
  expect(model).toBe('openai-3-small')
  expect(usage).toEqual({ inputTokens: 2, outputTokens: 0, totalTokens: 2 })
  expect(requestId.length).toBeGreaterThan(8)
  expect(only(events, 'done')[0]?.usage).toEqual(usage)
  const [cars] = (await embed('cars', { ...key, dimensions: 128 })).embeddings
  expect(cars).toEqual(embeddings[1])
})

test('base64 and written numbers give the same vectors', async () => {
  const text = base64(0.5, -2, 3.25)
  const url64 = Buffer.from(text, 'base64').toString('base64url')
  for (const embedding of [text, url64, `data:application/octet-stream;base64,${text}`, [0.5, -2, 3.25]]) {
    const { embeddings } = await embed('bees', { ...key, fetch: stub(vectors([embedding])) })
    expect(embeddings).toEqual([Float32Array.of(0.5, -2, 3.25)])
  }
})

test('the index of each vector counts, not its place', async () => {
  const data = [
    { index: 1, embedding: [2] },
    { index: 0, embedding: [1] },
  ]
  const { embeddings } = await embed(['a', 'b'], { ...key, fetch: stub(jsonReply({ data })) })
  expect(embeddings).toEqual([Float32Array.of(1), Float32Array.of(2)])
  const placed = stub(jsonReply({ data: [{ embedding: [1] }, { embedding: [2] }] }))
  expect((await embed(['a', 'b'], { ...key, fetch: placed })).embeddings[1]).toEqual(Float32Array.of(2))
})

test('the model is the one that the service says, else the one asked for, else unnamed', async () => {
  const model = async (options: EmbedOptions, more?: object) =>
    (await embed('a', { ...key, ...options, fetch: stub(vectors([[1]], more)) })).model
  expect(await model({ model: 'openai-3-small' }, { model: 'openai/text-embedding-3-small' })).toBe(
    'openai/text-embedding-3-small',
  )
  expect([await model({ model: 'gemini-2' }), await model({})]).toEqual(['gemini-2', ''])
  expect(await embed('a', { ...key, fetch: stub(vectors([[1]])) })).not.toHaveProperty('usage')
})

test.each([
  ['nothing', new Response(''), 'empty'],
  ['no JSON', new Response('hello'), 'unexpected_content'],
  ['no list', jsonReply({ data: {} }), 'unexpected_content'],
  ['an empty list', vectors([]), 'unexpected_content'],
  ['one vector for two texts', vectors([[1]]), 'unexpected_content'],
  ['three vectors for two texts', vectors([[1], [2], [3]]), 'unexpected_content'],
  [
    'the same index twice',
    jsonReply({
      data: [
        { index: 0, embedding: [1] },
        { index: 0, embedding: [2] },
      ],
    }),
    'unexpected_content',
  ],
  [
    'an index that is none',
    jsonReply({
      data: [
        { index: -1, embedding: [1] },
        { index: 0.5, embedding: [2] },
      ],
    }),
    'unexpected_content',
  ],
  ['an empty vector', vectors([[1], []]), 'unexpected_content'],
  ['an empty base64', vectors([[1], '']), 'unexpected_content'],
  ['half a number', vectors([[1], btoa('abcde')]), 'unexpected_content'],
  ['broken base64', vectors([[1], '%%%']), 'unexpected_content'],
  ['numbers that are texts', vectors([[1], ['2']]), 'unexpected_content'],
  ['null', jsonReply({ data: [null, null] }), 'unexpected_content'],
  ['an error in a 200', jsonReply({ error: { message: 'gone' } }), 'upstream'],
])('an answer with %s is a typed error', async (_what, reply, code) => {
  const error = await failureOf(embed(['a', 'b'], { ...key, fetch: stub(reply) }))
  expect([error.name, error.code]).toEqual(['APIError', code])
})

test('what is no text or list of 1 to 32 texts is refused before any request', async () => {
  const fetch = stub(vectors([[1]]))
  for (const input of [
    '',
    ' ',
    [],
    Array(33).fill('a'),
    ['a', ''],
    ['a', 7],
    undefined,
    null,
    7,
    {},
    ['\ud800'],
    [['a']],
  ]) {
    const error = await failureOf(embed(input as string, { ...key, fetch }))
    expect([error.name, error.code], JSON.stringify(input)).toEqual(['ValidationError', 'invalid_prompt'])
  }
  expect(fetch.asked).toEqual([])
})

test('the service’s refusal of the dimensions is told with the field', async () => {
  emulate()
  const error = await failureOf(embed('bees', { ...key, dimensions: 64 }))
  expect([error.code, error.status]).toEqual(['bad_request', 400])
  expect(error.message).toContain('dimensions: Expected a number from 128 to 4096')
})

test('an unknown model has the nearest known one suggested', async () => {
  const fetch = stub(jsonReply({ status: 400, error: { message: 'Invalid model' } }, 400))
  const error = await failureOf(embed('bees', { ...key, model: 'openai-3-smal', fetch }))
  expect(error.suggestion).toBe('The nearest known model is openai-3-small.')
})

test('a timeout is followed by the identical request', async () => {
  const fetch = stub(never, vectors([[1]]))
  await embed('bees', { apiKey: KEY, fetch, timeout: 30, retryDelay: () => 0 })
  expect(fetch.asked.map(({ body }) => body)).toEqual([fetch.asked[0]?.body, fetch.asked[0]?.body])
})
