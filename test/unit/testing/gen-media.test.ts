import { expect, test } from 'vitest'
import { createEmulator } from '../../../src/testing/index.ts'
import { bytesOf, GEN, KEY, MEDIA, post, postForm } from './ask.ts'
import { decodePng, decodeWav } from './decode.ts'

const fetch = createEmulator()
const WAV = new File([new Uint8Array(44)], 'talk.wav', { type: 'audio/wav' })
const get = (path: string) => fetch(GEN + path, { headers: KEY })
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

test('GET /image is a picture of the asked size that may be kept for ever', async () => {
  const response = await get('/image/a%20bee/on%0Aa%20flower?width=20&height=10&seed=5&model=flux')
  expect(decodePng(await bytesOf(response))).toMatchObject({ width: 20, height: 10 })
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(response.headers.get('x-model-used')).toBe('flux')
})

test('on gen a missing seed is 0, and junk is 400', async () => {
  const draw = (query: string) => bytesOf(get(`/image/bee?width=8&height=8${query}`))
  expect(await draw('')).toEqual(await draw('&seed=0'))
  expect(await draw('')).not.toEqual(await draw('&seed=1'))
  expect((await get('/image/bee?width=wide')).status).toBe(400)
  expect((await get('/image/bee?seed=-2')).status).toBe(400)
})

test('GET /image with a video model is a film', async () => {
  expect((await get('/image/bee?model=veo')).headers.get('content-type')).toBe('video/mp4')
})

test('POST /v1/images/generations gives base64, size and seed respected', async () => {
  const draw = async (more: object) =>
    (await post(fetch, `${GEN}/v1/images/generations`, { prompt: 'bee', size: '24x12', ...more })).json()
  const { created, data, usage } = await draw({})
  expect([typeof created, data[0].revised_prompt]).toEqual(['number', 'bee'])
  expect(usage).toMatchObject({ output_tokens: 1, input_tokens_details: { text_tokens: 1 } })
  expect(decodePng(fromBase64(data[0].b64_json))).toMatchObject({ width: 24, height: 12 })
  expect((await draw({ seed: 2 })).data[0].b64_json).not.toBe(data[0].b64_json)
})

test('response_format url gives an address on the media host, where the picture is', async () => {
  const response = await post(fetch, `${GEN}/v1/images/generations`, {
    prompt: 'bee',
    size: '24x12',
    response_format: 'url',
  })
  const [{ url, b64_json }] = (await response.json()).data
  expect([b64_json, response.headers.get('link')]).toEqual([undefined, `<${url}>; rel="enclosure"`])
  const file = await fetch(url)
  expect(file.headers.get('content-type')).toBe('image/png')
  expect(decodePng(await bytesOf(file))).toMatchObject({ width: 24, height: 12 })
})

test.each([
  ['no prompt', {}, 'prompt'],
  ['two pictures', { prompt: 'bee', n: 2 }, 'n'],
  ['a size that is none', { prompt: 'bee', size: 'big' }, 'size'],
])('a generation with %s is 400', async (_name, body, field) => {
  const response = await post(fetch, `${GEN}/v1/images/generations`, body)
  expect(response.status).toBe(400)
  expect(Object.keys((await response.json()).error.details.fieldErrors)).toEqual([field])
})

test('edits take an address, a list of objects or files, and refuse a plain list of texts as the service does', async () => {
  const edit = (image: unknown) => post(fetch, `${GEN}/v1/images/edits`, { prompt: 'wings', size: '16x16', image })
  for (const image of ['https://example.org/a.png', [{ image_url: 'https://example.org/a.png' }]]) {
    const { data } = await (await edit(image)).json()
    expect(decodePng(fromBase64(data[0].b64_json)).width).toBe(16)
  }
  expect((await edit(['https://example.org/a.png'])).status).toBe(400)
  expect((await edit(undefined)).status).toBe(400)
})

test('edits by multipart depend on the files and, as on the service, not on the seed', async () => {
  const edit = async (file: string, fields: Record<string, string> = {}) => {
    const response = await postForm(createEmulator(), `${GEN}/v1/images/edits`, {
      prompt: 'wings',
      size: '16x16',
      image: new File([file], 'a.png', { type: 'image/png' }),
      ...fields,
    })
    return (await response.json()).data[0].b64_json
  }
  expect(await edit('one', { seed: '1' })).toBe(await edit('one', { seed: '2' }))
  expect(await edit('one')).not.toBe(await edit('two'))
  expect((await postForm(fetch, `${GEN}/v1/images/edits`, { prompt: 'wings' })).status).toBe(400)
})

test('GET /video is an MP4 file, and its duration has bounds', async () => {
  const response = await get('/video/bee?duration=4&aspectRatio=9:16')
  expect(response.headers.get('content-type')).toBe('video/mp4')
  expect(new TextDecoder().decode((await bytesOf(response)).subarray(4, 12))).toBe('ftypisom')
  expect((await get('/video/bee?duration=200')).status).toBe(400)
})

test('speech by GET and by POST is the same WAV, whatever format was asked for', async () => {
  const got = await get('/audio/hello%20bees?voice=nova&response_format=mp3')
  const posted = await post(fetch, `${GEN}/v1/audio/speech`, {
    input: 'hello bees',
    voice: 'nova',
    response_format: 'opus',
  })
  const [a, b] = [await bytesOf(got), await bytesOf(posted)]
  expect([got.headers.get('content-type'), posted.headers.get('content-type')]).toEqual(['audio/wav', 'audio/wav'])
  expect(got.headers.get('x-tts-voice')).toBe('nova')
  expect(a).toEqual(b)
  expect(decodeWav(a).seconds).toBeGreaterThan(0.3)
})

test('pcm is the raw samples', async () => {
  const wav = await bytesOf(get('/audio/hello'))
  const response = await get('/audio/hello?response_format=pcm')
  expect(response.headers.get('content-type')).toBe('audio/pcm')
  expect(await bytesOf(response)).toEqual(wav.slice(44))
})

test('speech grows with its text, differs by seed, lasts as long as it is told to, and has bounds', async () => {
  const speak = (body: object) => post(fetch, `${GEN}/v1/audio/speech`, body)
  const seconds = async (body: object) => decodeWav(await bytesOf(speak(body))).seconds
  expect(await seconds({ input: 'a much longer text about bees' })).toBeGreaterThan(
    (await seconds({ input: 'bees' })) * 2,
  )
  expect(await seconds({ input: 'bees', duration: 2 })).toBe(2)
  expect(await bytesOf(speak({ input: 'bees', seed: 1 }))).not.toEqual(await bytesOf(speak({ input: 'bees', seed: 2 })))
  for (const body of [{ input: '' }, { input: 'x'.repeat(10_001) }, { input: 'x', duration: 301 }])
    expect((await speak(body)).status).toBe(400)
})

test.each([
  ['json', 'application/json; charset=utf-8', /^\{"text":"/],
  ['text', 'text/plain; charset=utf-8', /^[A-Z][^{]+44 bytes of audio\/wav/],
  ['srt', 'text/plain; charset=utf-8', /^1\n00:00:00,000 --> 00:00:02,500\n.+\n\n2\n/],
  ['vtt', 'text/plain; charset=utf-8', /^WEBVTT\n\n00:00:00\.000 --> 00:00:02\.500\n/],
  ['verbose_json', 'application/json; charset=utf-8', /"language":"de","duration":7\.5,/],
])('a transcription as %s', async (response_format, type, pattern) => {
  const response = await postForm(fetch, `${GEN}/v1/audio/transcriptions`, {
    file: WAV,
    response_format,
    language: 'de',
  })
  expect(response.headers.get('content-type')).toBe(type)
  expect(await response.text()).toMatch(pattern)
})

test('a file that is no sound is 400, and the answer names the formats that are accepted', async () => {
  const file = new File(['x'], 'notes.txt', { type: 'text/plain' })
  const response = await postForm(fetch, `${GEN}/v1/audio/transcriptions`, { file })
  expect(response.status).toBe(400)
  expect((await response.json()).error.message).toContain('mp3, mp4, mpeg, mpga, m4a, wav, webm')
  expect((await postForm(fetch, `${GEN}/v1/audio/transcriptions`, { model: 'whisper' })).status).toBe(400)
})

test('embeddings are floats or base64 of the same little-endian floats, one for each text', async () => {
  const embed = async (more: object) =>
    (await post(fetch, `${GEN}/v1/embeddings`, { input: ['bees', 'cars'], dimensions: 128, ...more })).json()
  const floats = await embed({})
  const packed = await embed({ encoding_format: 'base64' })
  expect(floats).toMatchObject({ object: 'list', usage: { prompt_tokens: 2, total_tokens: 2 } })
  expect(floats.data.map((item: { index: number }) => item.index)).toEqual([0, 1])
  for (const at of [0, 1]) {
    expect([...new Float32Array(fromBase64(packed.data[at].embedding).buffer)]).toEqual(floats.data[at].embedding)
    expect(floats.data[at].embedding).toHaveLength(128)
  }
  expect(floats.data[0].embedding).not.toEqual(floats.data[1].embedding)
})

test('embeddings take 1 to 32 texts and 128 to 4096 dimensions', async () => {
  const status = async (body: object) => (await post(fetch, `${GEN}/v1/embeddings`, body)).status
  expect(await status({ input: Array(32).fill('a') })).toBe(200)
  for (const body of [{ input: Array(33).fill('a') }, { input: [] }, {}, { input: 'a', dimensions: 64 }])
    expect(await status(body)).toBe(400)
})

test('an upload, by form, JSON or raw, can be fetched by everyone and kept for ever', async () => {
  const bytes = new TextEncoder().encode('“bee”')
  const data = btoa(String.fromCharCode(...bytes))
  const raw = { method: 'POST', headers: { ...KEY, 'content-type': 'text/bee' }, body: bytes }
  for (const response of [
    await postForm(fetch, `${MEDIA}/upload`, { file: new File([bytes], 'bee.txt', { type: 'text/bee' }) }),
    await post(fetch, `${MEDIA}/upload`, { data, contentType: 'text/bee' }),
    await post(fetch, `${MEDIA}/upload`, { data: `data:text/bee;base64,${data}` }),
    await fetch(`${MEDIA}/upload`, raw),
  ]) {
    const { id, url, contentType, size } = await response.json()
    expect({ url, contentType, size }).toEqual({ url: `${MEDIA}/${id}`, contentType: 'text/bee', size: 9 })
    const file = await fetch(url)
    expect([await file.clone().text(), file.headers.get('content-type')]).toEqual(['“bee”', 'text/bee'])
    expect([
      file.headers.get('cache-control'),
      file.headers.get('x-content-id'),
      file.headers.get('x-content-size'),
    ]).toEqual(['public, max-age=31536000, immutable', id, '9'])
  }
})

test('the same bytes twice are two files', async () => {
  const upload = async () =>
    (await (await postForm(fetch, `${MEDIA}/upload`, { file: new File(['x'], 'x') })).json()).id
  expect(await upload()).not.toBe(await upload())
})

test('the media host says {error}: 401 without a key, 400 without a file, 404 for what is not there', async () => {
  const answers = [
    await fetch(`${MEDIA}/upload`, { method: 'POST', body: 'x' }),
    await postForm(fetch, `${MEDIA}/upload`, { other: 'x' }),
    await fetch(`${MEDIA}/nothing`),
  ]
  expect(answers.map((answer) => answer.status)).toEqual([401, 400, 404])
  for (const answer of answers) expect(await answer.json()).toEqual({ error: expect.any(String) })
})

test('the media host allows pages Content-Type and Authorization only', async () => {
  const { headers } = await fetch(`${MEDIA}/upload`, {
    method: 'OPTIONS',
    headers: { 'access-control-request-headers': 'x-file-name' },
  })
  expect(headers.get('access-control-allow-headers')).toBe('Content-Type, Authorization')
})
