import { expect, test } from 'vitest'
import {
  type CallOptions,
  chat,
  generateImage,
  generateText,
  type Provider,
  pollinations,
  pollinationsClassic,
} from '../../../src/index.ts'
import { failureOf, thrownBy } from '../helpers/failure.ts'
import { KEY, own, ROUTES } from '../helpers/routes.ts'
import { chatReply, pictureReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const calls = {
  generateImage: (options: object) => generateImage('a fox', { width: 8, height: 8, ...options }),
  generateText: (options: object) => generateText('Hello there', options),
  chat: (options: object) => chat([{ role: 'user', content: 'Hello' }], options),
}
type Name = keyof typeof calls

const proxy = pollinations('https://proxy.example/ai')
const cases: [what: string, options: CallOptions, hosts: Record<Name, string>][] = [
  [
    'without key and provider the anonymous hosts answer',
    {},
    {
      generateImage: 'image.pollinations.ai',
      generateText: 'text.pollinations.ai',
      chat: 'text.pollinations.ai',
    },
  ],
  [
    'a key alone means gen',
    { apiKey: KEY },
    { generateImage: 'gen.pollinations.ai', generateText: 'gen.pollinations.ai', chat: 'gen.pollinations.ai' },
  ],
  [
    'a key of undefined is not given',
    { apiKey: undefined },
    { generateImage: 'image.pollinations.ai', generateText: 'text.pollinations.ai', chat: 'text.pollinations.ai' },
  ],
  [
    'a key by function means gen too',
    { apiKey: () => KEY },
    { generateImage: 'gen.pollinations.ai', generateText: 'gen.pollinations.ai', chat: 'gen.pollinations.ai' },
  ],
  [
    'the provider wins over the key: classic',
    { apiKey: KEY, provider: pollinationsClassic() as Provider },
    { generateImage: 'image.pollinations.ai', generateText: 'text.pollinations.ai', chat: 'text.pollinations.ai' },
  ],
  [
    'gen by name',
    { apiKey: KEY, provider: pollinations() },
    { generateImage: 'gen.pollinations.ai', generateText: 'gen.pollinations.ai', chat: 'gen.pollinations.ai' },
  ],
  [
    'a base of its own needs no key',
    { provider: proxy },
    { generateImage: 'proxy.example', generateText: 'proxy.example', chat: 'proxy.example' },
  ],
  [
    'a base of its own with a key',
    { provider: proxy, apiKey: KEY },
    { generateImage: 'proxy.example', generateText: 'proxy.example', chat: 'proxy.example' },
  ],
]

test.each(
  cases.flatMap(([what, options, hosts]) =>
    (Object.keys(calls) as Name[]).map((name) => ({ what, name, options, host: hosts[name] })),
  ),
)('$what: $name asks $host', async ({ name, options, host }) => {
  const emulator = emulate()
  await calls[name](options)
  expect(emulator.requests.map(({ url }) => new URL(url).host)).toEqual([host])
})

test.each(Object.keys(calls) as Name[])(
  "%s on gen's own host without a key is refused before any request",
  async (name) => {
    const emulator = emulate()
    const error = await failureOf(calls[name]({ provider: pollinations() }))
    expect([error.name, error.code]).toEqual(['AuthenticationError', 'missing_key'])
    expect(error.suggestion).toContain('https://enter.pollinations.ai')
    expect(emulator.requests).toEqual([])
  },
)

test("gen's own host is known under any spelling of its base", async () => {
  for (const base of ['https://gen.pollinations.ai/', 'https://GEN.pollinations.AI', 'http://gen.pollinations.ai']) {
    const error = await failureOf(calls.chat({ provider: pollinations(base) }))
    expect(error.code, base).toBe('missing_key')
  }
})

test.each([
  ['https://proxy.example/ai', 'https://proxy.example/ai/v1/chat/completions'],
  ['https://proxy.example/ai/', 'https://proxy.example/ai/v1/chat/completions'],
  ['http://localhost:8788/gen.pollinations.ai', 'http://localhost:8788/gen.pollinations.ai/v1/chat/completions'],
  ['/api/ai', '/api/ai/v1/chat/completions'],
  ['/api/ai/', '/api/ai/v1/chat/completions'],
])("pollinations('%s') has its routes below the base", async (base, url) => {
  const fetch = stub(chatReply())
  await calls.chat({ provider: pollinations(base), fetch })
  expect(fetch.asked.map((request) => request.url)).toEqual([url])
})

test('pollinationsClassic() takes other places for its hosts, one by one', async () => {
  const fetch = stub(chatReply())
  await calls.chat({ provider: pollinationsClassic({ text: 'http://localhost:1/text/' }), fetch })
  const pictures = stub(pictureReply())
  await generateImage('a fox', { provider: pollinationsClassic({ text: 'http://localhost:1/text' }), fetch: pictures })
  await generateImage('a fox', { provider: pollinationsClassic({ image: 'http://localhost:1/i/' }), fetch: pictures })
  expect(fetch.asked[0]?.url).toBe('http://localhost:1/text/openai')
  expect(pictures.asked.map(({ url }) => url.replace(/\?.*/, ''))).toEqual([
    'https://image.pollinations.ai/prompt/a%20fox',
    'http://localhost:1/i/prompt/a%20fox',
  ])
})

test('outside of a page a relative base is refused before any request', async () => {
  const emulator = emulate()
  const error = await failureOf(calls.chat({ provider: pollinations('/api/ai') }))
  expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  expect(emulator.requests).toEqual([])
})

test.each([
  ['pollinations', () => pollinations('')],
  ['pollinations', () => pollinations('ftp://example.com')],
  ['pollinations', () => pollinations('javascript:alert(1)')],
  ['pollinations', () => pollinations(7 as never)],
  ['pollinations', () => pollinations(null as never)],
  ['pollinationsClassic', () => pollinationsClassic({ image: '' })],
  ['pollinationsClassic', () => pollinationsClassic({ text: 'mailto:a@b.c' })],
  ['pollinationsClassic', () => pollinationsClassic('http://127.0.0.1:8788' as never)],
  ['pollinationsClassic', () => pollinationsClassic({ texts: 'http://127.0.0.1:8788' } as never)],
])('%s throws at once on a base that is no http(s) address: %s', (_name, act) => {
  const error = thrownBy(act)
  expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  expect(error.suggestion).not.toBe('')
})

test('a provider is plain data, without functions', () => {
  for (const provider of [pollinations(), pollinationsClassic()]) {
    expect(JSON.parse(JSON.stringify(provider))).toEqual({ ...provider })
  }
})

test('a provider that cannot do what is asked is refused before any request', async () => {
  const fetch = stub(chatReply())
  const error = await failureOf(calls.chat({ provider: own as never, fetch }))
  expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  const unknown = await failureOf(calls.generateImage({ provider: { kind: 'nobody' }, fetch }))
  expect(unknown.code).toBe('invalid_option')
  expect(fetch.asked).toEqual([])
})

test.each(ROUTES)(
  '$name: fetch is called as a bare function, with nothing that a runtime may refuse',
  async (route) => {
    const seen: { self: unknown; count: number; url: unknown; init: RequestInit }[] = []
    await route
      .run({
        fetch: async function (this: unknown, ...args) {
          seen.push({ self: this, count: args.length, url: args[0], init: args[1] ?? {} })
          return route.kind === 'image' && route.method === 'GET' ? pictureReply() : chatReply()
        },
        maxRetries: 0,
      })
      .catch(() => {})
    expect(seen).toHaveLength(1)
    expect(seen[0]?.self).toBeUndefined()
    expect(typeof seen[0]?.url).toBe('string')
    const allowed = ['method', 'headers', 'body', 'signal', 'redirect']
    expect(Object.keys(seen[0]?.init ?? {}).filter((name) => !allowed.includes(name))).toEqual([])
  },
)

test.each(ROUTES.filter((route) => route.method === 'GET' && !route.keyed))(
  '$name carries no header at all, so that browsers send no preflight',
  async (route) => {
    const emulator = emulate()
    await route.run()
    expect(emulator.requests.map(({ headers }) => headers)).toEqual([{}])
  },
)
