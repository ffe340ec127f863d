import { expect, test } from 'vitest'
import { pollinationsClassic, type SpeakOptions, speak } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { bytesReply, latin, soundReply, WAV } from '../helpers/media.ts'
import { GEN, KEY, TEXT } from '../helpers/routes.ts'
import { jsonReply, never, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'
import { decodeWav } from '../testing/decode.ts'

useEmulator()

const key = { apiKey: KEY, maxRetries: 0 }
const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())

test.each([
  ['by GET', 'Hello, bees!'],
  ['by POST', 'Hello, 100 % of the bees!'],
])('%s the sound is whole, can be decoded, and grows with its text', async (_way, text) => {
  emulate()
  const short = await speak(text, key)
  const long = await speak(text.repeat(3), key)
  expect([short.mediaType, short.blob.type]).toEqual(['audio/wav', 'audio/wav'])
  const seconds = async ({ blob }: { blob: Blob }) => decodeWav(await bytesOf(blob)).seconds
  expect(await seconds(long)).toBeGreaterThan((await seconds(short)) * 2)
  expect(await bytesOf((await speak(text, { ...key, voice: 'nova' })).blob)).not.toEqual(await bytesOf(short.blob))
  expect(await seconds(await speak(text, { ...key, duration: 2 }))).toBe(2)
})

test('the url of a GET is keyless and gives the same sound; a POST has none', async () => {
  emulate()
  const { url, blob } = await speak('Hello, bees!', { ...key, voice: 'nova', seed: 5 })
  expect(url).toBe(`${GEN}/audio/Hello%2C%20bees!?voice=nova&seed=5`)
  expect(await bytesOf(await (await fetch(url as string)).blob())).toEqual(await bytesOf(blob))
  expect(await speak('100 %', key)).not.toHaveProperty('url')
})

test('model, cache and request id are told as the service says', async () => {
  const headers = { 'x-model-used': 'elevenlabs/eleven-v3', 'x-cache': 'HIT', 'x-request-id': 'id-1' }
  const told = await speak('Hello', { ...key, model: 'tts', fetch: stub(soundReply(headers)) })
  expect(told).toMatchObject({ model: 'elevenlabs/eleven-v3', cached: true, requestId: 'id-1' })
  const silent = await speak('Hello', { ...key, model: 'tts', requestId: 'mine', fetch: stub(soundReply()) })
  expect([silent.model, silent.requestId]).toEqual(['tts', 'mine'])
  expect(silent).not.toHaveProperty('cached')
  expect(await speak('Hello', { ...key, fetch: stub(soundReply()) })).not.toHaveProperty('model')
})

test.each([
  ['MP3 with a tag', latin('ID3\x04\0\0\0\0\0\0'), 'application/octet-stream', 'audio/mpeg'],
  ['MP3', latin('\xff\xfb\x90\x64'), 'audio/mp3', 'audio/mpeg'],
  ['WAV called MP3', WAV, 'audio/mpeg', 'audio/wav'],
  ['WAV called raw', WAV, 'audio/pcm', 'audio/wav'],
  ['Opus', latin('OggS\0\x02\0\0'), 'audio/opus', 'audio/ogg'],
  ['Ogg by either name', latin('OggS\0\x02\0\0'), 'application/ogg', 'audio/ogg'],
  ['FLAC', latin('fLaC\0\0\0\x22'), 'audio/flac', 'audio/flac'],
  ['AAC', latin('\xff\xf1\x50\x80'), 'audio/aac', 'audio/aac'],
  ['M4A', latin('\0\0\0\x20ftypM4A \0\0\0\0'), 'video/mp4', 'audio/mp4'],
  ['sound in MP4', latin('\0\0\0\x20ftypisom\0\0\0\0'), 'audio/mp4', 'audio/mp4'],
  ['sound in WebM', latin('\x1aE\xdf\xa3\x01\0\0\0'), 'Audio/WebM; codecs=opus', 'audio/webm'],
  ['raw samples', latin('\0\0\x01\0\x02\0'), 'audio/pcm', 'audio/pcm'],
  ['raw samples that look like JSON', latin('{\0\x5b\0\0\0'), 'audio/pcm', 'audio/pcm'],
  ['raw samples that look like MP3', latin('\xff\xfb\0\0\0\0'), 'audio/L16; rate=24000', 'audio/l16'],
])('the media type is right by the bytes: %s', async (_what, bytes, header, type) => {
  const { mediaType, blob } = await speak('Hello', { ...key, fetch: stub(bytesReply(bytes, header)) })
  expect([mediaType, blob.type]).toEqual([type, type])
  expect(await bytesOf(blob)).toEqual(bytes)
})

test.each([
  ['a text', latin('I can not say that.'), 'text/plain', 'I can not say that.'],
  ['JSON', latin('{"error":{"message":"No voice today"}}'), 'audio/mpeg', 'No voice today'],
  ['a page', latin('<!doctype html><title>Gone</title>'), 'text/html', 'Gone'],
  ['a picture', latin('\x89PNG\r\n\x1a\n'), 'audio/mpeg', 'image/png'],
  ['a film', latin('\0\0\0\x18ftypisom\0\0\0\0'), 'video/mp4', 'video/mp4'],
  ['bytes of no kind', latin('\x01\x02\x03\x04'), 'application/octet-stream', 'application/octet-stream'],
])('%s in place of a sound is unexpected_content', async (_what, bytes, header, said) => {
  const error = await failureOf(speak('Hello', { ...key, fetch: stub(bytesReply(bytes, header)) }))
  expect([error.name, error.code]).toEqual(['APIError', 'unexpected_content'])
  expect(error.message).toContain(said)
})

test('no bytes are `empty`', async () => {
  const error = await failureOf(speak('Hello', { ...key, fetch: stub(bytesReply(latin(''), 'audio/mpeg')) }))
  expect([error.name, error.code]).toEqual(['APIError', 'empty'])
})

test('a broken body is no sound', async () => {
  emulate({ cut: 30, reset: true })
  expect((await failureOf(speak('Hello', key))).code).toBe('network')
  emulate({ stall: 30 })
  expect((await failureOf(speak('Hello', { ...key, stallTimeout: 30 }))).code).toBe('stalled')
})

// ---- names that the service does not know

const refusal = (message: string, details?: object) =>
  stub(jsonReply({ status: 400, success: false, error: { code: 'BAD_REQUEST', message, details } }, 400))

test.each<[string, SpeakOptions, string, string]>([
  ['voice', { voice: 'aloy' }, "Unknown voice 'aloy'.", 'alloy'],
  ['voice', { voice: 'nove', model: 'tts' }, "Model tts has no voice 'nove'.", 'nova'],
  ['format', { format: 'mp33' }, 'Unsupported response_format: mp33', 'mp3'],
  ['model', { model: 'elevenlab' }, "Invalid model 'elevenlab'", 'elevenlabs'],
  ['model', { model: 'elevenlab', voice: 'nova' }, 'No such model', 'elevenlabs'],
])(
  'the service’s words about an unknown %s are kept, and the nearest name is suggested: %j',
  async (word, options, message, near) => {
    for (const text of ['Hello', '100 %']) {
      const error = await failureOf(speak(text, { ...key, ...options, fetch: refusal(message) }))
      expect([error.name, error.code, error.status]).toEqual(['APIError', 'bad_request', 400])
      expect(error.message).toContain(message)
      expect(error.suggestion).toBe(`The nearest known ${word} is ${near}.`)
    }
  },
)

test('so it is on the emulator, which refuses voices and formats as the service does', async () => {
  emulate()
  const cases = [
    [{ voice: 'novaa' }, 'Unknown voice: novaa', 'The nearest known voice is nova.'],
    [
      { format: 'mp33' },
      'response_format: Invalid option: expected one of mp3, opus',
      'The nearest known format is mp3.',
    ],
  ] as const
  for (const [options, said, suggestion] of cases) {
    for (const text of ['Hello', '100 %']) {
      const error = await failureOf(speak(text, { ...key, ...options }))
      expect([error.code, error.suggestion]).toEqual(['bad_request', suggestion])
      expect(error.message).toContain(said)
    }
  }
  // A voice may be a provider's id.
  expect((await speak('Hello', { ...key, voice: 'EXAVITQu4vr4xnSDxMaL' })).blob.size).toBeGreaterThan(100)
})

test('what the service says of single fields is kept too, and counts', async () => {
  const details = { name: 'ValidationError', formErrors: [], fieldErrors: { voice: ['Invalid option', 'Too odd'] } }
  const said = 'Something was wrong with the input data, check the details for more info.'
  const error = await failureOf(speak('Hello', { ...key, voice: 'shimer', fetch: refusal(said, details) }))
  expect(error.message).toContain(`${said} voice: Invalid option,Too odd`)
  expect(error.suggestion).toBe('The nearest known voice is shimmer.')
  const odd = await failureOf(speak('Hello', { ...key, fetch: refusal('No.', { fieldErrors: null }) }))
  expect(odd.message).toContain('(No.)')
})

test('a name that is like none, or that is known, has no suggestion of a name', async () => {
  for (const voice of ['zzz', 'nova', 'alloy']) {
    const error = await failureOf(speak('Hello', { ...key, voice, fetch: refusal('Bad voice') }))
    expect(error.suggestion).toBe('Check the options and the model.')
  }
  const other = await failureOf(speak('Hello', { ...key, voice: 'aloy', fetch: refusal('Bad text') }))
  expect(other.suggestion).toBe('Check the options and the model.')
})

// ---- tries

test('on gen a timeout is repeated, since identical requests are joined there; on the classic host it is not', async () => {
  for (const [text, provider, tries] of [
    ['Hello', undefined, 2],
    ['100 %', undefined, 2],
    ['Hello there', pollinationsClassic(), 1],
    ['Hello', pollinationsClassic(), 1],
  ] as const) {
    const fetch = stub(never)
    const error = await failureOf(
      speak(text, { apiKey: KEY, provider, fetch, timeout: 20, maxRetries: 1, retryDelay: () => 0 }),
    )
    expect([error.code, fetch.asked.length]).toEqual(['timeout', tries])
    expect(fetch.asked.at(-1)?.url).toBe(fetch.asked[0]?.url)
    expect(fetch.asked.at(-1)?.body).toBe(fetch.asked[0]?.body)
  }
})

// ---- the classic host

test('the classic host says the text, by GET and by POST', async () => {
  const emulator = emulate()
  for (const text of ['Hello there', 'Hello']) {
    const { mediaType, url, model } = await speak(text, { provider: pollinationsClassic() })
    expect([mediaType, model]).toEqual(['audio/wav', 'openai-audio'])
    if (text === 'Hello') expect(url).toBeUndefined()
    else expect(url).toBe(`${TEXT}/Hello%20there?model=openai-audio&voice=alloy`)
  }
  expect(emulator.requests.map(({ method }) => method)).toEqual(['GET', 'POST'])
})

test('the classic host’s refusal of callers without an account is `plan`', async () => {
  emulate({ status: 402 })
  const error = await failureOf(speak('Hello there', { provider: pollinationsClassic() }))
  expect([error.name, error.code, error.status]).toEqual(['PaymentError', 'plan', 402])
})

test('an answer in words in place of a sound is unexpected_content, with the words', async () => {
  emulate({ body: 'Hello! How can I help you?' })
  const error = await failureOf(speak('Hello there', { provider: pollinationsClassic() }))
  expect(error.code).toBe('unexpected_content')
  expect(error.message).toContain('How can I help you?')
})
