import { expect, test } from 'vitest'
import { chat, generateImage, generateText } from '../../../src/index.ts'
import { factsOf, failureOf } from '../helpers/failure.ts'
import { HOSTS, KEY, ROUTES, type Route } from '../helpers/routes.ts'
import { bodyOf, chatReply, completion, jsonReply, PNG, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

// Answers with a good status and a body that is no result, and bodies in odd forms that are one.

const user = [{ role: 'user', content: 'Hello' }] as const
const typed = (body: BodyInit | null, type: string) => () =>
  Promise.resolve(new Response(body, { headers: type ? { 'content-type': type } : {} }))
const pictures = ROUTES.filter(({ kind, method }) => kind === 'image' && method === 'GET')
const posts = ROUTES.filter(({ kind, method }) => kind === 'text' && method === 'POST')
const page = '<!DOCTYPE html><html><head><title>Just a moment</title></head><body>Wait</body></html>'

test.each(
  pictures.flatMap((route) =>
    (
      [
        ['a page', page, 'text/html'],
        ['a page that calls itself a picture', page, 'image/jpeg'],
        ['a text', 'It cannot be drawn', 'text/plain'],
        ['JSON', '{"message":"It cannot be drawn"}', 'application/json'],
        ['JSON that calls itself a picture', '{"message":"It cannot be drawn"}', 'image/png'],
        ['a film', '\0\0\0\x18ftypmp42\0\0\0\0', 'video/mp4'],
        ['a sound', 'ID3\x04\0\0\0\0\0\0', 'audio/mpeg'],
        ['a film that calls itself a picture', '\0\0\0\x18ftypmp42\0\0\0\0', 'image/jpeg'],
      ] as const
    ).map(([what, body, type]) => ({ what, name: route.name, route, body, type })),
  ),
)('$what in place of $name is unexpected_content, and asked for once', async ({ route, body, type }) => {
  const fetch = stub(typed(body, type))
  const error = await failureOf(route.run({ fetch, retryDelay: () => 0 }))
  expect(factsOf(error)).toMatchObject({ name: 'APIError', code: 'unexpected_content' })
  expect(error.status).toBe(200)
  expect(error.message).not.toMatch(/[\r\n\0]|<[a-z]/i)
  if (body.includes('drawn')) expect(error.message).toContain('It cannot be drawn')
  expect(error.suggestion).not.toBe('')
  expect(fetch.asked).toHaveLength(1)
})

test.each(
  posts.flatMap((route) =>
    (
      [
        ['a page', page, 'text/html'],
        ['a picture', PNG, 'image/png'],
        ['JSON of something else', '{"hello":"world"}', 'application/json'],
        ['a JSON list', '[]', 'application/json'],
        ['a JSON text', '"hello"', 'application/json'],
        ['JSON cut off', JSON.stringify(completion('Hello')).slice(0, 60), 'application/json'],
      ] as const
    ).map(([what, body, type]) => ({ what, name: route.name, route, body, type })),
  ),
)('$what in place of $name is a typed error, and asked for once', async ({ route, body, type }) => {
  const fetch = stub(typed(body, type))
  const error = await failureOf(route.run({ fetch, retryDelay: () => 0 }))
  expect(factsOf(error)).toMatchObject({ name: 'APIError', code: 'unexpected_content' })
  expect(error.message).not.toMatch(/[\r\n\0]|<[a-z]/i)
  expect(fetch.asked).toHaveLength(1)
})

test.each(['text/html', 'image/png', 'audio/mpeg', 'video/mp4'])(
  'a GET for text that gives %s is unexpected_content',
  async (type) => {
    const error = await failureOf(generateText('Hello there', { fetch: stub(typed(page, type)), maxRetries: 0 }))
    expect(factsOf(error)).toMatchObject({ name: 'APIError', code: 'unexpected_content' })
  },
)

const nothing: [string, () => Promise<Response>][] = [
  ['an empty body', typed('', 'image/png')],
  ['no body', typed(null, 'application/json')],
  ['a body of empty reads', () => typed(bodyOf([new Uint8Array(), new Uint8Array()]), 'text/plain')()],
  ['a 204', () => Promise.resolve(new Response(null, { status: 204 }))],
  ['a 205', () => Promise.resolve(new Response(null, { status: 205 }))],
]
test.each(HOSTS.flatMap((route) => nothing.map(([what, reply]) => ({ what, name: route.name, route, reply }))))(
  '$what for $name is the error `empty`, and asked for once',
  async ({ route, reply }) => {
    let count = 0
    const fetch = stub(() => (count++ ? Promise.reject(new Error('asked again')) : reply()))
    const error = await failureOf(route.run({ fetch, retryDelay: () => 0 }))
    expect(factsOf(error)).toMatchObject({ name: 'APIError', code: 'empty' })
    expect(count).toBe(1)
  },
)

test('a 202 "pending" is no result: it is asked for again until there is one', async () => {
  for (const route of HOSTS.filter(({ host }) => host === 'gen')) {
    const emulator = emulate({ status: 202, nth: 1 }, { status: 202, nth: 2 })
    await route.run({ maxRetryAfter: 60_000, fetch: soon })
    expect(emulator.requests).toHaveLength(3)
    emulate({ status: 202 })
    const error = await failureOf(route.run({ maxRetries: 0 }))
    expect([error.name, error.status, error.retryable, error.retryAfter]).toEqual(['APIError', 202, true, 10_000])
  }
})
/** The emulator's answers without the wait that they ask for. */
async function soon(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  const headers = new Headers(response.headers)
  headers.delete('retry-after')
  return new Response(response.body, {
    status: response.status,
    headers: { ...Object.fromEntries(headers), 'retry-after': '0' },
  })
}

/** As React Native has them: no stream to read. */
function bodiless(response: Response): Response {
  return Object.defineProperty(response, 'body', { value: null })
}

test('a body that is null is read whole', async () => {
  const asPicture = stub(() =>
    Promise.resolve(bodiless(new Response(PNG, { headers: { 'content-type': 'image/png' } }))),
  )
  const picture = await generateImage('a fox', { fetch: asPicture })
  expect(new Uint8Array(await picture.blob.arrayBuffer())).toEqual(PNG)
  expect((await chat(user, { fetch: stub(() => Promise.resolve(bodiless(chatReply('Hello ✿')))) })).text).toBe(
    'Hello ✿',
  )
  const refused = await failureOf(
    chat(user, { fetch: stub(() => Promise.resolve(bodiless(jsonReply({ error: 'No such cat' }, 404)))) }),
  )
  expect([refused.code, refused.message.includes('No such cat')]).toEqual(['not_found', true])
})

test('a body may come in any pieces, cut inside characters and with empty reads', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(completion('Füchse 🦊 في الثلج')))
  for (const size of [1, 2, 3, 7]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.slice(at * size, (at + 1) * size),
    )
    const body = bodyOf(pieces.flatMap((piece) => [piece, new Uint8Array()]))
    const result = await chat(user, { fetch: stub(typed(body, 'application/json')) })
    expect(result.text).toBe('Füchse 🦊 في الثلج')
  }
})

test('a byte order mark before JSON is no reason to refuse it', async () => {
  const body = `\ufeff${JSON.stringify(completion('Hello'))}`
  expect((await chat(user, { fetch: stub(typed(body, 'application/json')) })).text).toBe('Hello')
})

test("the service's X-Request-Id is the id of results and errors; otherwise the caller's, otherwise a made one", async () => {
  const id = { 'x-request-id': 'service-1' }
  for (const requestId of [undefined, 'mine-1']) {
    const good = await chat(user, { requestId, fetch: stub(jsonReply(completion('Hi'), 200, id)) })
    const bad = await failureOf(chat(user, { requestId, fetch: stub(jsonReply({}, 404, id)) }))
    expect([good.requestId, bad.requestId]).toEqual(['service-1', 'service-1'])
    const own = await chat(user, { requestId, fetch: stub(chatReply()) })
    const failed = await failureOf(chat(user, { requestId, fetch: stub(jsonReply({}, 404)) }))
    for (const given of [own.requestId, failed.requestId]) {
      if (requestId) expect(given).toBe(requestId)
      else expect(given).toMatch(/^\S{4,}$/)
    }
  }
  const picture = await generateImage('a fox', {
    requestId: 'mine-2',
    apiKey: KEY,
    fetch: stub(typed(PNG, 'image/png')),
  })
  expect(picture.requestId).toBe('mine-2')
})

test.each([
  ['opnai', chat, 404, 'openai'],
  ['openai-fats', chat, 400, 'openai-fast'],
  ['deepsek', chat, 400, 'deepseek'],
  ['qwen-codr', chat, 404, 'qwen-coder'],
] as const)('an unknown model %s gets the nearest known name in the suggestion', async (model, call, status, near) => {
  const reply = jsonReply({ error: `Model not found: ${model}`, status }, status)
  for (const options of [{}, { apiKey: KEY }]) {
    const error = await failureOf(call(user, { model, fetch: stub(reply), ...options }))
    expect(error.suggestion).toContain(near)
  }
})

test('an unknown image model gets the nearest known name, and nothing is invented where none is near', async () => {
  const reply = jsonReply({ error: { code: 'BAD_REQUEST', message: 'Invalid model' } }, 400)
  const near = async (model: string) =>
    (await failureOf(generateImage('a fox', { model, fetch: stub(reply) }))).suggestion
  expect(await near('fluxx')).toContain('flux')
  expect(await near('kontex')).toContain('kontext')
  expect(await near('gpt-image')).toContain('gptimage')
  expect(await near('dall-e-3')).not.toMatch(/flux|turbo|kontext|gptimage|zimage/)
})

test('an error body that never ends or falls silent is not waited out: the status says enough', async () => {
  const endless = () =>
    Promise.resolve(
      new Response(
        new ReadableStream({ pull: (controller) => controller.enqueue(new TextEncoder().encode('no '.repeat(1000))) }),
        { status: 404 },
      ),
    )
  const silent = () => Promise.resolve(new Response(bodyOf(['{"error":', new Promise(() => {})]), { status: 404 }))
  for (const reply of [endless, silent]) {
    const error = await failureOf(
      (HOSTS[4] as Route).run({ fetch: stub(reply), stallTimeout: 50, timeout: 2000, maxRetries: 0 }),
    )
    expect([error.code, error.status]).toEqual(['not_found', 404])
    expect(error.message.length).toBeLessThan(500)
  }
})
