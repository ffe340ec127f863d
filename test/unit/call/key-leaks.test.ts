import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CallOptions, chat, pollinations, streamChat } from '../../../src/index.ts'
import { KEY, PROXY, ROUTES } from '../helpers/routes.ts'
import { findIn } from '../helpers/search.ts'
import { type Asked, bodyOf, chatReply, completion, jsonReply, PNG, type Reply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const debug = vi.spyOn(console, 'debug').mockImplementation(() => {})
beforeEach(() => {
  debug.mockClear()
})
afterEach(() => {
  debug.mockClear()
})

const user = [{ role: 'user', content: 'Hello there' }] as const
const ways: { name: string; run(options: CallOptions): Promise<unknown> }[] = [
  ...ROUTES.filter(({ keyed }) => keyed),
  {
    name: 'a chat through a proxy with a key',
    run: (options) => (ROUTES.at(-1)?.run ?? (() => Promise.reject()))({ ...options, apiKey: KEY }),
  },
  { name: 'a streamed chat', run: (options) => streamChat(user, { ...(options as object), apiKey: KEY }).result() },
  {
    name: 'a proxy with its own Authorization',
    run: (options) =>
      streamChat(user, {
        ...(options as object),
        provider: pollinations(PROXY),
        headers: { Authorization: `Bearer ${KEY}` },
      }).result(),
  },
]

/** Runs a call to its end, whatever that is, and looks for the key in all that came of it. */
async function leaksOf(run: (options: CallOptions) => Promise<unknown>, options: CallOptions): Promise<unknown[]> {
  const things: unknown[] = []
  const onEvent = (event: unknown) => void things.push(event)
  const outcome = await run({
    debug: true,
    onEvent,
    retryDelay: () => 0,
    maxRetries: 1,
    maxRetryAfter: 0,
    ...options,
  }).then(
    (result) => result,
    (error: unknown) => error,
  )
  expect(outcome).toBeDefined()
  expect(things.length + debug.mock.calls.length).toBeGreaterThan(1)
  return [outcome, things, debug.mock.calls].flatMap((thing) => findIn(thing, KEY))
}

const statuses = [400, 401, 402, 403, 404, 405, 408, 409, 413, 422, 425, 429, 500, 502, 503, 504, 520, 530]
test.each(ways)('$name: no status of the service brings the key to light', async ({ run }) => {
  for (const status of statuses) {
    emulate({ status })
    expect(await leaksOf(run, {}), `${status}`).toEqual([])
  }
})

test.each(ways)(
  '$name: neither success nor refusal, reset, cut or timeout brings the key to light',
  async ({ run }) => {
    for (const fault of [
      {},
      { reset: true as const },
      { cut: 20, reset: true as const },
      { cut: 20 },
      { refusal: 'balance' as const },
      { stall: 10 },
      { hang: true as const },
      { body: '<html>' },
    ]) {
      emulate(fault)
      expect(await leaksOf(run, { timeout: 60, stallTimeout: 40 }), JSON.stringify(fault)).toEqual([])
    }
  },
)

const said = `The header was Authorization: Bearer ${KEY} and no more`
const genError = (message: string) => ({ status: 400, success: false, error: { code: 'BAD_REQUEST', message } })
const sse = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`
const chunk = (delta: object, finish: string | null = null) => ({
  model: KEY,
  choices: [{ index: 0, delta, finish_reason: finish }],
})
const events = (...parts: string[]) =>
  new Response(bodyOf(parts), { headers: { 'content-type': 'text/event-stream', 'x-request-id': KEY } })

const echoes: Record<string, Reply> = {
  'a gen error': jsonReply(genError(said), 400),
  'a nested gen error': jsonReply(genError(JSON.stringify({ error: { message: said } })), 502),
  'an error string': jsonReply({ error: said }, 429, { 'retry-after': KEY }),
  'a plain text': new Response(said, { status: 500, headers: { 'content-type': 'text/plain' } }),
  'a page': new Response(`<html><title>${said}</title><body>${said}</body></html>`, {
    status: 502,
    headers: { 'content-type': 'text/html' },
  }),
  'an error code': jsonReply({ error: { code: KEY, message: 'no' }, retryAfterSeconds: KEY }, 404),
  'the status text': new Response(null, { status: 400, statusText: said }),
  'headers of an error': jsonReply({}, 400, {
    'x-request-id': KEY,
    'x-error-message': said,
    'x-error-type': said,
    'retry-after': said,
    'content-type': `application/${KEY}`,
  }),
  'headers of a result': () =>
    Promise.resolve(
      new Response(PNG, {
        headers: { 'x-request-id': KEY, 'x-model-used': KEY, 'x-cache': KEY, 'content-type': `image/${KEY}` },
      }),
    ),
  'a media type alone': () =>
    Promise.resolve(new Response(`no picture ${KEY}`, { headers: { 'content-type': `image/${KEY}` } })),
  'a text in place of a picture': new Response(said, { headers: { 'content-type': 'text/plain' } }),
  'an answer': chatReply(said, { model: KEY, id: KEY, citations: [KEY], extra: { [KEY]: KEY } }),
  'a reasoning and a tool call': jsonReply(
    completion(null, {
      choices: [
        {
          message: {
            role: 'assistant',
            content: null,
            reasoning_content: said,
            tool_calls: [
              { id: KEY, type: 'function', function: { name: KEY, arguments: JSON.stringify({ key: KEY }) } },
            ],
          },
          finish_reason: KEY,
        },
      ],
    }),
  ),
  'an error in a 200': jsonReply({ error: { message: said } }),
  'a picture in JSON': jsonReply({ data: [{ b64_json: KEY, revised_prompt: said }] }),
  'a stream': () =>
    Promise.resolve(
      events(sse(chunk({ content: said, reasoning_content: said })), sse(chunk({}, 'stop')), 'data: [DONE]\n\n'),
    ),
  'an error in a stream': () =>
    Promise.resolve(events(sse(chunk({ content: 'Hel' })), sse({ error: { message: said } }))),
  'an error event': () => Promise.resolve(events(`event: error\ndata: ${said}\n\n`)),
  'a broken stream': () => Promise.resolve(events(sse(chunk({ content: said })), new Error(said) as never)),
  'a malformed event': () => Promise.resolve(events(`data: {"content": "${KEY}\n\n`)),
}

test.each(ways.flatMap(({ name, run }) => Object.entries(echoes).map(([echo, reply]) => ({ name, run, echo, reply }))))(
  '$name: what the server echoes in $echo has the key cut out',
  async ({ run, reply }) => {
    expect(await leaksOf(run, { fetch: stub(reply) })).toEqual([])
  },
)

const thrown: Record<string, (asked: Asked) => unknown> = {
  'its message': ({ headers }) => new Error(`failed with ${JSON.stringify(headers)}`),
  'its stack': ({ headers }) => Object.assign(new Error('failed'), { stack: `Error: ${headers.authorization}\n at x` }),
  'the request': (asked) => Object.assign(new Error('failed'), { request: asked, config: { headers: asked.headers } }),
  'a hidden property': (asked) =>
    Object.defineProperty(new Error('failed'), 'request', { value: asked, enumerable: false }),
  'a property by symbol': (asked) => Object.assign(new Error('failed'), { [Symbol('request')]: asked }),
  'a text property': (asked) => Object.assign(new Error('failed'), { dump: `${asked.headers.authorization}` }),
  'its name': (asked) => Object.assign(new Error('failed'), { name: `Error ${asked.headers.authorization}` }),
  'its cause': (asked) => new Error('failed', { cause: new Error(asked.headers.authorization) }),
  'the cause of its cause': (asked) => new Error('a', { cause: new Error('b', { cause: { headers: asked.headers } }) }),
  'the errors of an AggregateError': (asked) => new AggregateError([new Error(asked.headers.authorization)], 'failed'),
  'a Headers object': (asked) => Object.assign(new TypeError('failed'), { headers: new Headers(asked.headers) }),
  'a Map': (asked) => Object.assign(new Error('failed'), { sent: new Map(Object.entries(asked.headers)) }),
  'bytes of it': (asked) =>
    Object.assign(new Error('failed'), { sent: new TextEncoder().encode(asked.headers.authorization) }),
  'an error that is a text': (asked) => `failed: ${asked.headers.authorization}`,
  'an error that is an object': (asked) => ({ headers: asked.headers }),
  'a circle': (asked) => {
    const error = Object.assign(new Error('failed'), { asked })
    return Object.assign(error, { cause: error })
  },
  'one of its own kind': (asked) => Object.assign(new DOMException('failed', 'AbortError'), { asked }),
}

test.each(ways.flatMap(({ name, run }) => Object.entries(thrown).map(([where, make]) => ({ name, run, where, make }))))(
  '$name: an error of a custom fetch that holds the request in $where does not bring the key along',
  async ({ run, make }) => {
    expect(await leaksOf(run, { fetch: stub((asked) => Promise.reject(make(asked))) })).toEqual([])
  },
)

test.each(
  ways.flatMap(({ name, run }) =>
    ['its message', 'the request', 'a hidden property'].map((where) => ({ name, run, where })),
  ),
)(
  '$name: an error in the middle of a body that holds the request in $where does not bring the key along',
  async ({ run, where }) => {
    const fetch = stub((asked) =>
      Promise.resolve(
        new Response(bodyOf(['{"a":', thrown[where]?.(asked) as Error]), {
          headers: { 'content-type': 'application/json' },
        }),
      ),
    )
    expect(await leaksOf(run, { fetch })).toEqual([])
  },
)

test.each(['sk_with/slash+plus=', 'sk_"quote\\back'])(
  'a key of odd letters is cut out of echoed JSON, however that escapes it: %s',
  async (apiKey) => {
    const spellings = [
      (text: string) => JSON.stringify(text),
      (text: string) => JSON.stringify(text).replaceAll('/', '\\/'),
      (text: string) =>
        `"${[...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`,
    ]
    for (const spell of spellings) {
      for (const body of [
        `{"error":{"message":${spell(apiKey)}}}`,
        `{"choices":[{"message":{"content":${spell(apiKey)}},"finish_reason":"stop"}]}`,
      ]) {
        const status = body.includes('error') ? 400 : 200
        const call = ROUTES.find(({ name }) => name === 'a gen chat')?.run({
          apiKey,
          fetch: stub(jsonReply(body, status)),
        })
        const outcome = await call?.catch((error: unknown) => error)
        expect(findIn(outcome, apiKey), body).toEqual([])
      }
    }
  },
)

test('not even the beginning of the key is left where a long text of the server is cut', async () => {
  for (let before = 150; before <= 210; before += 3) {
    const fetch = stub(new Response(`${'x'.repeat(before)} ${KEY}`, { status: 400 }))
    const outcome = await ROUTES[1]?.run({ fetch }).catch((error: unknown) => error)
    expect(findIn(outcome, KEY.slice(0, 8)), `${before}`).toEqual([])
  }
})

test('the keyless url of a result holds no key', async () => {
  emulate()
  const media = (await ROUTES[1]?.run()) as { url: string }
  expect(media.url).toBe('https://gen.pollinations.ai/image/a%20fox?model=flux&width=8&height=8')
  expect((await ROUTES[2]?.run()) as object).not.toHaveProperty('url')
})

test('a key too short to be one cuts no words out of an answer; one of eight characters is cut', async () => {
  const ask = (apiKey: string) => chat(user, { apiKey, fetch: stub(chatReply(`this is a ${apiKey} of honey`)) })
  for (const short of ['test', 'is', 'a', 'honeybe'])
    expect((await ask(short)).text).toBe(`this is a ${short} of honey`)
  expect((await ask('honeybee')).text).toBe('this is a [key] of honey')
  const fetch = stub(jsonReply({ error: 'this is a test' }, 400))
  await expect(chat(user, { apiKey: 'test', fetch })).rejects.toThrow('(this is a test)')
})
