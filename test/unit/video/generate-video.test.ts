import { afterEach, expect, test, vi } from 'vitest'
import { generateVideo, pollinations, type VideoOptions } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { bytesReply, filmReply, latin, queryOf, soundReply } from '../helpers/media.ts'
import { GEN, KEY, PROXY } from '../helpers/routes.ts'
import { jsonReply, never, pictureReply, stub } from '../helpers/stub.ts'
import { advance, isOpen } from '../helpers/time.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()
afterEach(() => void vi.useRealTimers())

const key = { apiKey: KEY }
async function ask(prompt: string, options: VideoOptions = {}) {
  const fetch = stub(filmReply())
  const { events, onEvent } = listen()
  const media = await generateVideo(prompt, { ...key, ...options, fetch, onEvent })
  const [asked] = fetch.asked
  if (!asked) throw new Error('nothing was asked')
  return { ...asked, media, ignored: only(events, 'ignored').map(({ option }) => option) }
}

test('without options it is a GET of the prompt alone', async () => {
  const { method, url, headers, body } = await ask('a bee/ein Bär')
  expect([method, url, headers, body]).toEqual([
    'GET',
    `${GEN}/video/a%20bee%2Fein%20B%C3%A4r`,
    { authorization: `Bearer ${KEY}` },
    undefined,
  ])
})

test('each option has its parameter', async () => {
  const options = { model: 'veo', duration: 4, aspectRatio: '9:16', audio: true, seed: 7, image: 'https://a.b/1,2.png' }
  const wire = { ...options, duration: '4', audio: 'true', seed: '7', image: 'https://a.b/1%2C2.png' }
  expect(queryOf((await ask('a bee', options)).url)).toEqual(wire)
  for (const [name, value] of Object.entries(options)) {
    expect(queryOf((await ask('a bee', { [name]: value })).url)).toEqual({ [name]: wire[name as keyof typeof wire] })
  }
  const { url } = await ask('a bee', { image: ['https://a.b/1', 'https://a.b/2'] })
  expect(queryOf(url)).toEqual({ image: 'https://a.b/1|https://a.b/2' })
})

test('audio: false is not sent, since the service takes that text for true', async () => {
  expect((await ask('a bee', { audio: false })).url).toBe(`${GEN}/video/a%20bee`)
})

test("seed: 'random' is drawn and said", async () => {
  const { url, media } = await ask('a bee', { seed: 'random' })
  expect(queryOf(url)).toEqual({ seed: `${media.seed}` })
  expect((await ask('a bee')).media).not.toHaveProperty('seed')
})

test('behind another base it is the same address; a referrer is left out and told', async () => {
  const { url, ignored } = await ask('a bee', { provider: pollinations(PROXY), referrer: 'my-site' })
  expect([url, ignored]).toEqual([`${PROXY}/video/a%20bee`, ['referrer']])
})

test('a prompt that is the name of the list is still a prompt', async () => {
  emulate()
  expect((await generateVideo('models', { ...key, duration: 1 })).mediaType).toBe('video/mp4')
})

test('the film is whole, and its url gives it without a key', async () => {
  emulate()
  const { blob, mediaType, url } = await generateVideo('a bee', { ...key, duration: 2, aspectRatio: '9:16' })
  expect([mediaType, blob.type]).toEqual(['video/mp4', 'video/mp4'])
  expect(url).toBe(`${GEN}/video/a%20bee?duration=2&aspectRatio=9%3A16`)
  const again = await (await fetch(url as string)).arrayBuffer()
  expect(Buffer.compare(Buffer.from(again), Buffer.from(await blob.arrayBuffer()))).toBe(0)
})

test.each([
  ['WebM', latin('\x1aE\xdf\xa3\x01\0\0\0'), 'application/octet-stream', 'video/webm'],
  ['MP4 called WebM', latin('\0\0\0\x18ftypisom\0\0\0\0'), 'video/webm', 'video/mp4'],
  ['film in Ogg', latin('OggS\0\x02\0\0'), 'video/ogg', 'video/ogg'],
])('the media type is right by the bytes: %s', async (_what, bytes, header, type) => {
  const { mediaType } = await generateVideo('a bee', { ...key, fetch: stub(bytesReply(bytes, header)) })
  expect(mediaType).toBe(type)
})

test.each([
  ['a picture', pictureReply(), 'unexpected_content', 'image/png'],
  ['a sound', soundReply(), 'unexpected_content', 'audio/wav'],
  ['JSON', jsonReply({ error: { message: 'No film today' } }), 'unexpected_content', 'No film today'],
  ['nothing', bytesReply(latin(''), 'video/mp4'), 'empty', ''],
])('%s in place of a film is a typed error', async (_what, reply, code, said) => {
  const error = await failureOf(generateVideo('a bee', { ...key, fetch: stub(reply) }))
  expect([error.name, error.code]).toEqual(['APIError', code])
  expect(error.message).toContain(said)
})

test('each try may last ten minutes, unless timeout says otherwise', async () => {
  vi.useFakeTimers()
  const long = failureOf(generateVideo('a bee', { ...key, maxRetries: 0, fetch: stub(never) }))
  await advance(599_000)
  expect(await isOpen(long)).toBe(true)
  await advance(2000)
  expect(await long).toMatchObject({ name: 'TimeoutError', message: 'No complete answer within 600 s.' })
  const short = failureOf(generateVideo('a bee', { ...key, maxRetries: 0, timeout: 500, fetch: stub(never) }))
  await advance(501)
  expect((await short).code).toBe('timeout')
})

test('a timeout is followed by the same request, which the service joins with the first', async () => {
  const fetch = stub(never, filmReply())
  await generateVideo('a bee', { ...key, seed: 'random', fetch, timeout: 30, retryDelay: () => 0 })
  expect(fetch.asked).toHaveLength(2)
  expect(fetch.asked[1]?.url).toBe(fetch.asked[0]?.url)
})

test('a prompt that no path can hold is refused before any request', async () => {
  const fetch = stub(filmReply())
  const most = 8000 - `${GEN}/video/`.length
  for (const prompt of ['', ' ', '.', '..', '\ud800', 'x'.repeat(most + 1), undefined, 7]) {
    const error = await failureOf(generateVideo(prompt as string, { ...key, fetch }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_prompt'])
  }
  expect(fetch.asked).toEqual([])
  for (const prompt of ['...', '100 %', 'a/../b', 'x'.repeat(most)]) await ask(prompt)
})

test('the service’s words about a duration are kept', async () => {
  emulate({ body: { error: { message: 'duration must be 4, 6 or 8' } }, status: 400 })
  const error = await failureOf(generateVideo('a bee', { ...key, duration: 5 }))
  expect([error.code, error.message.includes('4, 6 or 8')]).toEqual(['bad_request', true])
})
