import { describe, expect, test, vi } from 'vitest'
import { pollinations, pollinationsClassic, upload } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { formOf, latin, WAV } from '../helpers/media.ts'
import { KEY, PROXY } from '../helpers/routes.ts'
import { findIn } from '../helpers/search.ts'
import { jsonReply, never, PNG, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const MEDIA = 'https://media.pollinations.ai'
type Options = NonNullable<Parameters<typeof upload>[1]>

const key = { apiKey: KEY }
const note = new Blob(['Hello'], { type: 'text/plain' })
const kept = (more: object = {}) =>
  jsonReply({ id: 'abc', url: `${MEDIA}/abc`, contentType: 'text/plain', size: 5, ...more })

async function sent(file: Blob, options: Options = {}) {
  const fetch = stub(kept())
  const result = await upload(file, { ...key, ...options, fetch })
  const [asked] = fetch.asked
  if (!asked) throw new Error('nothing was asked')
  const form = await formOf(asked)
  return { ...asked, form, result, file: form.get('file') as File }
}

// ---- what goes over the wire

test('the file goes as a form to media.pollinations.ai, with the key in its header and no other header', async () => {
  const { method, url, headers, form, file } = await sent(note)
  expect([method, url]).toEqual(['POST', `${MEDIA}/upload`])
  expect(Object.keys(headers).sort()).toEqual(['authorization', 'content-type'])
  expect(headers.authorization).toBe(`Bearer ${KEY}`)
  expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=[\w-]+$/)
  expect([...form.keys()]).toEqual(['file'])
  expect([file.name, file.type, await file.text()]).toEqual(['file', 'text/plain', 'Hello'])
})

test('name is the name of the file; without it the file keeps its own', async () => {
  const named = new File(['Hello'], 'own.txt', { type: 'text/plain' })
  expect((await sent(named)).file.name).toBe('own.txt')
  expect((await sent(named, { name: 'other.txt' })).file.name).toBe('other.txt')
  expect((await sent(note, { name: 'hello.txt' })).file.name).toBe('hello.txt')
  expect((await sent(new File(['Hello'], ''))).file.name).toBe('file')
})

test('a name with quotes and line breaks cannot break out of its field', async () => {
  const { form, body } = await sent(note, { name: 'a"; name="id"\r\nX: 1\r\n\r\nb.txt' })
  expect([...form.keys()]).toEqual(['file'])
  expect(await (body as Blob).text()).toContain('filename="a%22; name=%22id%22%0D%0AX: 1%0D%0A%0D%0Ab.txt"')
})

test.each([
  ['a picture', PNG, 'image/png'],
  ['a sound', WAV, 'audio/wav'],
  ['what nobody knows', latin('\x01\x02'), 'application/octet-stream'],
])('a Blob without a type gets one by its bytes: %s', async (_what, bytes, type) => {
  for (const given of ['', 'application/octet-stream']) {
    const { file } = await sent(new Blob([bytes], { type: given }))
    expect([file.type, new Uint8Array(await file.arrayBuffer())]).toEqual([type, bytes])
  }
})

test('behind another base it goes to {base}/upload, without a key if there is none', async () => {
  const { url, headers } = await sent(note, { provider: pollinations(PROXY), apiKey: undefined })
  expect(url).toBe(`${PROXY}/upload`)
  expect(headers).not.toHaveProperty('authorization')
  expect((await sent(note, { provider: pollinations(`${PROXY}/`) })).headers.authorization).toBe(`Bearer ${KEY}`)
})

test("gen's own host by name is the host for files, under any spelling", async () => {
  for (const base of ['https://gen.pollinations.ai', 'https://gen.pollinations.ai/', 'https://GEN.pollinations.ai']) {
    expect((await sent(note, { provider: pollinations(base) })).url).toBe(`${MEDIA}/upload`)
  }
})

test('a referrer and an id of the caller are not sent', async () => {
  const { events, onEvent } = listen()
  const { url, headers, result } = await sent(note, { referrer: 'my-site', requestId: 'mine-1', onEvent })
  expect([url, Object.keys(headers).sort()]).toEqual([`${MEDIA}/upload`, ['authorization', 'content-type']])
  expect(only(events, 'ignored').map(({ option }) => option)).toEqual(['referrer'])
  expect(result.requestId).toBe('mine-1')
})

// ---- results

test('the result is the address under which everyone gets the same bytes', async () => {
  emulate()
  const file = new File([PNG], 'dot.png', { type: 'image/png' })
  const { requestId, ...result } = await upload(file, key)
  expect(result).toEqual({
    id: expect.stringMatching(/^\w+$/),
    url: `${MEDIA}/${result.id}`,
    mediaType: 'image/png',
    size: PNG.length,
  })
  expect(requestId.length).toBeGreaterThan(8)
  const again = await fetch(result.url)
  expect(again.headers.get('content-type')).toBe('image/png')
  expect(new Uint8Array(await again.arrayBuffer())).toEqual(PNG)
})

test('the same file twice is two files', async () => {
  emulate()
  const [first, second] = [await upload(note, key), await upload(note, key)]
  expect(first.url).not.toBe(second.url)
})

test("the service's id of the request counts, and its word on type and size", async () => {
  const fetch = stub(
    jsonReply({ id: 'abc', url: `${MEDIA}/abc`, contentType: 'text/markdown', size: 6 }, 201, {
      'x-request-id': 'theirs',
    }),
  )
  expect(await upload(note, { ...key, fetch })).toEqual({
    id: 'abc',
    url: `${MEDIA}/abc`,
    mediaType: 'text/markdown',
    size: 6,
    requestId: 'theirs',
  })
})

test('what the service does not say of type and size is known from the file', async () => {
  const fetch = stub(jsonReply({ id: 'abc', url: `${MEDIA}/abc`, contentType: null, size: '5' }))
  expect(await upload(new Blob([PNG]), { ...key, fetch })).toMatchObject({ mediaType: 'image/png', size: PNG.length })
})

test.each([
  [{ contentType: 'text/"><script>' }, 'text/plain', 5],
  [{ contentType: 'text/html,<b>' }, 'text/plain', 5],
  [{ contentType: ['text/html'] }, 'text/plain', 5],
  [{ contentType: '' }, 'text/plain', 5],
  [{ contentType: 'text/plain; charset=utf-8' }, 'text/plain; charset=utf-8', 5],
  [{ size: -1 }, 'text/plain', 5],
  [{ size: 0 }, 'text/plain', 0],
  [{ size: null }, 'text/plain', 5],
])('%j: what cannot be a type or a size is known from the file', async (more, mediaType, size) => {
  const fetch = stub(jsonReply({ id: 'abc', url: `${MEDIA}/abc`, ...more }))
  expect(await upload(note, { ...key, fetch })).toMatchObject({ mediaType, size })
})

test('an infinite size is known from the file', async () => {
  const fetch = stub(jsonReply(`{"id":"abc","url":"${MEDIA}/abc","size":1e999}`))
  expect((await upload(note, { ...key, fetch })).size).toBe(5)
})

// ---- failures

test.each([
  ['nothing', new Response(''), 'empty'],
  ['no JSON', new Response('stored'), 'unexpected_content'],
  ['a list', jsonReply([]), 'unexpected_content'],
  ['no id', jsonReply({ url: `${MEDIA}/abc` }), 'unexpected_content'],
  ['no address', jsonReply({ id: 'abc' }), 'unexpected_content'],
  ['a blank address', jsonReply({ id: 'abc', url: '' }), 'unexpected_content'],
  ['an address that is none', jsonReply({ id: 'abc', url: 7 }), 'unexpected_content'],
  ['a script as its address', jsonReply({ id: 'abc', url: 'javascript:alert(1)' }), 'unexpected_content'],
  ['a data: URL as its address', jsonReply({ id: 'abc', url: 'data:text/html,<script>' }), 'unexpected_content'],
  ['a path as its address', jsonReply({ id: 'abc', url: '//evil.example/a' }), 'unexpected_content'],
  ['an address that ends an attribute', jsonReply({ id: 'abc', url: 'https://a.example/"><b>' }), 'unexpected_content'],
  ['an address on two lines', jsonReply({ id: 'abc', url: 'https://a.example/\n(b)' }), 'unexpected_content'],
  ['an error in a 200', jsonReply({ error: 'the store is gone' }), 'upstream'],
])('an answer with %s is a typed error', async (_what, reply, code) => {
  const error = await failureOf(upload(note, { ...key, fetch: stub(reply) }))
  expect([error.name, error.code]).toEqual(['APIError', code])
})

test.each([
  [400, 'APIError', 'bad_request'],
  [401, 'AuthenticationError', 'invalid_key'],
  [402, 'PaymentError', 'balance'],
  [403, 'AuthenticationError', 'forbidden'],
  [409, 'APIError', 'conflict'],
  [413, 'APIError', 'too_large'],
  [429, 'RateLimitError', 'rate_limit'],
  [500, 'APIError', 'unavailable'],
  [502, 'APIError', 'upstream'],
])('%d is %s `%s`, in the words of the service', async (status, name, code) => {
  const fetch = stub(jsonReply({ error: 'No room for this' }, status))
  const error = await failureOf(upload(note, { ...key, fetch }))
  expect([error.name, error.code, error.status]).toEqual([name, code, status])
  expect(error.message).toContain('No room for this')
  expect(error.context).toEqual({ operation: 'upload', method: 'POST', url: `${MEDIA}/upload`, attempts: 1 })
})

test('it is never tried again, whatever maxRetries says, since each try would be another file', async () => {
  const replies = [
    new Response('no', { status: 503 }),
    jsonReply({ error: 'slow down' }, 429, { 'retry-after': '0' }),
    () => Promise.reject(new TypeError('fetch failed')),
    never,
  ]
  for (const reply of replies) {
    const fetch = stub(reply, kept())
    const { events, onEvent } = listen()
    const error = await failureOf(
      upload(note, { ...key, fetch, maxRetries: 5, retryDelay: () => 0, timeout: 50, onEvent }),
    )
    expect(error.retryable).toBe(true)
    expect([fetch.asked.length, only(events, 'retry').length]).toEqual([1, 0])
  }
})

test('a body that falls silent is `stalled`, a dead connection `network`', async () => {
  const silent = new Response(new ReadableStream({ pull: never }))
  expect((await failureOf(upload(note, { ...key, fetch: stub(() => silent), stallTimeout: 20 }))).code).toBe('stalled')
  emulate({ reset: true })
  expect((await failureOf(upload(note, key))).code).toBe('network')
})

// ---- bad input

test('what is no file, an empty or a too large one is refused before any request', async () => {
  const fetch = stub(kept())
  // Many times the same bytes: nothing of this size is really there.
  const mib = new Blob([new Uint8Array(1024 * 1024)])
  const large = new Blob([...Array(400).fill(mib), new Blob(['x'])])
  for (const file of [undefined, null, 'a.txt', {}, 7, new Uint8Array(3), new Blob([]), { size: 3, type: '' }, large]) {
    const error = await failureOf(upload(file as Blob, { ...key, fetch }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
    expect(error.message).toBe('The file must be a Blob of 1 to 419430400 bytes.')
    expect(error.context).toEqual({ operation: 'upload' })
  }
  expect(fetch.asked).toEqual([])
})

test('a file of the most bytes is not refused', async () => {
  const mib = new Blob([new Uint8Array(1024 * 1024)])
  const fetch = stub(kept())
  await upload(new Blob(Array(400).fill(mib)), { ...key, fetch })
  expect(fetch.asked).toHaveLength(1)
})

test('options that are none are refused before any request', async () => {
  const fetch = stub(kept())
  for (const options of [{ name: '' }, { name: 7 }, { name: '  ' }, { timeout: 0 }, { signal: {} }, { apiKey: 7 }]) {
    const error = await failureOf(upload(note, { ...key, fetch, ...options } as Options))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  }
  for (const provider of [pollinationsClassic(), { kind: 'flux-worker', url: 'https://flux.example' }]) {
    const error = await failureOf(upload(note, { ...key, fetch, provider: provider as Options['provider'] }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  }
  expect(fetch.asked).toEqual([])
})

describe('the key', () => {
  test("is needed at the service's own host, and a blank one is a missing one anywhere", async () => {
    const fetch = stub(kept())
    const options = [{}, { apiKey: '' }, { apiKey: () => ' ' }, { provider: pollinations(PROXY), apiKey: '' }]
    for (const option of options) {
      const error = await failureOf(upload(note, { ...option, fetch }))
      expect([error.name, error.code]).toEqual(['AuthenticationError', 'missing_key'])
    }
    expect(fetch.asked).toEqual([])
  })

  test('stands in no result, error or event, even if the service echoes it', async () => {
    const { events, onEvent } = listen()
    const echo = { id: `id-${KEY}`, url: `${MEDIA}/abc?key=${KEY}`, contentType: `text/${KEY}` }
    const good = await upload(note, { ...key, onEvent, fetch: stub(jsonReply(echo)) })
    const bad = await failureOf(
      upload(note, { ...key, onEvent, fetch: stub(jsonReply({ error: `bad key ${KEY}` }, 401)) }),
    )
    expect(findIn([good, bad, events], KEY)).toEqual([])
    expect(good.id).toBe('id-[key]')
  })
})

// ---- aborts

test('already aborted: the reason itself, and no request', async () => {
  const fetch = stub(kept())
  const reason = new Error('enough')
  expect(await rejectionOf(upload(note, { ...key, fetch, signal: AbortSignal.abort(reason) }))).toBe(reason)
  expect(fetch.asked).toEqual([])
})

test('an abort while the file goes out, and while the answer comes, is its reason at once', async () => {
  const reason = new Error('enough')
  const replies = [never, () => new Response(new ReadableStream({ pull: never }))]
  for (const reply of replies) {
    const controller = new AbortController()
    const fetch = stub(reply)
    const pending = rejectionOf(upload(note, { ...key, fetch, signal: controller.signal }))
    await vi.waitFor(() => expect(fetch.asked).toHaveLength(1), 60_000)
    controller.abort(reason)
    expect(await pending).toBe(reason)
    expect(fetch.asked).toHaveLength(1)
    expect(fetch.asked[0]?.init.signal?.aborted).toBe(true)
  }
})
