import { afterEach, describe, expect, test, vi } from 'vitest'
import { editImage, generateImage, type ImageOptions, type Media, pollinations } from '../../../src/index.ts'
import { listen } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { findIn } from '../helpers/search.ts'
import { jsonReply, PNG, pictureReply, type Stub, stub } from '../helpers/stub.ts'

afterEach(() => vi.unstubAllGlobals())

type Options = Pick<ImageOptions, 'provider' | 'headers' | 'onEvent' | 'model' | 'seed'>
type Call = (fetch: Stub, options?: Options) => Promise<Media>
const key = { apiKey: KEY, maxRetries: 0 }
// A percent sign makes gen's images go by POST.
const draw: Call = (fetch, options) => generateImage('100 % fox', { ...key, ...options, fetch })
const edit: Call = (fetch, options) =>
  editImage('night', { ...key, ...options, image: new Blob([PNG]), fetch } as never)
const CALLS: readonly [name: string, call: Call][] = [
  ['generateImage', draw],
  ['editImage', edit],
]

const ADDRESS = 'https://media.example/abc?token=secret'
const base64 = Buffer.from(PNG).toString('base64')
const url64 = Buffer.from(PNG).toString('base64url')
// Its base64 has both letters in which base64url differs.
const odd = new Uint8Array([...PNG, 0xfb, 0xff, 0xfe, 0xfb])
const oddUrl64 = Buffer.from(odd).toString('base64url')

describe.each(CALLS)('%s', (_name, call) => {
  test.each([
    ['base64', { b64_json: base64 }, PNG],
    ['base64 with line breaks', { b64_json: base64.replace(/.{20}/g, '$&\r\n') }, PNG],
    ['base64 between blanks', { b64_json: ` \n${base64}\n ` }, PNG],
    ['base64 without padding', { b64_json: base64.replace(/=+$/, '') }, PNG],
    ['base64url', { b64_json: url64 }, PNG],
    ['base64url with other letters', { b64_json: oddUrl64 }, odd],
    ['a data: URL in b64_json', { b64_json: `data:image/png;base64,${base64}` }, PNG],
    ['a data: URL in url', { url: `data:image/png;base64,${base64}` }, PNG],
    ['a data: URL of base64url', { url: `DATA:image/webp;name=a;BASE64,${url64}` }, PNG],
    ['a data: URL beside null', { b64_json: null, url: `data:;base64,${base64}` }, PNG],
    ['base64 in url', { url: base64 }, PNG],
    ['a broken base64 beside a good data: URL', { b64_json: '%%%', url: `data:image/png;base64,${base64}` }, PNG],
  ])('an image that comes as %s is returned', async (_what, item, bytes) => {
    const fetch = stub(jsonReply({ data: [item] }))
    const { mediaType, blob } = await call(fetch)
    expect([mediaType, new Uint8Array(await blob.arrayBuffer())]).toEqual(['image/png', bytes])
    expect(fetch.asked).toHaveLength(1)
  })

  test.each([
    ['url', { url: ADDRESS }],
    ['b64_json', { b64_json: ADDRESS }],
    ['url beside a blank b64_json', { b64_json: '', url: ADDRESS }],
    ['url beside a broken b64_json', { b64_json: '!', url: ADDRESS }],
    ['url in capitals', { url: ADDRESS.replace('https', 'HTTPS') }],
    ['url between blanks', { url: `\n${ADDRESS} ` }],
  ])('an address in %s is fetched, without the key and the headers of the caller', async (_what, item) => {
    const answer = jsonReply({ data: [item] }, 200, { 'x-request-id': 'theirs', 'x-model-used': `flux-${KEY}` })
    const fetch = stub(answer, pictureReply())
    const { events, onEvent } = listen()
    const media = await call(fetch, { headers: { 'x-own': '1' }, onEvent })
    const { url, method, headers, body } = fetch.asked[1] ?? {}
    expect([fetch.asked.length, url, method, headers, body]).toEqual([2, ADDRESS, 'GET', {}, undefined])
    expect(media).toMatchObject({ mediaType: 'image/png', model: 'flux-[key]', requestId: 'theirs' })
    expect(new Uint8Array(await media.blob.arrayBuffer())).toEqual(PNG)
    expect(media).not.toHaveProperty('url')
    // Whoever has the address has the image.
    expect(findIn(events, 'token=secret')).toEqual([])
  })

  test.each([
    ['null', [null, { b64_json: base64 }]],
    ['nothing', [{}, { b64_json: base64 }]],
    ['broken base64', [{ b64_json: '%%%' }, { b64_json: base64 }]],
    ['a video', [{ b64_json: btoa('\0\0\0\x18ftypisom') }, { url: `data:;base64,${base64}` }]],
    ['a script', [{ url: 'javascript:alert(1)' }, { b64_json: base64 }]],
    ['an address that is not one', [{ url: 'https://' }, { b64_json: base64 }]],
    ['no list at all', { b64_json: base64 }],
  ])('the first usable image is taken: before it %s', async (_what, data) => {
    const fetch = stub(jsonReply({ data }))
    expect(new Uint8Array(await (await call(fetch)).blob.arrayBuffer())).toEqual(PNG)
    expect(fetch.asked).toHaveLength(1)
  })

  test.each([
    ['a broken address', { url: 'http://[' }],
    ['a data: URL of a text', { url: 'data:text/plain;base64,aGVsbG8gdGhlcmU=' }],
    ['a data: URL that is cut', { b64_json: 'data:image/png;base64' }],
  ])('%s is `unexpected_content`, and not retried', async (_what, item) => {
    const fetch = stub(jsonReply({ data: [item] }))
    expect(await failureOf(call(fetch))).toMatchObject({ name: 'APIError', code: 'unexpected_content' })
    expect(fetch.asked).toHaveLength(1)
  })

  test.each([
    'http://localhost/x',
    'http://LOCALHOST:8080/x',
    'http://localhost./x',
    'http://app.localhost/x',
    'http://app.localhost./x',
    'http://127.0.0.1/x',
    'http://127.0.0.1./x',
    'http://127.1/x',
    'http://2130706433/x',
    'http://0x7f.1/x',
    'http://0177.0.0.1/x',
    'http://０x7f.1/x',
    'http://127。0。0。1/x',
    'http://0.0.0.0/x',
    'http://0/x',
    'http://10.0.0.1/x',
    'https://172.16.0.1/x',
    'http://172.31.255.255/x',
    'http://192.168.1.1/x',
    'http://100.100.100.200/x',
    'http://169.254.169.254/latest/meta-data/',
    'http://user:secret@169.254.169.254/x',
    'http://[::1]/x',
    'http://[::]/x',
    'http://[::ffff:10.0.0.1]/x',
    'http://[::ffff:a00:1]/x',
    'http://[64:ff9b::10.0.0.1]/x',
    'http://[fc00::1]/x',
    'http://[fd12:3456::1]/x',
    'http://[fe80::1]/x',
    'http://redis/x',
    'http://redis./x',
    'http://printer.local/x',
    'http://metadata.google.internal/x',
    'http://host.docker.internal./x',
  ])('on a server an address of its own network is refused before any request: %s', async (url) => {
    for (const item of [{ url }, { b64_json: url }]) {
      const fetch = stub(jsonReply({ data: [item] }), pictureReply())
      const error = await failureOf(call(fetch))
      expect(error).toMatchObject({ name: 'APIError', code: 'unexpected_content', retryable: false })
      expect(error.message).toContain('local address')
      expect(fetch.asked).toHaveLength(1)
    }
  })

  test.each(['https://cdn.example.com/x', 'https://xn--bcher-kva.example/x', 'http://a.b.international/x?y=127.0.0.1'])(
    'a public address is fetched: %s',
    async (url) => {
      const fetch = stub(jsonReply({ data: [{ url }] }), pictureReply())
      expect((await call(fetch)).mediaType).toBe('image/png')
      expect(fetch.asked[1]?.url).toBe(url)
    },
  )

  test("the service's own origin is fetched from, wherever it is, and nothing beside it", async () => {
    const provider = pollinations('http://127.0.0.1:8123/gen')
    const at = (url: string) => stub(jsonReply({ data: [{ url }] }), pictureReply())
    expect((await call(at('http://127.0.0.1:8123/files/1'), { provider })).mediaType).toBe('image/png')
    for (const url of [
      'http://127.0.0.1:8124/1',
      'http://127.0.0.1:81/1',
      'http://localhost:8123/1',
      'https://127.0.0.1:8123/1',
    ])
      expect((await failureOf(call(at(url), { provider }))).code).toBe('unexpected_content')
  })

  test('in a page the address may be local: the page reaches no more than its user', async () => {
    vi.stubGlobal('location', { href: 'http://localhost:3000/' })
    const fetch = stub(jsonReply({ data: [{ url: 'http://localhost:8188/view' }] }), pictureReply())
    expect((await call(fetch, { provider: pollinations('/api/ai') })).mediaType).toBe('image/png')
  })

  test.each([
    [200, 'text/plain', 'INTERNAL_SECRET of some length'],
    [200, 'image/png', 'INTERNAL_SECRET of some length'],
    [200, 'application/json', '{"error":{"message":"INTERNAL_SECRET"}}'],
    [200, 'text/html', '<title>INTERNAL_SECRET</title>'],
    [404, 'text/plain', 'INTERNAL_SECRET'],
    [403, 'application/json', '{"error":{"message":"INTERNAL_SECRET"}}'],
  ])('the text at an address is never repeated: %d %s', async (status, type, text) => {
    const there = new Response(text, { status, statusText: 'INTERNAL_SECRET', headers: { 'content-type': type } })
    const { events, onEvent } = listen()
    const error = await failureOf(call(stub(jsonReply({ data: [{ url: ADDRESS }] }), there), { onEvent }))
    expect(findIn([error, events], 'INTERNAL_SECRET')).toEqual([])
    expect(findIn([error, events], 'token=secret')).toEqual([])
  })
})
