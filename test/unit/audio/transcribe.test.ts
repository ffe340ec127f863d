import { expect, test } from 'vitest'
import { pollinations, speak, type TranscribeOptions, transcribe } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { formOf, latin, textsOf, WAV } from '../helpers/media.ts'
import { GEN, KEY, PROXY } from '../helpers/routes.ts'
import { jsonReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const key = { apiKey: KEY, maxRetries: 0 }
const wav = new Blob([WAV], { type: 'audio/wav' })
const said = () => jsonReply({ text: 'Hello, bees!' })
const plain = (text: string, type = 'text/plain; charset=utf-8') =>
  new Response(text, { headers: { 'content-type': type } })

async function sent(audio: Blob, options: TranscribeOptions = {}) {
  const fetch = stub(/text|srt|vtt/.test(options.format ?? '') ? plain('Hello') : said())
  await transcribe(audio, { ...key, ...options, fetch })
  const [asked] = fetch.asked
  if (!asked) throw new Error('nothing was asked')
  const form = await formOf(asked)
  return { ...asked, form, file: form.get('file') as File }
}

// ---- what goes over the wire

test('the recording goes as a form, alone when there are no options', async () => {
  const { method, url, headers, form, file } = await sent(wav)
  expect([method, url]).toEqual(['POST', `${GEN}/v1/audio/transcriptions`])
  expect(Object.keys(headers).sort()).toEqual(['authorization', 'content-type'])
  expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=[\w-]+$/)
  expect([...form.keys()]).toEqual(['file'])
  expect([file.name, file.type, new Uint8Array(await file.arrayBuffer())]).toEqual(['audio.wav', 'audio/wav', WAV])
})

test('each option has its field', async () => {
  const options = {
    model: 'whisper',
    language: 'de',
    prompt: 'Bienen,\nHonig',
    temperature: 0.5,
    format: 'verbose_json',
  }
  const { format, temperature, ...others } = options
  const { form } = await sent(wav, options as TranscribeOptions)
  expect(textsOf(form)).toEqual({ ...others, response_format: format, temperature: '0.5' })
  expect(textsOf((await sent(wav, { temperature: 0 })).form)).toEqual({ temperature: '0' })
  for (const format of ['json', 'verbose_json', 'text', 'srt', 'vtt'] as const) {
    expect(textsOf((await sent(wav, { format })).form)).toEqual({ response_format: format })
  }
})

test('behind another base it is the same form', async () => {
  const { url, headers } = await sent(wav, { provider: pollinations(PROXY), apiKey: undefined })
  expect(url).toBe(`${PROXY}/v1/audio/transcriptions`)
  expect(headers).not.toHaveProperty('authorization')
})

test.each([
  ['audio/wav', 'audio.wav'],
  ['audio/x-wav', 'audio.wav'],
  ['audio/vnd.wave', 'audio.wav'],
  ['audio/wave', 'audio.wave'],
  ['audio/mpeg', 'audio.mp3'],
  ['audio/mp3', 'audio.mp3'],
  ['audio/mp4', 'audio.mp4'],
  ['audio/x-m4a', 'audio.m4a'],
  ['audio/webm;codecs=opus', 'audio.webm'],
  ['video/mpeg', 'audio.mpeg'],
])('a Blob of %s is named by its type: %s', async (type, name) => {
  const { file } = await sent(new Blob([WAV], { type }))
  expect([file.name, file.type]).toEqual([name, type])
})

test.each([
  ['WAV', WAV, 'audio/wav', 'audio.wav'],
  ['MP3', latin('ID3\x04\0\0\0\0'), 'audio/mpeg', 'audio.mp3'],
  ['M4A', latin('\0\0\0\x20ftypM4A \0\0\0\0'), 'audio/mp4', 'audio.mp4'],
  ['WebM', latin('\x1aE\xdf\xa3\x01\0\0\0'), 'video/webm', 'audio.webm'],
])('a Blob without a type gets one by its bytes: %s', async (_what, bytes, type, name) => {
  for (const given of ['', 'application/octet-stream']) {
    const { file } = await sent(new Blob([bytes], { type: given }))
    expect([file.name, file.type, new Uint8Array(await file.arrayBuffer())]).toEqual([name, type, bytes])
  }
})

test('bytes that tell nothing are sent as they are', async () => {
  const { file } = await sent(new Blob([latin('\x01\x02\x03')]))
  expect([file.name, file.type]).toEqual(['audio', 'application/octet-stream'])
})

test('a file keeps its name, and gets an ending where it has none', async () => {
  expect((await sent(new File([WAV], 'talk.m4a', { type: 'audio/wav' }))).file.name).toBe('talk.m4a')
  expect((await sent(new File([WAV], 'talk', { type: 'audio/wav' }))).file.name).toBe('talk.wav')
  expect((await sent(new File([WAV], '', { type: 'audio/wav' }))).file.name).toBe('audio.wav')
})

test('a name with quotes and line breaks cannot break out of its field', async () => {
  const name = 'a"; name="model"\r\nX-Odd: 1\r\n\r\nb 蜂.wav'
  const { form, body } = await sent(new File([WAV], name, { type: 'audio/wav' }))
  expect([...form.keys()]).toEqual(['file'])
  const text = await (body as Blob).text()
  expect(text).toContain('filename="a%22; name=%22model%22%0D%0AX-Odd: 1%0D%0A%0D%0Ab 蜂.wav"')
})

test('a retry sends the identical bytes', async () => {
  const bodies: string[] = []
  const fetch = stub(async ({ body }) => {
    bodies.push(await (body as Blob).text())
    return bodies.length < 3 ? new Response('no', { status: 503 }) : said()
  })
  await transcribe(wav, { apiKey: KEY, fetch, retryDelay: () => 0, language: 'en' })
  expect(bodies).toHaveLength(3)
  expect(new Set(bodies).size).toBe(1)
  expect(new Set(fetch.asked.map(({ headers }) => headers['content-type'])).size).toBe(1)
})

// ---- results

test('the text is what the service heard', async () => {
  emulate()
  const { blob } = await speak('Hello, bees!', key)
  const { text, raw, requestId, ...others } = await transcribe(blob, key)
  expect(text).toContain(`I heard ${blob.size} bytes of audio/wav — thank you.`)
  expect([raw, requestId.length > 8]).toEqual([{ text }, true])
  expect(others).toEqual({})
})

test('verbose_json gives language, duration and segments', async () => {
  emulate()
  const { text, language, duration, segments, raw } = await transcribe(wav, {
    ...key,
    format: 'verbose_json',
    language: 'de',
  })
  expect([language, duration]).toEqual(['de', 7.5])
  expect(segments?.map(({ start, end }) => [start, end])).toEqual([
    [0, 2.5],
    [2.5, 5],
    [5, 7.5],
  ])
  expect(segments?.map((segment) => segment.text).join(' ')).toBe(text)
  expect(segments?.every((segment) => Object.keys(segment).join() === 'start,end,text')).toBe(true)
  expect(raw).toMatchObject({ task: 'transcribe' })
})

test.each([
  ['text', /^[A-Z][^{]+ bytes of audio\/wav/],
  ['srt', /^1\n00:00:00,000 --> 00:00:02,500\n/],
  ['vtt', /^WEBVTT\n\n00:00:00\.000 --> /],
] as const)('%s is the text itself', async (format, pattern) => {
  emulate()
  const { text, raw } = await transcribe(wav, { ...key, format })
  expect(text).toMatch(pattern)
  expect(raw).toBe(text)
})

test('a silent recording is an empty text, in each form', async () => {
  expect((await transcribe(wav, { ...key, fetch: stub(jsonReply({ text: '' })) })).text).toBe('')
  expect((await transcribe(wav, { ...key, format: 'srt', fetch: stub(plain('')) })).text).toBe('')
})

test('a provider that gives JSON where text was asked for is understood; a text that looks like JSON is a text', async () => {
  const json = stub(jsonReply({ text: 'Hello' }))
  expect(await transcribe(wav, { ...key, format: 'text', fetch: json })).toMatchObject({ text: 'Hello' })
  const { text } = await transcribe(wav, { ...key, format: 'text', fetch: stub(plain('{"text":"curly"}')) })
  expect(text).toBe('{"text":"curly"}')
})

test('numbers that come as texts are numbers, and what is odd is left out', async () => {
  const segments = [
    { start: '0.5', end: 1, text: 'a' },
    { start: 'x', end: 1, text: 'b' },
    { end: 1, text: 'c' },
    null,
    { start: 1, end: 2 },
  ]
  const fetch = stub(jsonReply({ text: 'a', language: 7, duration: '2.5', segments }))
  const { requestId: _, raw: __, ...result } = await transcribe(wav, { ...key, fetch })
  expect(result).toEqual({
    text: 'a',
    duration: 2.5,
    segments: [
      { start: 0.5, end: 1, text: 'a' },
      { start: 1, end: 2, text: '' },
    ],
  })
  const odd = stub(jsonReply({ text: 'a', duration: null, segments: 'none' }))
  expect(Object.keys(await transcribe(wav, { ...key, fetch: odd }))).toEqual(['text', 'raw', 'requestId'])
})

// ---- failures

test.each([
  ['no text in it', jsonReply({ words: [] }), {}, 'unexpected_content'],
  ['a text that is none', jsonReply({ text: 7 }), {}, 'unexpected_content'],
  ['a list', jsonReply([]), {}, 'unexpected_content'],
  ['no JSON', plain('Hello'), {}, 'unexpected_content'],
  ['nothing', plain(''), {}, 'empty'],
  ['a page', plain('<html><title>Gone</title>', 'text/html'), { format: 'text' }, 'unexpected_content'],
  ['a sound', plain('RIFF', 'audio/wav'), { format: 'text' }, 'unexpected_content'],
  ['an error in a 200', jsonReply({ error: { message: 'upstream is gone' } }), {}, 'upstream'],
  ['a status in a 200', jsonReply({ status: 400, error: { message: 'odd' } }), {}, 'bad_request'],
] as const)('an answer with %s is a typed error', async (_what, reply, options, code) => {
  const error = await failureOf(transcribe(wav, { ...key, ...options, fetch: stub(reply) }))
  expect([error.name, error.code]).toEqual(['APIError', code])
})

test('a format that the service does not take is told in its words', async () => {
  emulate()
  const error = await failureOf(transcribe(new File(['notes'], 'notes.txt', { type: 'text/plain' }), key))
  expect([error.code, error.status]).toEqual(['bad_request', 400])
  expect(error.message).toContain('mp3, mp4, mpeg, mpga, m4a, wav, webm')
})

test('a recording that is too large for the service is `too_large`, in its words, and sent once', async () => {
  const body = { status: 413, success: false, error: { code: 'PAYLOAD_TOO_LARGE', message: 'At most 25 MB' } }
  const fetch = stub(jsonReply(body, 413))
  const error = await failureOf(transcribe(wav, { apiKey: KEY, fetch }))
  expect([error.code, error.status, fetch.asked.length]).toEqual(['too_large', 413, 1])
  expect(error.message).toContain('At most 25 MB')
})

test('an unknown model has the nearest known one suggested', async () => {
  const fetch = stub(jsonReply({ status: 404, error: { message: 'Model not found' } }, 404))
  const error = await failureOf(transcribe(wav, { ...key, model: 'wisper', fetch }))
  expect([error.code, error.suggestion]).toEqual(['not_found', 'The nearest known model is whisper-large-v3.'])
})

test('what is no file, or an empty one, is refused before any request', async () => {
  const fetch = stub(said())
  for (const audio of [undefined, null, 'talk.wav', new Blob([]), new Uint8Array(3), {}, 7, { size: 3, type: '' }]) {
    const error = await failureOf(transcribe(audio as Blob, { ...key, fetch }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
    expect(error.message).toContain('The audio must be a Blob')
  }
  expect(fetch.asked).toEqual([])
})
