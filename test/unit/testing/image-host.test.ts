import { expect, test } from 'vitest'
import { createEmulator } from '../../../src/testing/index.ts'
import { bytesOf, IMAGE } from './ask.ts'
import { decodePng } from './decode.ts'

const fetch = createEmulator()

test.each([
  ['/prompt/a%20bee?width=40&height=30', 40, 30],
  ['/a%20bee?width=40&height=30', 40, 30],
  ['/prompt/a%20bee', 1024, 1024],
  ['/prompt/a%20bee?width=junk&height=12.9px', 1024, 12],
  ['/prompt/a%20bee?width=0&height=-5', 1024, 1024],
  ['/prompt/a%20bee?width=9&height=99999', 9, 4096],
  ['/prompt/', 1024, 1024],
])('%s is a picture of %i × %i', async (path, width, height) => {
  const response = await fetch(IMAGE + path)
  const bytes = await bytesOf(response)
  const png = decodePng(bytes)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(response.headers.get('content-length')).toBe(`${bytes.length}`)
  expect([png.width, png.height]).toEqual([width, height])
})

test('a picture differs by prompt, seed, model and salt, and the same input gives the same bytes on any emulator', async () => {
  const size = 'width=32&height=32'
  const draw = (path: string, seed = 0) => bytesOf(createEmulator({ seed })(`${IMAGE}/prompt/${path}&${size}`))
  const first = await draw('bee?seed=1&model=flux')
  expect(await draw('bee?model=flux&seed=1')).toEqual(first)
  expect(await draw('bed?seed=1&model=flux')).not.toEqual(first)
  expect(await draw('bee?seed=2&model=flux')).not.toEqual(first)
  expect(await draw('bee?seed=1&model=turbo')).not.toEqual(first)
  expect(await draw('bee?seed=1&model=flux', 9)).not.toEqual(first)
})

test('a missing seed or junk is the seed 42', async () => {
  const draw = (query: string) => bytesOf(fetch(`${IMAGE}/prompt/bee?width=16&height=16${query}`))
  expect(await draw('')).toEqual(await draw('&seed=42'))
  expect(await draw('&seed=junk')).toEqual(await draw('&seed=42'))
})

test('a picture may be cached for ever, is a MISS at first and a HIT when the same is asked again in any order', async () => {
  const emulator = createEmulator()
  const first = await emulator(`${IMAGE}/prompt/bee?width=8&height=8`)
  const again = await emulator(`${IMAGE}/prompt/bee?height=8&width=8`)
  expect(first.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect([first.headers.get('x-cache'), first.headers.get('x-cache-type')]).toEqual(['MISS', null])
  expect([again.headers.get('x-cache'), again.headers.get('x-cache-type')]).toEqual(['HIT', 'EXACT'])
})

test('every answer tells of the migration', async () => {
  const { headers } = await fetch(`${IMAGE}/prompt/bee?width=8&height=8`)
  for (const name of ['migration', 'docs', 'signup']) expect(headers.get(`x-pollinations-${name}`)).toMatch(/^https:/)
  expect(headers.get('link')).toContain('rel="successor-version"')
})

test('the models are a list of names that is not kept', async () => {
  const response = await fetch(`${IMAGE}/models`)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toEqual(expect.arrayContaining(['flux', 'turbo', 'kontext', 'gptimage', 'zimage']))
})

test('HEAD is 204, and makes nothing', async () => {
  const response = await fetch(`${IMAGE}/prompt/bee`, { method: 'HEAD' })
  expect([response.status, response.body]).toEqual([204, null])
})

test.each([
  ['a token in the query', '?token=abc', {}],
  ['an Authorization header', '', { authorization: 'Bearer sk_test' }],
])('%s gets the error that sends to enter.pollinations.ai', async (_name, query, headers) => {
  const response = await fetch(`${IMAGE}/prompt/bee${query}`, { headers })
  expect(response.status).toBe(403)
  expect(response.headers.get('x-error-type')).toBe('Forbidden')
  expect(await response.json()).toMatchObject({
    error: 'Forbidden',
    message: expect.stringContaining('https://enter.pollinations.ai'),
  })
})

test('a POST is 404 in the shape of the host', async () => {
  const response = await fetch(`${IMAGE}/prompt/bee`, { method: 'POST', body: '{}' })
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ error: 'Not Found', timingInfo: [], requestParameters: {} })
})

test('a preflight allows GET, POST and DELETE with any header, which by the standard leaves out Authorization', async () => {
  const response = await fetch(`${IMAGE}/prompt/bee`, { method: 'OPTIONS' })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, DELETE, OPTIONS')
  expect(response.headers.get('access-control-allow-headers')).toBe('*')
})

test('the page may read the error and cache headers, and no other of the host', async () => {
  const { headers } = await fetch(`${IMAGE}/models`)
  expect(headers.get('access-control-allow-origin')).toBe('*')
  const exposed = headers.get('access-control-expose-headers')
  for (const name of ['X-Error-Type', 'X-Error-Status', 'X-Error-Message', 'X-Rate-Limited', 'X-Cache'])
    expect(exposed).toContain(name)
  expect(exposed).not.toContain('Fallback')
})
