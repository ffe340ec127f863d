import { expect, test } from 'vitest'
import {
  type CallOptions,
  chat,
  embed,
  generateImage,
  generateText,
  imageUrl,
  mapConcurrent,
  pollinationsClassic,
  sdxlWorker,
  streamObject,
  transcribe,
  withDefaults,
} from '../../src/index.ts'
import { createEmulator } from '../../src/testing/index.ts'
import { failureOf } from '../unit/helpers/failure.ts'
import { jsonReply } from '../unit/helpers/stub.ts'
import { KEY } from './routes.ts'

// What random values brought to light, most of it with FUZZ_SEED=1 FUZZ_RUNS=4 on the sources of that day.

/** JSON can hold it, and no text can be made of it. */
const TEXTLESS = { toString: 1, valueOf: 1 }
const user = [{ role: 'user', content: 'Hello' }] as const
const sound = new Blob([new Uint8Array([1])], { type: 'audio/wav' })
const answering = (value: unknown, status = 200): CallOptions => ({
  apiKey: KEY,
  maxRetries: 0,
  fetch: async () => jsonReply(value, status),
})
const as = (options: CallOptions): object => options

test('a status, a code or a wait of which no text can be made does not look like a broken connection', async () => {
  const error = { error: { code: TEXTLESS, details: { fieldErrors: { a: [TEXTLESS] } } }, status: TEXTLESS }
  expect(await failureOf(chat(user, as(answering(error))))).toMatchObject({ code: 'upstream' })
  expect(await failureOf(embed('a', as(answering(error))))).toMatchObject({ code: 'upstream' })
  expect(await failureOf(transcribe(sound, as(answering(error))))).toMatchObject({ code: 'upstream' })
  expect(await failureOf(generateImage('100 % fox', as(answering(error))))).toMatchObject({ code: 'upstream' })
  expect(await failureOf(chat(user, as(answering(error, 401))))).toMatchObject({ code: 'invalid_key' })
  const wait = { error: 'no', retryAfterSeconds: TEXTLESS }
  expect(await failureOf(chat(user, as(answering(wait, 429))))).toMatchObject({ code: 'rate_limit' })
})

test('a picture whose base64 is no text is no picture', async () => {
  for (const b64_json of [TEXTLESS, 1234, ['AAAA']]) {
    const error = await failureOf(generateImage('100 % fox', as(answering({ data: [{ b64_json }] }))))
    expect(error).toMatchObject({ code: 'unexpected_content' })
  }
})

test('a segment of which no text can be made is a segment all the same', async () => {
  const { segments } = await transcribe(
    sound,
    as(answering({ text: 'Hi', segments: [{ start: 0, end: 1, text: TEXTLESS }] })),
  )
  expect(segments).toEqual([{ start: 0, end: 1, text: '{"toString":1,"valueOf":1}' }])
})

test('JSON that is deeper than the stack is an answer like any other', async () => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
  const fetch = async () => new Response(deep, { headers: { 'content-type': 'application/octet-stream' } })
  const stream = streamObject('Hello', { schema: { type: 'object' }, provider: pollinationsClassic(), fetch })
  await expect(stream.result()).resolves.toMatchObject({ text: deep })
  for await (const _ of streamObject('Hello there', { schema: { type: 'object' }, apiKey: KEY, fetch }));
  const error = async () => new Response(`{"error":${deep}}`, { status: 400 })
  expect(await failureOf(chat(user, { apiKey: KEY, fetch: error }))).toMatchObject({ code: 'bad_request' })
  const call = `{"id":"1","function":{"name":"a","arguments":${deep}}}`
  const calls = async () => new Response(`{"choices":[{"message":{"tool_calls":[${call}]},"finish_reason":"stop"}]}`)
  expect((await chat(user, { apiKey: KEY, fetch: calls })).toolCalls).toHaveLength(1)
})

test('options that only look right are refused as options', async () => {
  const fetch = createEmulator()
  const odd = async (options: object) => failureOf(generateText('Hello there', { fetch, ...options }))
  expect(await odd({ signal: { addEventListener: 5 } })).toMatchObject({ code: 'invalid_option' })
  expect(await odd({ limiter: { acquire: 5 } })).toMatchObject({ code: 'invalid_option' })
  for (const headers of [[null], [5], [[Symbol('a'), 'b']], ['ab']]) {
    expect(await odd({ headers })).toMatchObject({ code: 'invalid_option' })
  }
  for (const value of [Symbol('low'), [Symbol('low')], Object.create(null), ['low']]) {
    const quality = value as 'low'
    expect(await failureOf(generateImage('a fox', { quality, fetch }))).toMatchObject({ code: 'invalid_option' })
    const format = value as 'text'
    expect(await failureOf(transcribe(sound, { format, fetch }))).toMatchObject({ code: 'invalid_option' })
    const publishableKey = value as never
    expect(() => imageUrl('a fox', { publishableKey })).toThrow('publishableKey must be')
    const signal = { addEventListener: value } as never
    await expect(mapConcurrent([1], () => 1, { signal })).rejects.toMatchObject({ code: 'invalid_option' })
  }
  const provider = { kind: 'custom' } as never
  expect(await failureOf(generateImage('a fox', { provider, fetch }))).toMatchObject({ code: 'invalid_option' })
  const ai = withDefaults({ headers: null as never, fetch }, { generateText })
  expect(await failureOf(ai.generateText('Hello there'))).toMatchObject({ code: 'invalid_option' })
  expect(fetch.requests).toHaveLength(0)
  expect(await ai.generateText('Hello there', { headers: {} })).not.toBe('')
})

test('a key of which no text can be made is no key', async () => {
  const fetch = createEmulator()
  for (const key of [Symbol('a'), TEXTLESS, Object.create(null), 5]) {
    const apiKey = () => key as string
    expect(await failureOf(chat(user, { apiKey, fetch }))).toMatchObject({ code: 'invalid_key' })
    const provider = sdxlWorker('https://w.example', { apiKey: key as string })
    expect(await failureOf(generateImage('a fox', { provider, fetch }))).toMatchObject({ code: 'invalid_key' })
  }
  for (const key of [null, undefined, '', ' ']) {
    expect(await failureOf(chat(user, { apiKey: () => key as string, fetch }))).toMatchObject({ code: 'missing_key' })
  }
  expect(fetch.requests).toHaveLength(0)
})

test('the emulator answers a model of any name', async () => {
  const fetch = createEmulator()
  for (const model of ['\0', '\ud800', '蜂']) {
    expect((await transcribe(sound, { model, apiKey: KEY, fetch })).text).not.toBe('')
  }
})
