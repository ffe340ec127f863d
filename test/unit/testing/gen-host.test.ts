import { expect, test } from 'vitest'
import { createEmulator } from '../../../src/testing/index.ts'
import { GEN, KEY, postForm, user } from './ask.ts'

const routes: [string, string, (string | undefined)?][] = [
  ['POST', '/v1/chat/completions', JSON.stringify(user('bees'))],
  ['GET', '/text/bees'],
  ['POST', '/text', JSON.stringify(user('bees'))],
  ['GET', '/image/bees?width=8&height=8'],
  ['POST', '/v1/images/generations', JSON.stringify({ prompt: 'bees', size: '8x8' })],
  ['POST', '/v1/images/edits', JSON.stringify({ prompt: 'bees', size: '8x8', image: 'https://example.org/a.png' })],
  ['GET', '/video/bees'],
  ['GET', '/audio/bees'],
  ['POST', '/v1/audio/speech', JSON.stringify({ input: 'bees' })],
  ['POST', '/v1/embeddings', JSON.stringify({ input: 'bees' })],
]

test.each(routes)(
  '%s %s needs a key, in the header or in the query, and takes sk_ and pk_',
  async (method, path, body) => {
    const ask = (query = '', headers: Record<string, string> = {}) =>
      createEmulator()(`${GEN}${path}${path.includes('?') ? '&' : '?'}${query}`, {
        method,
        headers,
        ...(body ? { body } : {}),
      })
    expect((await ask()).status).toBe(401)
    expect((await ask('', { authorization: 'Bearer nonsense' })).status).toBe(401)
    expect((await ask('', { authorization: 'Bearer pk_test' })).status).toBe(200)
    expect((await ask('key=sk_test')).status).toBe(200)
  },
)

test('transcriptions need a key', async () => {
  const body = new FormData()
  body.set('file', new File(['x'], 'a.wav'))
  expect((await createEmulator()(`${GEN}/v1/audio/transcriptions`, { method: 'POST', body })).status).toBe(401)
  expect(
    (await postForm(createEmulator(), `${GEN}/v1/audio/transcriptions`, { file: new File(['x'], 'a.wav') })).status,
  ).toBe(200)
})

test('a missing key and a wrong one have the same shape and other words', async () => {
  const fetch = createEmulator({ keys: ['sk_good'] })
  const error = async (headers: Record<string, string>) =>
    (await (await fetch(`${GEN}/text/bees`, { headers })).json()).error
  const [missing, wrong] = [await error({}), await error(KEY)]
  expect([missing.code, wrong.code]).toEqual(['UNAUTHORIZED', 'UNAUTHORIZED'])
  expect(missing.message).not.toBe(wrong.message)
})

test('with a list of keys only these are taken', async () => {
  const fetch = createEmulator({ keys: ['sk_good'] })
  const status = async (key: string) => (await fetch(`${GEN}/text/bees?key=${key}`)).status
  expect([await status('sk_other'), await status('sk_good')]).toEqual([401, 200])
})

test('what was made once is there for everyone with its address, key or not', async () => {
  const fetch = createEmulator()
  const url = `${GEN}/image/bees?width=8&height=8`
  expect((await fetch(url)).status).toBe(401)
  expect((await fetch(url, { headers: KEY })).headers.get('x-cache-type')).toBe('GENERATED')
  const open = await fetch(url)
  expect([open.status, open.headers.get('x-cache-type')]).toEqual([200, 'EXACT'])
  expect((await fetch(`${url}&seed=1&key=sk_test`)).headers.get('x-cache-type')).toBe('GENERATED')
  expect((await fetch(`${url}&seed=1`)).headers.get('x-cache-type')).toBe('EXACT')
})

test.each([
  ['/models', 'openai'],
  ['/text/models', 'openai'],
  ['/image/models', 'flux'],
  ['/video/models', 'veo'],
  ['/audio/models', 'tts'],
  ['/embeddings/models', 'openai-3-small'],
])('%s is a free list of objects in which %s is an alias', async (path, alias) => {
  const models: { name: string; aliases: string[]; input_modalities: string[] }[] = await (
    await createEmulator()(GEN + path)
  ).json()
  const model = models.find(({ aliases }) => aliases.includes(alias))
  expect(model?.name).toMatch(/^[\w-]+\/[\w.-]+$/)
  expect(model?.input_modalities.length).toBeGreaterThan(0)
})

test('the image models include those for video, the speech models name their voices', async () => {
  const fetch = createEmulator()
  const images: { aliases: string[] }[] = await (await fetch(`${GEN}/image/models`)).json()
  expect(images.some(({ aliases }) => aliases.includes('veo'))).toBe(true)
  const audio: { aliases: string[]; voices?: string[] }[] = await (await fetch(`${GEN}/audio/models`)).json()
  expect(audio.find(({ aliases }) => aliases.includes('tts'))?.voices).toContain('alloy')
})

test('/v1/models lists all of them in the words of OpenAI', async () => {
  const { object, data } = await (await createEmulator()(`${GEN}/v1/models`)).json()
  expect(object).toBe('list')
  expect(data[0]).toMatchObject({ id: expect.stringContaining('/'), object: 'model' })
  expect(new Set(data.map((model: { category: string }) => model.category))).toEqual(
    new Set(['text', 'image', 'video', 'audio', 'embedding']),
  )
})

test('an unknown route is the plain 404 of the gateway', async () => {
  const response = await createEmulator()(`${GEN}/v2/nothing`, { headers: KEY })
  expect([response.status, await response.text()]).toEqual([404, 'Not Found'])
})

test('the id of a request is the one that it brings, else one that belongs to it', async () => {
  const id = async (headers: Record<string, string>) =>
    (await createEmulator()(`${GEN}/models`, { headers })).headers.get('x-request-id')
  expect(await id({ 'x-request-id': 'mine-1' })).toBe('mine-1')
  expect(await id({ 'x-request-id': 'not a good one' })).toMatch(/^[0-9a-f]{32}$/)
  expect(await id({})).toMatch(/^[0-9a-f]{32}$/)
})

test('everything is exposed to pages, and a preflight allows what it is asked for, for ten minutes', async () => {
  const fetch = createEmulator()
  expect((await fetch(`${GEN}/models`)).headers.get('access-control-expose-headers')).toBe('*')
  const headers = { 'access-control-request-headers': 'authorization,x-stainless-os' }
  const preflight = await fetch(`${GEN}/text/bees`, { method: 'OPTIONS', headers })
  expect([
    preflight.status,
    preflight.headers.get('access-control-allow-headers'),
    preflight.headers.get('access-control-max-age'),
  ]).toEqual([204, 'authorization,x-stainless-os', '600'])
})
