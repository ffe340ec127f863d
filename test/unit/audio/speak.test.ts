import { expect, test } from 'vitest'
import { pollinations, pollinationsClassic, type SpeakOptions, speak } from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { queryOf, soundReply } from '../helpers/media.ts'
import { GEN, KEY, PROXY, TEXT } from '../helpers/routes.ts'
import { stub } from '../helpers/stub.ts'

// What goes over the wire.

const key = { apiKey: KEY }
const all: SpeakOptions = {
  voice: 'nova',
  model: 'elevenlabs',
  format: 'opus',
  instructions: 'Whisper, slowly.',
  seed: 7,
  duration: 2.5,
}
const wire = {
  model: 'elevenlabs',
  voice: 'nova',
  response_format: 'opus',
  instructions: 'Whisper, slowly.',
  duration: 2.5,
  seed: 7,
}
async function ask(text: string, options: SpeakOptions) {
  const fetch = stub(soundReply())
  const { events, onEvent } = listen()
  const media = await speak(text, { ...options, fetch, onEvent })
  expect(fetch.asked).toHaveLength(1)
  const [asked] = fetch.asked
  if (!asked) throw new Error('nothing was asked')
  return { ...asked, media, ignored: only(events, 'ignored').map(({ option }) => option) }
}

test('without options it is a GET of gen with the text alone: voice, model and format are the service’s', async () => {
  const { method, url, headers, body } = await ask('Hello, bees! ä/ö', key)
  expect([method, url, headers, body]).toEqual([
    'GET',
    `${GEN}/audio/Hello%2C%20bees!%20%C3%A4%2F%C3%B6`,
    { authorization: `Bearer ${KEY}` },
    undefined,
  ])
})

test('each option has its parameter in the GET', async () => {
  const { url, ignored } = await ask('Hello', { ...all, ...key })
  expect(queryOf(url)).toEqual({ ...wire, duration: '2.5', seed: '7' })
  expect(ignored).toEqual([])
  for (const [name, value] of Object.entries(all)) {
    const { url } = await ask('Hello', { [name]: value, ...key })
    expect(queryOf(url)).toEqual({ [name === 'format' ? 'response_format' : name]: `${value}` })
  }
})

test('each option has its field in the POST', async () => {
  const { method, url, headers, body } = await ask('100 %', { ...all, ...key })
  expect([method, url]).toEqual(['POST', `${GEN}/v1/audio/speech`])
  expect(headers).toEqual({ 'content-type': 'application/json', authorization: `Bearer ${KEY}` })
  expect(JSON.parse(body as string)).toEqual({ input: '100 %', ...wire })
  expect(JSON.parse((await ask('100 %', key)).body as string)).toEqual({ input: '100 %' })
})

test.each([
  ['gen', GEN, key],
  ['a proxy', PROXY, { provider: pollinations(PROXY) }],
])('on %s it goes by GET up to a URL of 2,000 characters, by POST above', async (_name, base, options) => {
  const fill = (length: number) => 'x'.repeat(length - `${base}/audio/`.length)
  expect(await ask(fill(2000), options)).toMatchObject({ method: 'GET' })
  const { method, url, body } = await ask(fill(2001), options)
  expect([method, url]).toEqual(['POST', `${base}/v1/audio/speech`])
  expect(JSON.parse(body as string).input).toBe(fill(2001))
})

test.each(['100 % sure', '%', 'a%2Fb', '.', '..', '...', 'models', '蜂'.repeat(300)])(
  'the text %j goes by POST: no path can hold it',
  async (text) => {
    const { method, body } = await ask(text, key)
    expect([method, JSON.parse(body as string).input]).toEqual(['POST', text])
  },
)

test('10,000 characters are the most', async () => {
  expect((await ask('x'.repeat(10_000), key)).method).toBe('POST')
  const fetch = stub(soundReply())
  const error = await failureOf(speak('x'.repeat(10_001), { ...key, fetch }))
  expect([error.name, error.code, fetch.asked.length]).toEqual(['ValidationError', 'invalid_prompt', 0])
  expect(error.message).toContain('10000')
})

test("seed: 'random' is drawn once and said; without a seed none is sent", async () => {
  for (const text of ['Hello', '100 %']) {
    const seeds = new Set<unknown>()
    for (let round = 0; round < 3; round++) {
      const { url, body, media } = await ask(text, { seed: 'random', ...key })
      const sent = body ? JSON.parse(body as string).seed : Number(queryOf(url).seed)
      expect(media.seed).toBe(sent)
      expect(Number.isInteger(sent) && sent >= 0 && sent <= 2147483647).toBe(true)
      seeds.add(sent)
    }
    expect(seeds.size).toBeGreaterThan(1)
    expect((await ask(text, key)).media).not.toHaveProperty('seed')
  }
})

test('the referrer is left out on gen and told', async () => {
  for (const text of ['Hello', '100 %']) {
    const { url, body, ignored } = await ask(text, { referrer: 'my-site', ...key })
    expect(ignored).toEqual(['referrer'])
    expect(`${url}${body}`).not.toContain('my-site')
  }
})

// ---- the classic host, by name

const classic = { provider: pollinationsClassic() }

test('the classic host gets its audio model and, since its own default is another one, the voice alloy', async () => {
  const { method, url, headers } = await ask('Hello there', classic)
  expect([method, url, headers]).toEqual(['GET', `${TEXT}/Hello%20there?model=openai-audio&voice=alloy`, {}])
})

test('what the classic host knows is sent, and what it does not is left out and told', async () => {
  const { url, ignored } = await ask('Hello there', { ...all, ...classic, referrer: 'my-site' })
  expect(queryOf(url)).toEqual({ model: 'elevenlabs', voice: 'nova', seed: '7', referrer: 'my-site' })
  expect(ignored.sort()).toEqual(['duration', 'format', 'instructions'])
})

test.each(['Hello', 'models', '100 % sure', `Hello there${' very'.repeat(500)}`])(
  'on the classic host the text %.20j goes by POST to the root, which is answered like a GET',
  async (text) => {
    const { method, url, body, headers } = await ask(text, { ...classic, seed: 7, referrer: 'my-site' })
    expect([method, url, headers]).toEqual([
      'POST',
      `${TEXT}/?referrer=my-site`,
      { 'content-type': 'application/json' },
    ])
    expect(JSON.parse(body as string)).toEqual({
      model: 'openai-audio',
      voice: 'alloy',
      seed: 7,
      messages: [{ role: 'user', content: text }],
    })
  },
)

test('no key ever goes to the classic host', async () => {
  for (const text of ['Hello there', 'Hello']) {
    const { headers, url, body, ignored } = await ask(text, { ...classic, ...key })
    expect(JSON.stringify([headers, url, body])).not.toContain(KEY)
    expect(ignored).toEqual(['apiKey'])
  }
})
