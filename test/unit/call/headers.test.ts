import { expect, test } from 'vitest'
import {
  type CustomImageProvider,
  chat,
  generateImage,
  type HeadersLike,
  type Plan,
  withDefaults,
} from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { HOSTS, KEY } from '../helpers/routes.ts'
import { chatReply, pictureReply, stub } from '../helpers/stub.ts'

const user = [{ role: 'user', content: 'Hello' }] as const
const forms: Record<string, (pairs: [string, string][]) => HeadersLike> = {
  'an object': (pairs) => Object.fromEntries(pairs),
  pairs: (pairs) => pairs,
  Headers: (pairs) => new Headers(pairs),
}

test.each(Object.keys(forms))('headers given as %s go out with the request', async (form) => {
  const headers = forms[form]?.([
    ['X-App', 'blossom'],
    ['x-second', 'gärten'],
  ])
  for (const { run } of HOSTS) {
    const fetch = stub(pictureReply())
    await run({ headers, fetch, maxRetries: 0 }).catch(() => {})
    expect(fetch.asked[0]?.headers).toMatchObject({ 'x-app': 'blossom', 'x-second': 'gärten' })
  }
})

test.each(Object.keys(forms))(
  "headers given as %s win over the call's own, whatever the case of their letters",
  async (form) => {
    const fetch = stub(chatReply())
    await chat(user, { headers: forms[form]?.([['CONTENT-Type', 'application/json; charset=utf-8']]), fetch })
    expect(fetch.asked[0]?.headers['content-type']).toBe('application/json; charset=utf-8')
  },
)

const bad: [string, unknown][] = [
  ['a value with a line break', { 'x-app': 'a\r\nx-evil: 1' }],
  ['a value with a line feed', [['x-app', 'a\nb']]],
  ['a value with a NUL', { 'x-app': 'a\0b' }],
  ['a value in Cyrillic', { 'x-app': 'привет' }],
  ['a value with an emoji', [['x-app', '🌸']]],
  ['a name with a line break', { 'x-app\r\nx-evil': 'a' }],
  ['a name with a blank', { 'x app': 'a' }],
  ['a name with a colon', { 'x-app:': 'a' }],
  ['a name in Cyrillic', { имя: 'a' }],
  ['an empty name', { '': 'a' }],
  ['a value that is a number', { 'x-app': 7 }],
  ['a value of null', { 'x-app': null }],
  ['a pair that is none', [['x-app']]],
]
test.each(bad)('%s is invalid_option before any request', async (_what, headers) => {
  for (const { run } of HOSTS) {
    const fetch = stub(chatReply())
    const error = await failureOf(run({ headers: headers as HeadersLike, fetch }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
    expect(error.message).not.toMatch(/[\r\n\0]/)
    expect(error.suggestion).not.toBe('')
    expect(fetch.asked).toEqual([])
  }
})

test.each([5, null, true, () => ({})])('headers that are %s are invalid_option before any request', async (headers) => {
  const fetch = stub(chatReply())
  const error = await failureOf(chat(user, { headers: headers as never, fetch }))
  expect([error.code, error.message.includes('headers'), fetch.asked.length]).toEqual(['invalid_option', true, 0])
})

test('headers that are a text are invalid_option before any request', async () => {
  const fetch = stub(chatReply())
  const error = await failureOf(chat(user, { headers: 'x-app: 1' as never, fetch }))
  expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  expect(fetch.asked).toEqual([])
})

test('an id for the request that no header can hold is invalid_option before any request', async () => {
  for (const requestId of ['a\r\nb', 'привет', '🌸', 'a\0']) {
    for (const { run } of HOSTS.filter(({ host }) => host === 'gen')) {
      const fetch = stub(chatReply())
      const error = await failureOf(run({ requestId, fetch, maxRetries: 0 }))
      expect([error.name, error.code], JSON.stringify(requestId)).toEqual(['ValidationError', 'invalid_option'])
      expect(fetch.asked).toEqual([])
    }
  }
})

function planned(plan: Partial<Plan>): CustomImageProvider {
  return { kind: 'custom', planImage: () => ({ url: 'https://own.example/', method: 'GET', ...plan }) }
}

test("a custom plan's own headers go out, below the caller's, whatever the case of their letters", async () => {
  const provider = planned({
    headers: { 'X-Own': '1', 'X-App': 'plan', 'Content-Type': 'text/plain' },
    method: 'POST',
    body: 'a fox',
  })
  const fetch = stub(pictureReply())
  await generateImage('a fox', { provider, headers: { 'x-app': 'caller' }, fetch })
  expect(fetch.asked[0]?.headers).toEqual({ 'x-own': '1', 'x-app': 'caller', 'content-type': 'text/plain' })
})

test('the key of the call wins over an Authorization of the plan, and they are not joined', async () => {
  const provider = planned({ headers: { Authorization: 'Bearer from-plan' }, auth: true })
  const fetch = stub(pictureReply())
  await generateImage('a fox', { provider, apiKey: KEY, fetch })
  expect(fetch.asked[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
})

test('headers of a custom plan that no header can hold are a typed error before any request', async () => {
  for (const headers of [{ 'x-own': 'a\r\nb' }, { 'x own': 'a' }, { 'x-own': 'привет' }]) {
    const fetch = stub(pictureReply())
    const error = await failureOf(generateImage('a fox', { provider: planned({ headers }), fetch, maxRetries: 0 }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
    expect(fetch.asked).toEqual([])
  }
})

test('the given headers are not changed', async () => {
  const headers = Object.freeze({ 'X-App': 'blossom' })
  const pairs = Object.freeze([Object.freeze(['X-App', 'blossom'] as const)])
  const ai = withDefaults({ headers }, { chat })
  await ai.chat(user, { headers: pairs, fetch: stub(chatReply()) })
  expect([headers, pairs]).toEqual([{ 'X-App': 'blossom' }, [['X-App', 'blossom']]])
})
