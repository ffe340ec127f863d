import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type CallEvent,
  fluxWorker,
  generateImage,
  type ImageOptions,
  imageUrl,
  type RetryInfo,
  sdxlWorker,
} from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf, rejectionOf, thrownBy } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { findIn } from '../helpers/search.ts'
import { never, PNG, pictureReply, stub } from '../helpers/stub.ts'
import { advance, isOpen, settle } from '../helpers/time.ts'

const FLUX = 'https://flux.example.workers.dev'
const SDXL = 'https://sdxl.example.workers.dev/draw'
const OWN_KEY = 'worker-secret-9f8e7d6c'
const flux = fluxWorker(FLUX)
const sdxl = sdxlWorker(SDXL, { apiKey: OWN_KEY })
const WORKERS = [
  { name: 'flux', provider: flux, shown: `${FLUX}?prompt=…` },
  { name: 'sdxl', provider: sdxl, shown: SDXL },
] as const

const picture = (provider: ImageOptions['provider'], options: ImageOptions) =>
  generateImage('a fox', { provider, ...options })

test('flux: a GET with the prompt in the query, and nothing else', async () => {
  const fetch = stub(pictureReply())
  const { blob, mediaType, url } = await picture(flux, { fetch })
  expect(fetch.asked.map(({ url, method, headers, body }) => [url, method, headers, body])).toEqual([
    [`${FLUX}?prompt=a%20fox`, 'GET', {}, undefined],
  ])
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(PNG)
  expect(mediaType).toBe('image/png')
  expect(url).toBe(`${FLUX}?prompt=a%20fox`)
})

test('sdxl: a POST with the prompt as JSON and its own key, and nothing else', async () => {
  const fetch = stub(pictureReply())
  const { mediaType, url } = await picture(sdxl, { fetch })
  const [request] = fetch.asked
  expect(request).toMatchObject({ url: SDXL, method: 'POST', body: '{"prompt":"a fox"}' })
  expect(request?.headers).toEqual({ 'content-type': 'application/json', authorization: `Bearer ${OWN_KEY}` })
  expect(mediaType).toBe('image/png')
  expect(url).toBeUndefined()
})

test.for(['a "fox" & 狐 / 🦊?#=+', '100 %', 'two\nlines', '..', 'مرحبا', "it's (so)!"])(
  'any text is a prompt: %j',
  async (prompt) => {
    const fetch = stub(pictureReply())
    await generateImage(prompt, { provider: flux, fetch })
    await generateImage(prompt, { provider: sdxl, fetch })
    const [get, post] = fetch.asked
    expect(new URL(get?.url ?? '').searchParams.get('prompt')).toBe(prompt)
    expect(get?.url).not.toMatch(/[\s"+]/)
    expect(JSON.parse(`${post?.body}`)).toEqual({ prompt })
  },
)

test('an address with a query keeps it; errors and events do not show it', async () => {
  const { events, onEvent } = listen()
  const fetch = stub(new Response('no', { status: 400 }))
  const provider = fluxWorker(`${FLUX}/draw?style=ink&token=abc`)
  const error = await failureOf(picture(provider, { fetch, onEvent }))
  expect(fetch.asked[0]?.url).toBe(`${FLUX}/draw?style=ink&token=abc&prompt=a%20fox`)
  for (const url of [error.context.url, ...events.map((event) => event.url)]) expect(url).toBe(`${FLUX}/draw?prompt=…`)
})

describe('keys', () => {
  test.for(WORKERS)("$name: the call's key is never sent, and an event says so", async ({ provider }) => {
    const { events, onEvent } = listen()
    const fetch = stub(pictureReply())
    await picture(provider, { fetch, apiKey: KEY, onEvent })
    expect(JSON.stringify(fetch.asked)).not.toContain(KEY)
    expect(only(events, 'ignored').map(({ option }) => option)).toEqual(['apiKey'])
  })

  test.for(WORKERS)("$name: a function for the call's key is not even asked", async ({ provider }) => {
    const apiKey = vi.fn(() => KEY)
    await picture(provider, { fetch: stub(pictureReply()), apiKey })
    expect(apiKey).not.toHaveBeenCalled()
  })

  test('a function is asked once for a call, also for several tries', async () => {
    const apiKey = vi.fn(async () => OWN_KEY)
    const fetch = stub(new Response('no', { status: 500 }), pictureReply())
    const provider = sdxlWorker(SDXL, { apiKey })
    expect(apiKey).not.toHaveBeenCalled()
    await picture(provider, { fetch, retryDelay: () => 0 })
    expect(apiKey).toHaveBeenCalledTimes(1)
    expect(fetch.asked.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill(`Bearer ${OWN_KEY}`))
  })

  test.for([
    ['undefined', undefined, 'missing_key'],
    ['empty', '', 'missing_key'],
    ['blank', '  ', 'missing_key'],
    ['a function that gives none', () => undefined, 'missing_key'],
    ['a promise of a blank one', async () => ' ', 'missing_key'],
    ['a number', 7, 'invalid_key'],
    ['two lines', 'a\nb', 'invalid_key'],
  ] as [string, unknown, string][])(
    'a key that is %s: AuthenticationError before any request',
    async ([, apiKey, code]) => {
      const fetch = stub(pictureReply())
      const provider = sdxlWorker(SDXL, { apiKey } as { apiKey: string })
      const error = await failureOf(picture(provider, { fetch, apiKey: KEY }))
      expect([error.name, error.code]).toEqual(['AuthenticationError', code])
      expect(error.suggestion).not.toContain('pollinations')
      expect(fetch.asked).toEqual([])
    },
  )

  test('without options the key is missing when it is called, not when it is built', async () => {
    const provider = (sdxlWorker as (url: string) => typeof sdxl)(SDXL)
    expect((await failureOf(picture(provider, { fetch: stub(pictureReply()) }))).code).toBe('missing_key')
  })

  test('what the function throws reaches the caller as it is', async () => {
    const own = new Error('The vault is closed')
    const apiKey = () => {
      throw own
    }
    expect(await rejectionOf(picture(sdxlWorker(SDXL, { apiKey }), { fetch: stub(pictureReply()) }))).toBe(own)
  })

  test('its own key shows nowhere: not in the provider, results, errors or events', async () => {
    const { events, onEvent } = listen()
    const echo = (status: number) =>
      new Response(JSON.stringify({ error: `Bearer ${OWN_KEY} is odd` }), {
        status,
        headers: { 'x-request-id': OWN_KEY },
      })
    const broken = () => Promise.reject(new TypeError(`failed with ${OWN_KEY}`))
    const found: unknown[] = [
      sdxl,
      await picture(sdxl, { fetch: stub(pictureReply({ 'x-request-id': OWN_KEY })), onEvent }),
    ]
    for (const reply of [echo(400), echo(401), echo(500), echo(200), broken])
      found.push(await failureOf(picture(sdxl, { fetch: stub(reply), maxRetries: 0, onEvent })))
    expect(findIn([found, events], OWN_KEY)).toEqual([])
  })
})

test('options that no worker takes are left out, each with an event; what is off is not told', async () => {
  for (const { provider } of WORKERS) {
    const { events, onEvent } = listen()
    const fetch = stub(pictureReply())
    const options = {
      model: 'turbo',
      width: 512,
      seed: 0,
      guidanceScale: 0,
      nologo: false,
      safe: false,
      referrer: 'me',
    }
    await picture(provider, { ...options, fetch, onEvent })
    const [{ url = '', body } = {}] = fetch.asked
    expect(url.includes('512') || `${body}`.includes('512')).toBe(false)
    const told = only(events, 'ignored').map(({ option }) => option)
    expect(told.sort()).toEqual(['guidanceScale', 'model', 'referrer', 'seed', 'width'])
  }
})

test('headers of the call go along, and may carry an authorization of its own for flux', async () => {
  const fetch = stub(pictureReply())
  await picture(flux, { fetch, headers: { Authorization: 'Basic abc', 'X-Mine': '1' } })
  expect(fetch.asked[0]?.headers).toEqual({ authorization: 'Basic abc', 'x-mine': '1' })
})

describe.each(WORKERS)('$name: an answer that is no picture', ({ provider, shown }) => {
  test.for([
    [400, 'APIError', 'bad_request'],
    [401, 'AuthenticationError', 'invalid_key'],
    [402, 'APIError', 'unknown'],
    [404, 'APIError', 'not_found'],
    [405, 'APIError', 'method_not_allowed'],
    [429, 'RateLimitError', 'rate_limit'],
    [500, 'APIError', 'unavailable'],
    [502, 'APIError', 'unavailable'],
    [503, 'APIError', 'unavailable'],
    [522, 'APIError', 'unavailable'],
  ] as const)('%s is %s %s, with a sentence of its own', async ([status, name, code]) => {
    const fetch = stub(new Response('The prompt is odd', { status }))
    const error = await failureOf(picture(provider, { fetch, maxRetries: 0 }))
    expect(error).toMatchObject({ name, code, status, context: { operation: 'generateImage', url: shown } })
    expect(error.message).toContain(`${status}`)
    expect(error.message).toContain(code.replaceAll('_', ' '))
    expect(error.message).toContain('The prompt is odd')
    expect(error.suggestion).toMatch(/./)
    expect(error.suggestion).not.toContain('pollinations')
  })

  test('each status has another sentence', async () => {
    const messages = await Promise.all(
      [400, 401, 405, 429, 500].map(async (status) => {
        const fetch = stub(new Response('', { status }))
        return (await failureOf(picture(provider, { fetch, maxRetries: 0 }))).message.replace(/\d/g, '')
      }),
    )
    expect(new Set(messages).size).toBe(5)
  })

  test('what to do about a rate limit or a wrong method is not the advice for the rest', async () => {
    const advice = async (status: number) => {
      const fetch = stub(new Response('', { status }))
      return (await failureOf(picture(provider, { fetch, maxRetries: 0 }))).suggestion
    }
    expect(await advice(429)).toMatch(/^Try again later;/)
    expect(await advice(405)).toBe('Check the provider.')
    expect(await advice(401)).toBe('Check the address and the key of the provider.')
    for (const status of [400, 500]) expect(await advice(status)).toContain('the worker')
    expect(new Set(await Promise.all([400, 401, 405, 429].map(advice))).size).toBe(4)
  })

  test.for([
    ['text', 'text/plain', 'Error: no GPU'],
    ['a page', 'text/html', '<!doctype html><title>Hello</title>'],
    ['JSON', 'application/json', '{"error":"no GPU"}'],
    ['a sound', 'audio/mpeg', 'ID3....'],
    ['JSON that says it is a picture', 'image/png', '{"error":"no GPU"}'],
  ] as const)('a 200 with %s is unexpected_content', async ([, type, body]) => {
    const fetch = stub(new Response(body, { headers: { 'content-type': type } }))
    const error = await failureOf(picture(provider, { fetch }))
    expect([error.name, error.code]).toEqual(['APIError', 'unexpected_content'])
    expect(fetch.asked).toHaveLength(1)
  })

  test('a 200 without a byte is empty, and asked for once', async () => {
    const fetch = stub(new Response('', { headers: { 'content-type': 'image/png' } }))
    expect((await failureOf(picture(provider, { fetch }))).code).toBe('empty')
    expect(fetch.asked).toHaveLength(1)
  })

  test('a picture without a header, or with another one, is known by its bytes', async () => {
    for (const headers of [{}, { 'content-type': 'application/octet-stream' }, { 'content-type': 'image/jpeg' }]) {
      const { mediaType, blob } = await picture(provider, { fetch: stub(new Response(PNG, { headers })) })
      expect([mediaType, blob.type]).toEqual(['image/png', 'image/png'])
    }
  })
})

describe.each(WORKERS)('$name: tries', ({ provider }) => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const dead = () => Promise.reject(new TypeError('fetch failed'))
  const unavailable = () => Promise.resolve(new Response('no', { status: 503, headers: { 'retry-after': '30' } }))

  test.for([
    ['a dead connection', dead],
    ['a 5xx, whatever it asks for', unavailable],
  ] as const)('%s is tried again after exactly 1 s, 2 s and 4 s', async ([, reply]) => {
    const fetch = stub(reply)
    const running = failureOf(picture(provider, { fetch }))
    for (const [ms, before] of [
      [1000, 1],
      [2000, 2],
      [4000, 3],
    ] as const) {
      await advance(0)
      expect(fetch.asked).toHaveLength(before)
      await advance(ms - 1)
      expect(fetch.asked).toHaveLength(before)
      await advance(1)
      expect(fetch.asked).toHaveLength(before + 1)
    }
    expect((await settle(running)).context.attempts).toBe(4)
    expect(fetch.asked).toHaveLength(4)
    expect(new Set(fetch.asked.map(({ url, body }) => `${url} ${body}`)).size).toBe(1)
  })

  test('more tries wait no longer than 10 s', async () => {
    const { events, onEvent } = listen()
    await settle(failureOf(picture(provider, { fetch: stub(dead), maxRetries: 6, onEvent })))
    expect(only(events, 'retry').map(({ delay }) => delay)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000])
  })

  test('a second try may succeed', async () => {
    const fetch = stub(dead, pictureReply())
    expect((await settle(picture(provider, { fetch }))).mediaType).toBe('image/png')
    expect(fetch.asked).toHaveLength(2)
  })

  test.for([202, 400, 401, 403, 404, 405, 408, 409, 413, 425, 429, 451])('a %s is final', async (status) => {
    const fetch = stub(() => Promise.resolve(new Response('no', { status, headers: { 'retry-after': '1' } })))
    await settle(failureOf(picture(provider, { fetch })))
    expect(fetch.asked).toHaveLength(1)
  })

  test('`retryDelay` and `maxRetries` are followed', async () => {
    const fetch = stub(unavailable)
    const delays: number[] = []
    const asked: unknown[] = []
    const retryDelay = ({ retry, retryAfter }: RetryInfo) => {
      asked.push(retryAfter)
      return retry * 10
    }
    const onEvent = (event: CallEvent) => {
      if (event.type === 'retry') delays.push(event.delay)
    }
    await settle(failureOf(picture(provider, { fetch, maxRetries: 2, retryDelay, onEvent })))
    expect([delays, asked]).toEqual([
      [10, 20],
      [30_000, 30_000],
    ])
    expect(fetch.asked).toHaveLength(3)
  })

  test('120 s without an answer is a TimeoutError, and is not tried again', async () => {
    const fetch = stub(() => never())
    const running = failureOf(picture(provider, { fetch }))
    await advance(119_999)
    expect(await isOpen(running)).toBe(true)
    await advance(1)
    expect(await settle(running)).toMatchObject({ name: 'TimeoutError', code: 'timeout' })
    await advance(60_000)
    expect(fetch.asked).toHaveLength(1)
  })

  test('an abort in a wait throws the reason, and no request follows', async () => {
    const controller = new AbortController()
    const reason = new Error('Enough')
    const fetch = stub(dead)
    const running = rejectionOf(picture(provider, { fetch, signal: controller.signal }))
    await advance(1500)
    controller.abort(reason)
    expect(await running).toBe(reason)
    await advance(10_000)
    expect(fetch.asked).toHaveLength(2)
  })
})

test.for([
  undefined,
  null,
  '',
  '  ',
  7,
  'flux.example.workers.dev',
  '/draw',
  'ftp://flux.example',
  'javascript:alert(1)',
  'https://',
  'https://user:password@flux.example',
  'https://flux.example/ draw',
  'https://flux.example/#draw',
])('an address that is no http(s) one is a ValidationError at once: %j', (url) => {
  for (const build of [fluxWorker, (address: string) => sdxlWorker(address, { apiKey: OWN_KEY })]) {
    const error = thrownBy(() => build(url as string))
    expect(error).toMatchObject({ name: 'ValidationError', code: 'invalid_option' })
    expect(error.context.operation).toMatch(/^(flux|sdxl)Worker$/)
    expect(error.message).toContain('worker')
  }
})

test.for(['http://localhost:8787', 'https://flux.example/@me/draw', 'HTTPS://flux.example?a=b@c'])(
  'an address may be %s',
  async (url) => {
    const fetch = stub(pictureReply())
    await picture(fluxWorker(url), { fetch })
    expect(fetch.asked[0]?.url).toBe(`${url}${url.includes('?') ? '&' : '?'}prompt=a%20fox`)
  },
)

test('a prompt is checked before any request', async () => {
  for (const { provider } of WORKERS) {
    const fetch = stub(pictureReply())
    for (const prompt of ['', ' ', 'a\ud83d', 7 as never])
      expect((await failureOf(generateImage(prompt, { provider, fetch }))).code).toBe('invalid_prompt')
    expect(fetch.asked).toEqual([])
  }
})

test('flux: an address over 8,000 characters is refused; sdxl takes any length', async () => {
  const fetch = stub(pictureReply())
  const prompt = 'x'.repeat(8000)
  expect((await failureOf(generateImage(prompt, { provider: flux, fetch }))).code).toBe('invalid_prompt')
  expect(fetch.asked).toEqual([])
  await generateImage(prompt, { provider: sdxl, fetch })
  expect(fetch.asked).toHaveLength(1)
})

test('a worker makes no addresses', () => {
  expect(thrownBy(() => imageUrl('a fox', { provider: flux })).code).toBe('invalid_option')
})
