import { describe, expect, test, vi } from 'vitest'
import { type EditImageOptions, editImage, pollinations, pollinationsClassic } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { bytesReply, formOf, latin, textsOf } from '../helpers/media.ts'
import { GEN, KEY, PROXY } from '../helpers/routes.ts'
import { findIn } from '../helpers/search.ts'
import { jsonReply, never, PNG, pictureReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const key = { apiKey: KEY }
const URL_1 = 'https://a.example/1.png'
const png = new Blob([PNG], { type: 'image/png' })
const dataUrl = `data:image/png;base64,${Buffer.from(PNG).toString('base64')}`
const drawn = (headers: Record<string, string> = {}) =>
  jsonReply({ data: [{ b64_json: Buffer.from(PNG).toString('base64') }] }, 200, headers)
type Parameters = Partial<EditImageOptions>

async function sent(image: EditImageOptions['image'], options: Parameters = {}) {
  const fetch = stub(drawn())
  const { events, onEvent } = listen()
  const media = await editImage('make it night', { ...key, image, ...options, fetch, onEvent })
  const [asked] = fetch.asked
  if (!asked) throw new Error('nothing was asked')
  return { ...asked, media, ignored: only(events, 'ignored').map(({ option }) => option) }
}

/** The JSON of an edit of a URL, but for the drawn seed. */
async function jsonOf(options: Parameters = {}, image: EditImageOptions['image'] = URL_1) {
  const { seed, ...body } = JSON.parse(`${(await sent(image, options)).body}`)
  return body
}

async function fieldsOf(options: Parameters = {}, image: EditImageOptions['image'] = png) {
  return textsOf(await formOf(await sent(image, options)))
}

// ---- what goes over the wire

test('a URL goes as JSON, in the form that the service takes', async () => {
  const { method, url, headers, body } = await sent(URL_1)
  expect([method, url]).toEqual(['POST', `${GEN}/v1/images/edits`])
  expect(headers).toEqual({ 'content-type': 'application/json', authorization: `Bearer ${KEY}` })
  const { seed, ...rest } = JSON.parse(`${body}`)
  expect(rest).toEqual({ prompt: 'make it night', model: 'flux', image: [{ image_url: URL_1 }] })
  expect(Number.isInteger(seed)).toBe(true)
})

test('a Blob goes as a form, with a name and a type by its bytes', async () => {
  const asked = await sent(new Blob([PNG]))
  expect([asked.method, asked.url]).toEqual(['POST', `${GEN}/v1/images/edits`])
  expect(Object.keys(asked.headers).sort()).toEqual(['authorization', 'content-type'])
  const form = await formOf(asked)
  expect([...form.keys()].sort()).toEqual(['image', 'model', 'prompt'])
  expect(textsOf(form)).toEqual({ prompt: 'make it night', model: 'flux' })
  const file = form.get('image') as File
  expect([file.name, file.type, new Uint8Array(await file.arrayBuffer())]).toEqual(['image.png', 'image/png', PNG])
})

test('several Blobs are several files, in their order, with their own names', async () => {
  const form = await formOf(await sent([png, new File([PNG, 'x'], 'hat.jpg', { type: 'image/jpeg' })]))
  const files = form.getAll('image[]') as File[]
  expect(files.map(({ name, type, size }) => [name, type, size])).toEqual([
    ['image.png', 'image/png', PNG.length],
    ['hat.jpg', 'image/jpeg', PNG.length + 1],
  ])
})

test('with a URL among them all go as JSON, Blobs as data URLs, in their order', async () => {
  expect((await jsonOf({}, [png, URL_1, new Blob([PNG])])).image).toEqual([
    { image_url: dataUrl },
    { image_url: URL_1 },
    { image_url: dataUrl },
  ])
  expect((await jsonOf({}, dataUrl)).image).toEqual([{ image_url: dataUrl }])
})

test('each option has its field, in JSON and in the form', async () => {
  const base = { prompt: 'make it night', model: 'flux' }
  const image = [{ image_url: URL_1 }]
  const cases = [
    [{ model: 'kontext' }, { model: 'kontext' }],
    [{ width: 512, height: 256 }, { size: '512x256' }],
    [{ width: 512 }, { size: '512x1024' }],
    [{ height: 256 }, { size: '1024x256' }],
    [{ quality: 'hd' }, { quality: 'hd' }],
    [{ safe: true }, { safe: true }],
    [{ safe: 'privacy,violence' }, { safe: 'privacy,violence' }],
    [{ safe: false }, {}],
  ] as const
  for (const [options, fields] of cases) {
    expect(await jsonOf(options)).toEqual({ ...base, ...fields, image })
    const texts = Object.entries({ ...base, ...fields }).map(([name, value]) => [name, `${value}`])
    expect(await fieldsOf(options)).toEqual(Object.fromEntries(texts))
  }
})

test('a seed goes with JSON and is told; none given is drawn, so that a retry is the same picture', async () => {
  const given = await sent(URL_1, { seed: 7 })
  expect([JSON.parse(`${given.body}`).seed, given.media.seed]).toEqual([7, 7])
  const seeds = new Set<number>()
  for (const options of [{}, {}, { seed: 'random' }, { seed: 'random' }] as const) {
    const { body, media } = await sent(URL_1, options)
    const { seed } = JSON.parse(`${body}`)
    expect(media.seed).toBe(seed)
    seeds.add(seed)
  }
  expect(seeds.size).toBeGreaterThan(2)
})

test('a form takes no seed: it is left out, told, and not in the result', async () => {
  for (const seed of [7, 0, 'random'] as const) {
    const asked = await sent(png, { seed })
    expect(textsOf(await formOf(asked))).toEqual({ prompt: 'make it night', model: 'flux' })
    expect(asked.ignored).toEqual(['seed'])
    expect(asked.media).not.toHaveProperty('seed')
  }
  expect((await sent(png)).ignored).toEqual([])
})

test('what edits do not take is left out and told; false is no wish', async () => {
  const unknown = {
    nologo: true,
    private: true,
    enhance: true,
    negativePrompt: 'rain',
    guidanceScale: 3,
    transparent: true,
    referrer: 'my-site',
  }
  for (const image of [URL_1, png]) {
    const { ignored, body, headers } = await sent(image, unknown)
    expect(ignored.sort()).toEqual(Object.keys(unknown).sort())
    const text = await new Response(body as Blob, { headers }).text()
    expect(text).not.toMatch(/rain|guidance|transparent|my-site|nologo/)
  }
  expect((await sent(png, { guidanceScale: 0 })).ignored).toEqual(['guidanceScale'])
  expect((await sent(URL_1, { nologo: false, private: false, enhance: false, transparent: false })).ignored).toEqual([])
})

test('behind another base it is the same request, without a key if there is none', async () => {
  const { url, headers } = await sent(URL_1, { provider: pollinations(PROXY), apiKey: undefined })
  expect([url, headers]).toEqual([`${PROXY}/v1/images/edits`, { 'content-type': 'application/json' }])
})

test('a prompt is any text of up to 32,000 characters', async () => {
  for (const prompt of ['..', '100 %', 'a "fox"\r\n--x 狐/🦊', 'x'.repeat(32_000)]) {
    for (const image of [URL_1, png]) {
      const fetch = stub(drawn())
      await editImage(prompt, { ...key, image, fetch })
      const [asked] = fetch.asked
      if (!asked) throw new Error('nothing was asked')
      const found = image === URL_1 ? JSON.parse(`${asked.body}`).prompt : (await formOf(asked)).get('prompt')
      expect(found).toBe(prompt)
    }
  }
})

// ---- tries

test('a failed try is repeated with the same bytes', async () => {
  for (const image of [URL_1, png]) {
    const bodies: string[] = []
    const fetch = stub(async ({ body }) => {
      bodies.push(await new Response(body as Blob).text())
      return bodies.length < 3 ? new Response('no', { status: 502 }) : drawn()
    })
    await editImage('make it night', { ...key, image, fetch, retryDelay: () => 0 })
    expect([bodies.length, new Set(bodies).size]).toEqual([3, 1])
    expect(new Set(fetch.asked.map(({ headers }) => headers['content-type'])).size).toBe(1)
  }
})

test('a timeout is repeated with a seed only: a form without one would be a second, paid picture', async () => {
  const attempts = async (image: EditImageOptions['image']) => {
    const fetch = stub(never)
    const options = { ...key, image, fetch, timeout: 20, maxRetries: 1, retryDelay: () => 0 }
    expect((await failureOf(editImage('make it night', options))).code).toBe('timeout')
    return fetch.asked.length
  }
  expect([await attempts(URL_1), await attempts(png)]).toEqual([2, 1])
})

// ---- results

test('the picture is whole, of the asked size, with its facts', async () => {
  emulate()
  for (const image of [URL_1, png, [png, URL_1]]) {
    const { blob, mediaType, model, seed, requestId, ...rest } = await editImage('make it night', {
      ...key,
      image,
      width: 32,
      height: 16,
      model: 'kontext',
    })
    const head = new DataView(await blob.arrayBuffer())
    expect([mediaType, blob.type, head.getUint32(16), head.getUint32(20)]).toEqual(['image/png', 'image/png', 32, 16])
    expect(model).toContain('kontext')
    expect(seed === undefined).toBe(image === png)
    expect(requestId.length).toBeGreaterThan(8)
    // No `url`: it was no GET.
    expect(Object.keys(rest)).toEqual(['cached'])
  }
})

test('another picture, prompt or seed gives another result, and the same ones the same', async () => {
  emulate()
  const options = { width: 16, height: 16, seed: 1 }
  const draw = async (prompt: string, image: EditImageOptions['image'], more: Parameters = {}) =>
    (await (await editImage(prompt, { ...key, ...options, image, ...more })).blob.arrayBuffer()).slice(0)
  const hash = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64')
  const first = hash(await draw('a', URL_1))
  expect(hash(await draw('a', URL_1))).toBe(first)
  const others = [await draw('b', URL_1), await draw('a', `${URL_1}?2`), await draw('a', URL_1, { seed: 2 })].map(hash)
  expect(new Set([first, ...others]).size).toBe(4)
  expect(hash(await draw('a', png))).not.toBe(hash(await draw('a', new Blob([PNG, 'x'], { type: 'image/png' }))))
})

test('an answer with an address is fetched from there, and nothing that lets in at the service goes along', async () => {
  const address = 'https://media.pollinations.ai/abc'
  const { events, onEvent } = listen()
  const answer = jsonReply({ data: [{ url: address }] }, 200, { 'x-request-id': 'theirs', 'x-model-used': 'kontext-2' })
  const fetch = stub(answer, pictureReply())
  const headers = { 'x-own': '1' }
  const media = await editImage('a', { ...key, image: URL_1, seed: 7, headers, fetch, onEvent })
  const { url, method, headers: seen } = fetch.asked[1] ?? {}
  expect([fetch.asked.length, url, method, seen]).toEqual([2, address, 'GET', {}])
  expect(media).toMatchObject({ mediaType: 'image/png', model: 'kontext-2', seed: 7, requestId: 'theirs' })
  expect(media).not.toHaveProperty('url')
  expect(new Uint8Array(await media.blob.arrayBuffer())).toEqual(PNG)
  // The address shows in no event: who has it has the picture.
  expect(events.every((event) => !event.url.includes('abc'))).toBe(true)
})

test.each([
  ['JPEG', latin('\xff\xd8\xff\xe0'), 'image/jpeg'],
  ['WebP', latin('RIFF\x1a\0\0\0WEBPVP8L'), 'image/webp'],
  ['SVG', latin('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
])('the media type is by the bytes: %s', async (_what, bytes, type) => {
  const reply = jsonReply({ data: [{ b64_json: Buffer.from(bytes).toString('base64') }] })
  expect((await editImage('a', { ...key, image: URL_1, fetch: stub(reply) })).mediaType).toBe(type)
})

// ---- failures

test.each([
  ['nothing', new Response(''), 'unexpected_content'],
  ['no JSON', new Response('drawn'), 'unexpected_content'],
  ['no data', jsonReply({ created: 1 }), 'unexpected_content'],
  ['an empty list', jsonReply({ data: [] }), 'empty'],
  ['an empty entry', jsonReply({ data: [{}] }), 'empty'],
  ['null', jsonReply({ data: [null] }), 'empty'],
  ['empty base64', jsonReply({ data: [{ b64_json: '' }] }), 'empty'],
  ['broken base64', jsonReply({ data: [{ b64_json: '%%%' }] }), 'unexpected_content'],
  ['a film', jsonReply({ data: [{ b64_json: btoa('\0\0\0\x18ftypisom') }] }), 'unexpected_content'],
  ['a script as its address', jsonReply({ data: [{ url: 'javascript:alert(1)' }] }), 'empty'],
  ['an error in a 200', jsonReply({ error: { message: 'no' } }), 'upstream'],
])('an answer with %s is a typed error', async (_what, reply, code) => {
  const error = await failureOf(editImage('a', { ...key, image: URL_1, fetch: stub(reply), maxRetries: 0 }))
  expect([error.name, error.code]).toEqual(['APIError', code])
})

test.each([
  [400, 'unsupported_image_media_type', 'Send PNG or JPEG', 'bad_request'],
  [413, 'PAYLOAD_TOO_LARGE', 'The picture is over 20 MB', 'too_large'],
  [400, 'content_blocked', 'This is not allowed', 'content_filtered'],
  [402, 'PAYMENT_REQUIRED', 'No pollen left', 'balance'],
  [401, 'UNAUTHORIZED', 'Bad key', 'invalid_key'],
])('%d %s: the words of the service are kept', async (status, code, message, own) => {
  const fetch = stub(jsonReply({ status, success: false, error: { code, message } }, status))
  const error = await failureOf(editImage('a', { ...key, image: png, fetch }))
  expect([error.code, error.status, fetch.asked.length]).toEqual([own, status, 1])
  expect(error.message).toContain(message)
  expect(error.context).toMatchObject({ operation: 'editImage', url: `${GEN}/v1/images/edits` })
})

test('an unknown model has the nearest known one suggested', async () => {
  const fetch = stub(jsonReply({ status: 400, error: { message: 'Unknown model: kontxt' } }, 400))
  const error = await failureOf(editImage('a', { ...key, image: URL_1, model: 'kontxt', fetch }))
  expect([error.code, error.suggestion]).toEqual(['bad_request', 'The nearest known model is kontext.'])
})

test('what stands at the address and is no picture is a typed error', async () => {
  const answer = jsonReply({ data: [{ url: 'https://media.pollinations.ai/abc' }] })
  const lost = stub(answer, jsonReply({ error: 'Not found' }, 404))
  expect((await failureOf(editImage('a', { ...key, image: URL_1, fetch: lost }))).code).toBe('not_found')
  const film = stub(answer, bytesReply(latin('\0\0\0\x18ftypisom'), 'video/mp4'))
  expect((await failureOf(editImage('a', { ...key, image: URL_1, fetch: film }))).code).toBe('unexpected_content')
})

// ---- bad input

test('pictures that are none are refused before any request', async () => {
  const fetch = stub(drawn())
  const empty = new Blob([], { type: 'image/png' })
  const odd = [
    undefined,
    null,
    '',
    ' ',
    7,
    {},
    [],
    [URL_1, ''],
    [png, empty],
    empty,
    [null],
    new Uint8Array(3),
    [[png]],
  ]
  for (const image of odd) {
    const error = await failureOf(editImage('a', { ...key, fetch, image: image as Blob }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
    expect(error.message).toBe('image must be a Blob with something in it, a URL, or a list of them.')
  }
  expect((await failureOf(editImage('a', undefined as never))).code).toBe('invalid_option')
  expect(fetch.asked).toEqual([])
})

test('a prompt that is none, or too long, is refused before any request', async () => {
  const fetch = stub(drawn())
  for (const prompt of ['', ' ', '\ud800', 'x'.repeat(32_001), undefined, null, 7]) {
    const error = await failureOf(editImage(prompt as string, { ...key, fetch, image: URL_1 }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_prompt'])
  }
  expect(fetch.asked).toEqual([])
})

test('options that are none, and providers without edits, are refused before any request', async () => {
  const fetch = stub(drawn())
  const classic = pollinationsClassic() as EditImageOptions['provider']
  const worker = { kind: 'flux-worker', url: 'https://flux.example' } as EditImageOptions['provider']
  const odd = [
    { width: -1 },
    { height: 1.5 },
    { seed: -1 },
    { quality: 'best' },
    { model: '' },
    { safe: 7 },
    { timeout: 0 },
    { provider: classic },
    { provider: worker },
  ]
  for (const options of odd) {
    const error = await failureOf(editImage('a', { ...key, image: URL_1, fetch, ...options } as EditImageOptions))
    expect([error.name, error.code], JSON.stringify(options)).toEqual(['ValidationError', 'invalid_option'])
  }
  expect(fetch.asked).toEqual([])
})

describe('the key', () => {
  test("is needed at gen's own host", async () => {
    const fetch = stub(drawn())
    for (const options of [{}, { apiKey: '' }, { provider: pollinations() }]) {
      const error = await failureOf(editImage('a', { image: URL_1, fetch, ...options }))
      expect([error.name, error.code]).toEqual(['AuthenticationError', 'missing_key'])
    }
    expect(fetch.asked).toEqual([])
  })

  test('stands in no result, error or event, even if the service echoes it in any place', async () => {
    const { events, onEvent } = listen()
    const echo = { 'x-request-id': `id-${KEY}`, 'x-model-used': `model-${KEY}` }
    const edit = (fetch: ReturnType<typeof stub>) => editImage('a', { ...key, image: URL_1, fetch, onEvent })
    const found = [
      await edit(stub(drawn(echo))),
      await edit(stub(jsonReply({ data: [{ url: 'https://media.pollinations.ai/abc' }] }, 200, echo), pictureReply())),
      await failureOf(edit(stub(jsonReply({ error: { message: `bad ${KEY}` } }, 401, echo)))),
    ]
    expect(findIn([found, events], KEY)).toEqual([])
  })
})

// ---- aborts

test('already aborted: the reason itself, and no request', async () => {
  const fetch = stub(drawn())
  const reason = new Error('enough')
  const options = { ...key, image: png, fetch, signal: AbortSignal.abort(reason) }
  expect(await rejectionOf(editImage('a', options))).toBe(reason)
  expect(fetch.asked).toEqual([])
})

test('an abort at any point is its reason at once, without a further request', async () => {
  const reason = new Error('enough')
  const silent = () => new Response(new ReadableStream({ pull: never }))
  const address = jsonReply({ data: [{ url: 'https://media.pollinations.ai/abc' }] })
  const cases = [
    { replies: [never], asked: 1 },
    { replies: [silent], asked: 1 },
    { replies: [address, never], asked: 2 },
    { replies: [address, silent], asked: 2 },
  ]
  for (const { replies, asked } of cases) {
    const controller = new AbortController()
    const fetch = stub(...replies)
    const pending = rejectionOf(editImage('a', { ...key, image: URL_1, fetch, signal: controller.signal }))
    await vi.waitFor(() => expect(fetch.asked).toHaveLength(asked))
    await new Promise((resolve) => setTimeout(resolve, 15))
    controller.abort(reason)
    expect(await pending).toBe(reason)
    expect(fetch.asked).toHaveLength(asked)
  }
})
