import { expect, test, vi } from 'vitest'
import {
  type CustomImageProvider,
  chat,
  generateImage,
  generateText,
  type Plan,
  pollinations,
  pollinationsClassic,
} from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { KEY, own, ROUTES } from '../helpers/routes.ts'
import { chatReply, pictureReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const user = [{ role: 'user', content: 'Hello' }] as const

test.each(ROUTES)('$name carries the key in Authorization and nowhere else, or not at all', async ({ keyed, run }) => {
  const emulator = emulate()
  await run()
  const [request] = emulator.requests
  expect(request?.headers.authorization).toBe(keyed ? `Bearer ${KEY}` : undefined)
  const rest = { ...request, headers: { ...request?.headers, authorization: '' } }
  expect(JSON.stringify(rest)).not.toContain(KEY)
})

test.each([
  [
    'an image',
    () => generateImage('a fox', { apiKey: KEY, provider: pollinationsClassic(), onEvent, width: 8, height: 8 }),
  ],
  ['a text', () => generateText('Hello there', { apiKey: KEY, provider: pollinationsClassic(), onEvent })],
  ['a chat', () => chat(user, { apiKey: KEY, provider: pollinationsClassic(), onEvent })],
  [
    "a gen base that is a classic host's",
    () => chat(user, { apiKey: KEY, provider: pollinations('https://text.pollinations.ai'), onEvent }),
  ],
  [
    'a custom plan for a classic host',
    () =>
      generateImage('a fox', {
        apiKey: KEY,
        provider: planned({
          url: 'https://image.pollinations.ai/prompt/a?width=8&height=8',
          method: 'GET',
          auth: true,
        }),
        onEvent,
      }),
  ],
])('the key never goes to a classic host, and an event says so: %s', async (_name, call) => {
  events.length = 0
  const emulator = emulate()
  await call().catch(() => {})
  expect(emulator.requests).toHaveLength(1)
  expect(JSON.stringify(emulator.requests)).not.toContain(KEY)
  expect(only(events, 'ignored').map(({ option }) => option)).toEqual(['apiKey'])
})
const { events, onEvent } = listen()
function planned(plan: Plan): CustomImageProvider {
  return { kind: 'custom', planImage: () => plan }
}

test.each([
  'HTTPS://IMAGE.Pollinations.AI/a',
  'https://text.pollinations.ai:443/a',
  'https://image.pollinations.ai./a',
  'http://text.pollinations.ai',
])('a classic host is known under any spelling: %s', async (url) => {
  const fetch = stub(pictureReply())
  await generateImage('a fox', { apiKey: KEY, provider: planned({ url, method: 'GET', auth: true }), fetch })
  expect(fetch.asked.map(({ headers }) => headers)).toEqual([{}])
})

test('a function for a key is not even asked where no key may go', async () => {
  emulate()
  const apiKey = vi.fn(() => KEY)
  await chat(user, { apiKey, provider: pollinationsClassic() })
  expect(apiKey).not.toHaveBeenCalled()
})

test('a custom plan gets the key with `auth: true` only', async () => {
  for (const [auth, sent] of [
    [true, `Bearer ${KEY}`],
    [false, undefined],
    [undefined, undefined],
  ] as const) {
    const fetch = stub(pictureReply())
    const plan = { url: 'https://own.example/', method: 'GET' as const, ...(auth !== undefined && { auth }) }
    await generateImage('a fox', { apiKey: KEY, provider: planned(plan), fetch })
    expect(fetch.asked[0]?.headers.authorization, `${auth}`).toBe(sent)
  }
})

const bad: [what: string, key: unknown, code: string][] = [
  ['empty', '', 'missing_key'],
  ['blank', '  \t ', 'missing_key'],
  ['only a line break', '\n', 'missing_key'],
  ['with a line break inside', 'sk_abc\r\nX-Evil: 1', 'invalid_key'],
  ['with a line feed at its end', 'sk_abc\n', 'invalid_key'],
  ['with a NUL', 'sk_a\u0000bc', 'invalid_key'],
  ['in Cyrillic', 'sk_ключ', 'invalid_key'],
  ['with an emoji', 'sk_🌸', 'invalid_key'],
  ['with a typographic dash', 'sk_abc–def', 'invalid_key'],
]

test.each(
  bad.flatMap(([what, key, code]) =>
    [false, true].map((lazy) => ({ what, code, how: lazy ? 'by function' : 'as a string', key, lazy })),
  ),
)('a key that is $what, given $how, is $code before any request', async ({ key, code, lazy }) => {
  const fetch = stub(chatReply())
  const apiKey = (lazy ? async () => key : key) as string
  for (const call of [
    generateText('Hello there', { apiKey, fetch }),
    chat(user, { apiKey, fetch }),
    generateImage('a fox', { apiKey, fetch }),
  ]) {
    const error = await failureOf(call)
    expect([error.name, error.code]).toEqual(['AuthenticationError', code])
    expect(error.message).not.toMatch(/[\r\n]/)
    expect(error.suggestion).not.toBe('')
    if (code === 'invalid_key')
      expect(`${error.message}${error.suggestion}${error.stack}`).not.toContain(`${key}`.trim())
  }
  expect(fetch.asked).toEqual([])
})

test.each([
  ['a classic host', pollinationsClassic()],
  ['a custom provider', own],
])('an empty key is not taken for an anonymous call: %s', async (_name, provider) => {
  const fetch = stub(pictureReply())
  const error = await failureOf(generateImage('a fox', { apiKey: '', provider, fetch }))
  expect(error.code).toBe('missing_key')
  expect(fetch.asked).toEqual([])
})

test.each([[null], [7], [{}], [true]])('a key that is %j is a typed error before any request', async (apiKey) => {
  const fetch = stub(chatReply())
  await failureOf(chat(user, { apiKey: apiKey as never, fetch }))
  expect(fetch.asked).toEqual([])
})

test.each([[undefined], [null], [''], ['  ']])(
  'a function that gives %j instead of a key is missing_key before any request',
  async (given) => {
    const fetch = stub(chatReply())
    for (const apiKey of [() => given, async () => given]) {
      const error = await failureOf(chat(user, { apiKey: apiKey as () => string, fetch }))
      expect([error.name, error.code]).toEqual(['AuthenticationError', 'missing_key'])
    }
    expect(fetch.asked).toEqual([])
  },
)

test.each([
  [
    'throws',
    () => () => {
      throw new Error('vault is shut')
    },
  ],
  [
    'rejects',
    () => async () => {
      throw new Error('vault is shut')
    },
  ],
])('what a function for a key %s reaches the caller, without a request or a retry', async (_name, make) => {
  const fetch = stub(chatReply())
  const apiKey = vi.fn(make())
  const error = await rejectionOf(chat(user, { apiKey: apiKey as never, fetch }))
  expect(`${error} ${(error as Error).cause ?? ''}`).toContain('vault is shut')
  expect(apiKey).toHaveBeenCalledTimes(1)
  expect(fetch.asked).toEqual([])
})

test('a function for a key is called once for a call, also over retries', async () => {
  const emulator = emulate({ status: 503, nth: 1 }, { status: 502, nth: 2 })
  let count = 0
  const apiKey = async () => `${KEY}${++count}`
  await chat(user, { apiKey, retryDelay: () => 0 })
  expect(emulator.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(`Bearer ${KEY}1`))
  await chat(user, { apiKey })
  expect(emulator.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}2`)
})

test('a promise for a key may take its time, and no request goes out before', async () => {
  const emulator = emulate()
  let give: (key: string) => void = () => {}
  const call = chat(user, {
    apiKey: () =>
      new Promise<string>((resolve) => {
        give = resolve
      }),
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(emulator.requests).toEqual([])
  give(KEY)
  await call
  expect(emulator.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
})

const classic = pollinationsClassic()
const refused: [string, () => Promise<unknown>][] = []
const fetch = stub(chatReply())
const forms = {
  'an object': { Authorization: 'Bearer x' },
  pairs: [['AUTHORIZATION', 'Bearer x']] as const,
  Headers: new Headers({ authorization: 'Bearer x' }),
}
for (const [form, headers] of Object.entries(forms)) {
  refused.push(
    [`for a classic chat, in ${form}`, () => chat(user, { headers, fetch })],
    [`for a classic text, in ${form}`, () => generateText('Hello there', { headers, fetch, provider: classic })],
    [`for a classic image, in ${form}`, () => generateImage('a fox', { headers, fetch })],
    [`for a gen chat, in ${form}`, () => chat(user, { headers, fetch, apiKey: KEY })],
    [`for a gen chat without a key, in ${form}`, () => chat(user, { headers, fetch, provider: pollinations() })],
    [`for a gen image, in ${form}`, () => generateImage('a fox', { headers, fetch, apiKey: KEY })],
  )
}
test.each(refused)('Authorization in headers is a ValidationError %s', async (_name, call) => {
  const error = await failureOf(call())
  expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  expect(error.suggestion).not.toBe('')
  expect(fetch.asked).toEqual([])
})

test('Authorization in headers is allowed elsewhere, and goes out as given', async () => {
  const headers = { Authorization: 'Basic dXNlcjpwYXNz' }
  const proxied = stub(chatReply())
  await chat(user, { provider: pollinations('https://proxy.example/ai'), headers, fetch: proxied })
  const custom = stub(pictureReply())
  await generateImage('a fox', {
    provider: planned({ url: 'https://own.example/', method: 'GET' }),
    headers,
    fetch: custom,
  })
  expect(proxied.asked[0]?.headers.authorization).toBe('Basic dXNlcjpwYXNz')
  expect(custom.asked[0]?.headers.authorization).toBe('Basic dXNlcjpwYXNz')
})
