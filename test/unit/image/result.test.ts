import { expect, test } from 'vitest'
import { generateImage, imageUrl, type Media, pollinations } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { bodyOf, jsonReply, PNG, pictureReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const from = (bytes: Uint8Array<ArrayBuffer> | string, type?: string, more: Record<string, string> = {}) =>
  generateImage('a fox', {
    fetch: async () => new Response(bytes, { headers: { ...(type && { 'content-type': type }), ...more } }),
    maxRetries: 0,
  })

const kinds: [what: string, bytes: Uint8Array<ArrayBuffer> | string, type: string][] = [
  ['PNG', PNG, 'image/png'],
  ['JPEG', latin('\xff\xd8\xff\xe0\0\x10JFIF'), 'image/jpeg'],
  ['GIF', latin('GIF89a\x01\0\x01\0'), 'image/gif'],
  ['WebP', latin('RIFF\x24\0\0\0WEBPVP8 '), 'image/webp'],
  ['AVIF', latin('\0\0\0\x1cftypavif\0\0\0\0'), 'image/avif'],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
  [
    'SVG with a declaration',
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- a fox -->\n<svg width="8"></svg>',
    'image/svg+xml',
  ],
]
test.each(
  kinds.flatMap(([what, bytes, type]) =>
    [type, 'image/jpeg', 'image/png', 'application/octet-stream', 'text/plain', undefined].map((header) => ({
      what,
      bytes,
      type,
      header,
    })),
  ),
)('the media type is right by the bytes: $what called $header', async ({ bytes, type, header }) => {
  const { mediaType, blob } = await from(bytes, header)
  expect([mediaType, blob.type]).toEqual([type, type])
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(
    typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes,
  )
})

test('a picture of a kind that nobody knows has the type of its header, without parameters', async () => {
  const { mediaType, blob } = await from(latin('\x01\x02\x03\x04\x05\x06\x07\x08'), 'image/x-odd; q=1')
  expect([mediaType, blob.type]).toEqual(['image/x-odd', 'image/x-odd'])
  const error = await failureOf(from(latin('\x01\x02\x03\x04\x05\x06\x07\x08'), 'application/octet-stream'))
  expect(error.code).toBe('unexpected_content')
})

test('the bytes are whole, however they come', async () => {
  const pieces = [...PNG].map((byte) => Uint8Array.of(byte))
  const { blob, mediaType } = await generateImage('a fox', { fetch: async () => new Response(bodyOf(pieces)) })
  expect([mediaType, new Uint8Array(await blob.arrayBuffer())]).toEqual(['image/png', PNG])
})

test('a large picture comes through unchanged', async () => {
  const large = new Uint8Array(5_000_000).map((_, at) => (at < PNG.length ? (PNG[at] ?? 0) : at))
  const { blob } = await from(large, 'image/png')
  expect(Buffer.compare(Buffer.from(await blob.arrayBuffer()), Buffer.from(large))).toBe(0)
})

test('the url is keyless and shows the same picture; a POST has none', async () => {
  const classic = await generateImage('a fox', { width: 8, height: 8, seed: 5, fetch: stub(pictureReply()) })
  expect(classic.url).toBe(imageUrl('a fox', { width: 8, height: 8, seed: 5 }))
  const gen = await generateImage('a fox', { width: 8, height: 8, seed: 5, apiKey: KEY, fetch: stub(pictureReply()) })
  expect(gen.url).toBe(imageUrl('a fox', { width: 8, height: 8, seed: 5, provider: pollinations() }))
  const emulator = emulate()
  const live = await generateImage('a fox', { width: 8, height: 8, seed: 'random', apiKey: KEY })
  const again = await fetch(live.url as string)
  expect(again.status).toBe(200)
  expect(new Uint8Array(await again.arrayBuffer())).toEqual(new Uint8Array(await live.blob.arrayBuffer()))
  expect(emulator.requests).toHaveLength(2)
  const posted = await generateImage('100 % fox', { width: 8, height: 8, apiKey: KEY })
  expect(posted).not.toHaveProperty('url')
})

test('the picture has the size that was asked for, on each way', async () => {
  emulate()
  for (const [prompt, options] of [
    ['a fox', {}],
    ['a fox', { apiKey: KEY }],
    ['100 % fox', { apiKey: KEY }],
  ] as const) {
    const { blob } = await generateImage(prompt, { width: 48, height: 20, ...options })
    const view = new DataView(await blob.arrayBuffer())
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([48, 20])
  }
})

test('the model is the one that the service says it used, else the one asked for', async () => {
  const model = async (options: object, headers: Record<string, string>): Promise<Media> =>
    generateImage('a fox', { ...options, fetch: stub(pictureReply(headers)) })
  expect((await model({ model: 'turbo' }, { 'x-model-used': 'stability-ai/sdxl-turbo' })).model).toBe(
    'stability-ai/sdxl-turbo',
  )
  expect((await model({ model: 'turbo' }, {})).model).toBe('turbo')
  expect((await model({}, { 'x-model-used': 'flux' })).model).toBe('flux')
})

test.each([
  [{ 'x-cache': 'HIT' }, true],
  [{ 'x-cache': 'MISS' }, false],
  [{ 'x-cache': 'HIT', 'x-cache-type': 'EXACT' }, true],
  [{ 'x-cache': 'HIT', 'x-cache-type': 'SEMANTIC' }, true],
  [{ 'x-cache': 'HIT', 'x-cache-type': 'GENERATED' }, false],
  [{}, undefined],
])('cached tells what the service says with %j: %s', async (headers: Record<string, string>, cached) => {
  const media = await generateImage('a fox', { fetch: stub(pictureReply(headers)) })
  if (cached === undefined) expect(media).not.toHaveProperty('cached')
  else expect(media.cached).toBe(cached)
})

test('the second time the emulator has it in store', async () => {
  emulate()
  for (const options of [{}, { apiKey: KEY }]) {
    const [first, second] = [
      await generateImage('a fox', { width: 8, height: 8, ...options }),
      await generateImage('a fox', { width: 8, height: 8, ...options }),
    ]
    expect([first.cached, second.cached]).toEqual([false, true])
  }
})

test('the seed of the result is the one that was sent', async () => {
  for (const seed of [0, 7, 2147483647]) {
    expect((await generateImage('a fox', { seed, fetch: stub(pictureReply()) })).seed).toBe(seed)
  }
})

const b64 = btoa(String.fromCharCode(...PNG))
const post = (body: unknown, status = 200) =>
  generateImage('100 % fox', { apiKey: KEY, maxRetries: 0, fetch: stub(jsonReply(body, status)) })

test('the picture of a POST is read from its base64, with the type of its bytes', async () => {
  const { blob, mediaType } = await post({ data: [{ b64_json: b64, media_type: 'image/jpeg' }] })
  expect([mediaType, new Uint8Array(await blob.arrayBuffer())]).toEqual(['image/png', PNG])
  const svg = await post({
    data: [{ b64_json: btoa('<svg xmlns="http://www.w3.org/2000/svg"/>'), media_type: 'image/svg+xml' }],
  })
  expect(svg.mediaType).toBe('image/svg+xml')
})

test.each([
  ['no data', {}, 'unexpected_content'],
  ['no JSON', 'hello', 'unexpected_content'],
  ['a list', [], 'unexpected_content'],
  ['an empty list', { data: [] }, 'empty'],
  ['an empty base64', { data: [{ b64_json: '' }] }, 'empty'],
  ['broken base64', { data: [{ b64_json: '%%%' }] }, 'unexpected_content'],
  ['base64 of a film', { data: [{ b64_json: btoa('\0\0\0\x18ftypmp42') }] }, 'unexpected_content'],
  ['base64 of a text', { data: [{ b64_json: btoa('hello there') }] }, 'unexpected_content'],
  ['base64 that is a number', { data: [{ b64_json: 7 }] }, 'unexpected_content'],
  ['null for a picture', { data: [null] }, 'empty'],
])('a POST answered with %s is a typed error', async (_what, body, code) => {
  const error = await failureOf(post(body))
  expect(error.name).toBe('APIError')
  expect(['unexpected_content', 'empty']).toContain(error.code)
  if (code === 'unexpected_content') expect(error.code).toBe(code)
})
