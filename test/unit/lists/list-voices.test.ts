import { expect, test } from 'vitest'
import { listVoices, pollinations, pollinationsClassic } from '../../../src/index.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { GEN, KEY, PROXY, TEXT } from '../helpers/routes.ts'
import { jsonReply, never, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

/** The voices that the types know: the Python SDK's and those that came later. */
const KNOWN = ['alloy', 'echo', 'fable', 'onyx', 'nova', 'shimmer', 'ash', 'ballad', 'coral', 'sage', 'verse']
type Options = NonNullable<Parameters<typeof listVoices>[1]>
const speakers = [
  { name: 'a/tts', aliases: ['tts'], voices: ['nova', 'echo'] },
  { name: 'b/deaf', aliases: ['deaf'] },
  { name: 'c/song', aliases: ['song'], voices: [{ id: 'rachel' }, 'nova'] },
]

async function sent(model?: string, options: Options = {}) {
  const fetch = stub(jsonReply(speakers))
  await listVoices(model, { ...options, fetch })
  const [asked] = fetch.asked
  return { url: asked?.url, method: asked?.method, headers: asked?.headers }
}

test('all voices are a GET of the audio models, those of one model of all models', async () => {
  expect(await sent()).toEqual({ url: `${GEN}/audio/models`, method: 'GET', headers: {} })
  expect(await sent('tts')).toEqual({ url: `${GEN}/models`, method: 'GET', headers: {} })
})

test('the key goes along where there is one, behind another base too', async () => {
  const headers = { authorization: `Bearer ${KEY}` }
  expect(await sent(undefined, { apiKey: KEY })).toMatchObject({ url: `${GEN}/audio/models`, headers })
  const provider = pollinations(PROXY)
  expect(await sent(undefined, { provider, apiKey: KEY })).toMatchObject({ url: `${PROXY}/audio/models`, headers })
  expect(await sent('tts', { provider })).toMatchObject({ url: `${PROXY}/models`, headers: {} })
})

test('the classic host by name is asked for its models, without the key', async () => {
  const provider = pollinationsClassic()
  expect(await sent(undefined, { provider, apiKey: KEY })).toMatchObject({ url: `${TEXT}/models`, headers: {} })
})

test('the voices of all models that speak, each once', async () => {
  const fetch = stub(jsonReply(speakers))
  expect(await listVoices(undefined, { fetch })).toEqual({ items: ['nova', 'echo', 'rachel'], live: true })
})

test('the voices of one model, by name or alias; none for one that is silent or unknown', async () => {
  const voices = async (model: string) => (await listVoices(model, { fetch: stub(jsonReply(speakers)) })).items
  expect(await voices('tts')).toEqual(['nova', 'echo'])
  expect(await voices('c/song')).toEqual(['rachel', 'nova'])
  expect([await voices('deaf'), await voices('nobody')]).toEqual([[], []])
})

test('the live list of the service, with a key and without', async () => {
  emulate()
  for (const options of [{}, { apiKey: KEY }, { provider: pollinationsClassic() }]) {
    const { items, live, error } = await listVoices(undefined, options)
    expect([live, error]).toEqual([true, undefined])
    expect(items).toEqual(expect.arrayContaining(['alloy', 'nova']))
  }
  expect((await listVoices('elevenlabs')).items).toContain('rachel')
  expect((await listVoices('openai-audio')).items).toContain('verse')
})

test.each([
  ['a page', new Response('<html>'), 'unexpected_content'],
  ['models without voices', jsonReply(['tts', 'whisper']), 'unexpected_content'],
  ['no model', jsonReply([]), 'unexpected_content'],
  ['an error', jsonReply({ error: { message: 'no' } }, 500), 'unavailable'],
])('for %s there is the built-in list, with the error', async (_what, reply, code) => {
  const { items, live, error } = await listVoices(undefined, { fetch: stub(reply), maxRetries: 0 })
  expect([live, error?.code, items]).toEqual([false, code, KNOWN])
})

test('so it is when the service cannot be reached, for one model too', async () => {
  const fetch = stub(() => Promise.reject(new TypeError('fetch failed')))
  for (const model of [undefined, 'tts']) {
    const { items, live, error } = await listVoices(model, { fetch, maxRetries: 0 })
    expect([live, error?.code, items]).toEqual([false, 'network', KNOWN])
  }
})

test('bad input is thrown, before any request', async () => {
  const fetch = stub(jsonReply(speakers))
  for (const model of ['', ' ', 7, null, {}]) {
    const error = await failureOf(listVoices(model as string, { fetch }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  }
  const worker = { kind: 'flux-worker', url: 'https://flux.example' } as Options['provider']
  for (const options of [{ timeout: 0 }, { provider: worker }, { provider: {} as Options['provider'] }]) {
    const error = await failureOf(listVoices(undefined, { fetch, ...options }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  }
  expect((await failureOf(listVoices(undefined, { fetch, apiKey: '' }))).code).toBe('missing_key')
  expect(fetch.asked).toEqual([])
})

test('an abort is thrown as its reason, and never answered with the built-in list', async () => {
  const reason = new Error('enough')
  const fetch = stub(never)
  expect(await rejectionOf(listVoices(undefined, { fetch, signal: AbortSignal.abort(reason) }))).toBe(reason)
  expect(fetch.asked).toEqual([])
  const controller = new AbortController()
  const pending = rejectionOf(listVoices('tts', { fetch, signal: controller.signal }))
  await new Promise((resolve) => setTimeout(resolve, 10))
  controller.abort(reason)
  expect(await pending).toBe(reason)
})
