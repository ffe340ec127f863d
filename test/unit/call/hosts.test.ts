import { afterEach, expect, test, vi } from 'vitest'
import {
  type CustomImageProvider,
  chat,
  embed,
  fluxWorker,
  generateImage,
  generateText,
  imageUrl,
  listModels,
  type Plan,
  type Provider,
  pollinations,
  pollinationsClassic,
  sdxlWorker,
  speak,
  streamText,
} from '../../../src/index.ts'
import { failureOf, thrownBy } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, pictureReply, stub } from '../helpers/stub.ts'

// Which host a URL leads to, however it is spelled, and which URLs are refused.

afterEach(() => {
  vi.unstubAllGlobals()
})

const user = [{ role: 'user', content: 'Hello' }] as const

/** Spellings of a host that `fetch` reads as the same one. */
const spellings = (host: string) => [
  `https://${host}`,
  `HTTPS://${host.toUpperCase()}`,
  `http://${host}`,
  `https://${host}:443`,
  `https://${host}:8443`,
  `https://${host}.`,
  `https://${host.replace('.', '%2E')}`,
  `https://${host.replace('.ai', '%2eai')}`,
  `https://%${host.charCodeAt(0).toString(16)}${host.slice(1)}`,
  `https://${host.replace('.', '。')}`,
  `https://${host.replace('.', '．')}`,
  `https://${host.replace('.', '｡')}`,
  `https://${host[0]}\u00ad${host.slice(1)}`,
  `https://${String.fromCharCode(host.charCodeAt(0) + 0xfee0)}${host.slice(1)}`,
  `https:///${host}`,
  `https:\\\\${host}`,
  `https:/\\${host}`,
  `https://\\${host}`,
  `https://${host}\\x`,
]
const planned = (url: string): CustomImageProvider => ({
  kind: 'custom',
  planImage: (): Plan => ({ url, method: 'GET', auth: true }),
})

test.each(['text.pollinations.ai', 'image.pollinations.ai'].flatMap(spellings))(
  'the anonymous endpoint is known, and gets no API key: %s',
  async (base) => {
    expect(new URL(base).hostname).toMatch(/^(text|image)\.pollinations\.ai\.?$/)
    const fetch = stub(chatReply())
    let provider: Provider | undefined
    try {
      provider = pollinations(base)
    } catch {}
    if (provider) await chat(user, { apiKey: KEY, provider: provider as never, fetch, maxRetries: 0 }).catch(() => {})
    await generateImage('a fox', { apiKey: KEY, provider: planned(`${base}/x`), fetch, maxRetries: 0 }).catch(() => {})
    expect(fetch.asked.map(({ headers }) => headers.authorization)).toEqual(fetch.asked.map(() => undefined))
  },
)

test.each(['gen.pollinations.ai', 'media.pollinations.ai'].flatMap(spellings))(
  'the own host needs an API key, and takes no Authorization in headers: %s',
  async (base) => {
    const fetch = stub(chatReply())
    const headers = { Authorization: 'Bearer x' }
    let provider: Provider | undefined
    try {
      provider = pollinations(base)
    } catch {}
    const makers = [
      ...(provider ? [(more: object) => chat(user, { provider: provider as never, fetch, ...more })] : []),
      (more: object) => generateImage('a fox', { provider: planned(`${base}/x`), fetch, ...more }),
    ]
    for (const make of makers) {
      expect((await failureOf(make({}))).code).toMatch(/^(missing_key|invalid_option)$/)
      expect((await failureOf(make({ headers }))).code).toBe('invalid_option')
    }
    expect(fetch.asked).toEqual([])
  },
)

test.each(['https://gen.pollinations.ai.example', 'https://xgen.pollinations.ai', 'https://gen.pollinations.example'])(
  'a host that only looks like an own one needs no API key: %s',
  async (base) => {
    const fetch = stub(chatReply())
    await chat(user, { provider: pollinations(base), fetch })
    expect(fetch.asked).toHaveLength(1)
  },
)

const bad: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 5],
  ['a list', ['https://proxy.example']],
  ['an empty text', ''],
  ['another scheme', 'ftp://proxy.example'],
  ['a file', 'file:///etc/passwd'],
  ['code', 'javascript:alert(1)//'],
  ['code behind a NUL', '\0javascript:alert(1)'],
  ['code behind a space', ' javascript:alert(1)'],
  ['data', 'data:text/html,x'],
  ['a scheme with a plus', 'git+ssh://proxy.example'],
  ['a scheme with a dash', 'x-y:z'],
  ['a blob', 'blob:https://proxy.example/x'],
  ['a password', 'https://user:password@proxy.example'],
  ['a user', 'https://gen.pollinations.ai@evil.example'],
  ['a fragment', 'https://proxy.example/#'],
  ['a query', 'https://proxy.example/?x='],
  ['a space', 'https://proxy example'],
  ['a tab', '/\t/evil.example'],
  ['no host', 'https://'],
  ['no host but a path', 'https:///x'],
  ['another host by two slashes', '//evil.example'],
  ['another host by a slash and a backslash', '/\\evil.example'],
  ['another host by a backslash and a slash', '\\/evil.example'],
  ['another host by two backslashes', '\\\\evil.example'],
  ['another host by three slashes', '///evil.example'],
  ['another host behind a NUL', '\0//evil.example'],
]
const unparsable = ['https://%zz', 'https://[', 'https://a:99999', 'https://a b', 'https://\u0000']
const builders: Record<string, (base: never) => unknown> = {
  pollinations: (base) => pollinations(base),
  'pollinationsClassic, image': (image) => pollinationsClassic({ image }),
  'pollinationsClassic, text': (text) => pollinationsClassic({ text }),
  fluxWorker: (url) => fluxWorker(url),
  sdxlWorker: (url) => sdxlWorker(url, { apiKey: 'x' }),
}

test.each(Object.keys(builders))('%s refuses what requests must not go to, in a page too', (name) => {
  for (const location of [undefined, { href: 'https://page.example/app/' }]) {
    vi.stubGlobal('location', location)
    for (const [what, base] of [...bad, ...unparsable.map((url) => [url, url] as const)]) {
      // undefined means the service itself.
      if (base === undefined || (base === null && /Classic/.test(name))) continue
      if (what === 'a query' && /Worker/.test(name)) continue
      const error = thrownBy(() => builders[name]?.(base as never))
      expect([error.name, error.code], what).toEqual(['ValidationError', 'invalid_option'])
    }
  }
})

test.each([
  'https://proxy.example',
  'https://proxy.example:8443/api/ai/',
  'http://[::1]:8788',
  'http://127.0.0.1:8788/gen.pollinations.ai',
  'https://пример.рф/api',
  'https://x--y.example/a.b/~c/',
  '/',
  '/api',
  '/api/ai//',
  './api',
  '../api',
])('pollinations() takes %s', async (base) => {
  const fetch = stub(chatReply())
  await chat(user, { provider: pollinations(base), fetch })
  expect(new URL(fetch.asked[0]?.url ?? '', 'https://page.example/app/').pathname).toMatch(
    /[^/]?\/v1\/chat\/completions$/,
  )
})

test('a base of many slashes loses those at its end alone', async () => {
  const replaced = vi.spyOn(RegExp.prototype, Symbol.replace)
  const fetch = stub(chatReply())
  await chat(user, { provider: pollinations(`https://proxy.example/${'/'.repeat(1000)}x///`), fetch })
  replaced.mockRestore()
  expect(fetch.asked[0]?.url).toBe(`https://proxy.example/${'/'.repeat(1000)}x/v1/chat/completions`)
})

const handMade: [string, object][] = [
  ...bad.flatMap(([what, base]): [string, object][] => [
    [`gen, ${what}`, { kind: 'pollinations', base }],
    [`classic, ${what}`, { kind: 'classic', image: base, text: base }],
    [`classic with a good image, ${what}`, { kind: 'classic', image: 'https://image.example', text: base }],
    [`classic with a good text, ${what}`, { kind: 'classic', image: base, text: 'https://text.example' }],
  ]),
  ['gen without a base', { kind: 'pollinations' }],
  ['classic without bases', { kind: 'classic' }],
  ['classic with odd bases', { kind: 'classic', image: null, text: {} }],
  ['an unknown kind', { kind: 'another', base: 'https://proxy.example' }],
  ['a kind that is no text', { kind: 5, base: 'https://proxy.example' }],
  ['custom without a plan', { kind: 'custom' }],
  ['custom with a plan that is a number', { kind: 'custom', planImage: 5 }],
  [
    'custom with an async plan that rejects',
    { kind: 'custom', planImage: async () => Promise.reject(new Error('no')) },
  ],
  ['a worker without a URL', { kind: 'flux-worker' }],
  ['a worker of a file', { kind: 'flux-worker', url: 'file:///etc/passwd' }],
  ['a worker that runs', { kind: 'flux-worker', url: 'javascript:alert(1)' }],
  ['a worker of a number', { kind: 'sdxl-worker', url: 5, key: () => KEY }],
  ['a worker with a password', { kind: 'sdxl-worker', url: 'https://a:b@w.example', key: () => KEY }],
  ['a worker whose key is no function', { kind: 'sdxl-worker', url: 'https://w.example', key: KEY }],
]
test.each(handMade)('a descriptor made by hand is refused before any request: %s', async (_name, provider) => {
  const fetch = stub(chatReply())
  const options = { provider: provider as never, apiKey: KEY, fetch, maxRetries: 0 }
  const outcomes = [
    failureOf(generateImage('a fox', options)),
    failureOf(chat(user, options)),
    failureOf(generateText('Hello there', options)),
    failureOf(streamText('Hello there', options).text()),
    failureOf(speak('Hello', options)),
    failureOf(embed(['Hello'], options)),
    failureOf(listModels('image', options)),
    failureOf(listModels('text', options)),
  ]
  for (const error of await Promise.all(outcomes))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  expect(thrownBy(() => imageUrl('a fox', { provider: provider as never })).code).toBe('invalid_option')
  expect(fetch.asked).toEqual([])
})

test('a custom plan may lead anywhere on http(s), and nowhere else', async () => {
  const go = async (url: unknown) => {
    const fetch = stub(pictureReply())
    const provider = planned(url as string)
    return generateImage('a fox', { provider, fetch }).then(
      () => fetch.asked.length,
      (error) => error.code,
    )
  }
  for (const url of [
    'https://a.example/@cf/model?x=a:b#c',
    '/draw?to=http://x@y',
    './draw',
    '../draw',
    'http://[::1]/x',
  ])
    expect(await go(url), url).toBe(1)
  for (const [what, url] of bad) {
    if (/query|fragment/.test(what)) continue
    expect(await go(url), what).toBe('invalid_option')
  }
})

test('a plan of a foreign provider is made without the API key and the headers', async () => {
  const planImage = vi.fn((): Plan => ({ url: 'https://own.example/', method: 'GET', auth: true }))
  const fetch = stub(pictureReply())
  const headers = { 'x-secret': 'of the caller' }
  await generateImage('a fox', {
    provider: { kind: 'custom', planImage } as CustomImageProvider,
    apiKey: KEY,
    headers,
    fetch,
    width: 8,
  })
  expect(JSON.stringify(planImage.mock.calls)).not.toMatch(new RegExp(`${KEY}|of the caller`))
  expect(planImage.mock.calls[0]).toMatchObject(['a fox', { width: 8 }])
  expect(fetch.asked[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-secret': 'of the caller' })
})

test('a token in the query of a worker stands in no result, error or event', async () => {
  const events: unknown[] = []
  const onEvent = (event: unknown) => void events.push(event)
  const provider = fluxWorker('https://w.example/draw?token=WORKERSECRET1')
  const media = await generateImage('a fox', { provider, onEvent, fetch: stub(pictureReply()) })
  const lost = (url: string) =>
    Promise.reject(Object.assign(new Error(`failed: ${url}`), { path: url, code: 'ECONNRESET' }))
  const error = await failureOf(generateImage('a fox', { provider, onEvent, maxRetries: 0, fetch: lost }))
  expect(error.cause).toMatchObject({ message: 'failed: https://w.example/draw?prompt=…', code: 'ECONNRESET' })
  expect(JSON.stringify([media, events, error, error.cause, `${error.stack}`])).not.toContain('WORKERSECRET1')
  expect(media).not.toHaveProperty('url')
  const open = await generateImage('a fox', { provider: fluxWorker('https://w.example/'), fetch: stub(pictureReply()) })
  expect(open.url).toBe('https://w.example/?prompt=a%20fox')
})
