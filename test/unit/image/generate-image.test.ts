import { expect, test } from 'vitest'
import {
  type CallOptions,
  generateImage,
  type ImageOptions,
  imageUrl,
  pollinations,
  pollinationsClassic,
} from '../../../src/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf } from '../helpers/failure.ts'
import { GEN, KEY, PROXY } from '../helpers/routes.ts'
import { jsonReply, PNG, pictureReply, stub } from '../helpers/stub.ts'

// What goes over the wire.

const b64 = btoa(String.fromCharCode(...PNG))
const posted = (more: object = {}) => jsonReply({ created: 1, data: [{ b64_json: b64, ...more }] })
const parameters: ImageOptions = {
  model: 'kontext',
  width: 640,
  height: 480,
  seed: 7,
  quality: 'hd',
  guidanceScale: 3.5,
  transparent: true,
  safe: true,
  image: ['https://a.b/1', 'https://a.b/2'],
}
const classicOnly: ImageOptions = {
  nologo: true,
  private: true,
  enhance: true,
  negativePrompt: 'wet',
  referrer: 'my app',
}

test('a classic picture is a GET of the address that imageUrl gives, to the letter', async () => {
  for (const options of [
    {},
    parameters,
    classicOnly,
    { ...parameters, ...classicOnly },
    { provider: pollinationsClassic() },
  ]) {
    const fetch = stub(pictureReply())
    const { events, onEvent } = listen()
    const { url } = await generateImage('a fox/bär', { ...options, fetch, onEvent })
    expect(fetch.asked.map(({ method, url, headers, body }) => [method, url, headers, body])).toEqual([
      ['GET', imageUrl('a fox/bär', options), {}, undefined],
    ])
    expect(url).toBe(imageUrl('a fox/bär', options))
    expect(only(events, 'ignored')).toEqual([])
  }
})

test('a gen picture is a GET too, and what gen does not know is left out and told', async () => {
  const fetch = stub(pictureReply())
  const { events, onEvent } = listen()
  await generateImage('a fox', { ...parameters, ...classicOnly, apiKey: KEY, fetch, onEvent })
  expect(fetch.asked.map(({ method, url, headers, body }) => [method, url, headers, body])).toEqual([
    [
      'GET',
      imageUrl('a fox', { ...parameters, provider: pollinations() }),
      { authorization: `Bearer ${KEY}` },
      undefined,
    ],
  ])
  expect(
    only(events, 'ignored')
      .map(({ option }) => option)
      .sort(),
  ).toEqual(['enhance', 'negativePrompt', 'nologo', 'private', 'referrer'])
})

test('what is false is neither sent nor told as ignored', async () => {
  const fetch = stub(pictureReply())
  const { events, onEvent } = listen()
  const off = { nologo: false, private: false, enhance: false, transparent: false, safe: false }
  await generateImage('a fox', { ...off, apiKey: KEY, fetch, onEvent })
  expect(fetch.asked[0]?.url).toBe(imageUrl('a fox', { provider: pollinations() }))
  expect(only(events, 'ignored')).toEqual([])
})

// ---- gen: GET or POST

const gen: [string, CallOptions][] = [
  [GEN, { apiKey: KEY }],
  [PROXY, { provider: pollinations(PROXY) }],
]
/** A prompt with which the address at a base has so many characters. */
const filling = (base: string, length: number) =>
  'x'.repeat(length - imageUrl('x', { provider: pollinations(base) }).length + 1)

test.each(gen)('%s: pictures go by GET up to a URL of 2,000 characters, by POST above', async (base, options) => {
  const fetch = stub(pictureReply())
  await generateImage(filling(base, 2000), { ...options, fetch } as ImageOptions)
  expect([fetch.asked[0]?.method, fetch.asked[0]?.url.length]).toEqual(['GET', 2000])
  const posting = stub(posted())
  await generateImage(filling(base, 2001), { ...options, fetch: posting } as ImageOptions)
  expect([posting.asked[0]?.method, posting.asked[0]?.url]).toEqual(['POST', `${base}/v1/images/generations`])
})

test.each(
  gen.flatMap(([base, options]) =>
    ['100 % fox', '%', 'a%2Fb', '.', '..', '....', '狐'.repeat(300)].map((prompt) => [base, prompt, options] as const),
  ),
)('%s: the prompt %j goes by POST, as it is', async (base, prompt, options) => {
  const fetch = stub(posted())
  await generateImage(prompt, { ...options, fetch } as ImageOptions)
  const { method, url, body, headers } = fetch.asked[0] ?? {}
  expect([method, url, headers?.['content-type']]).toEqual([
    'POST',
    `${base}/v1/images/generations`,
    'application/json',
  ])
  expect(JSON.parse(body as string).prompt).toBe(prompt)
})

test('the body of a POST holds what gen knows, and nothing else', async () => {
  const fetch = stub(posted())
  const { events, onEvent } = listen()
  await generateImage('100 % fox', { ...parameters, ...classicOnly, apiKey: KEY, fetch, onEvent })
  expect(fetch.asked[0]?.headers).toEqual({ 'content-type': 'application/json', authorization: `Bearer ${KEY}` })
  expect(JSON.parse(fetch.asked[0]?.body as string)).toEqual({
    prompt: '100 % fox',
    model: 'kontext',
    size: '640x480',
    seed: 7,
    response_format: 'b64_json',
    quality: 'hd',
    guidance_scale: 3.5,
    transparent: true,
    safe: true,
    image: ['https://a.b/1', 'https://a.b/2'],
  })
  expect(
    only(events, 'ignored')
      .map(({ option }) => option)
      .sort(),
  ).toEqual(['enhance', 'negativePrompt', 'nologo', 'private', 'referrer'])
})

test('a POST without options holds the defaults and a drawn seed, which the result says', async () => {
  const seeds = new Set<unknown>()
  for (let round = 0; round < 5; round++) {
    const fetch = stub(posted())
    const { seed } = await generateImage('100 % fox', { apiKey: KEY, fetch })
    const body = JSON.parse(fetch.asked[0]?.body as string)
    expect(body).toEqual({ prompt: '100 % fox', model: 'flux', size: '1024x1024', seed, response_format: 'b64_json' })
    expect(Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) <= 2147483647).toBe(true)
    seeds.add(seed)
  }
  expect(seeds.size).toBeGreaterThan(1)
})

test('a GET without a seed sends none, and the result has none', async () => {
  for (const options of [{}, { apiKey: KEY }]) {
    const fetch = stub(pictureReply())
    const media = await generateImage('a fox', { ...options, fetch })
    expect(fetch.asked[0]?.url).not.toContain('seed')
    expect(media).not.toHaveProperty('seed')
  }
})

test("seed: 'random' is drawn for each call; the same draw is sent and said", async () => {
  const seeds = new Set<unknown>()
  for (const [prompt, options] of [
    ['a fox', {}],
    ['a fox', { apiKey: KEY }],
    ['100 % fox', { apiKey: KEY }],
    ['a fox', {}],
  ] as const) {
    const fetch = stub(prompt.includes('%') ? posted() : pictureReply())
    const { seed } = await generateImage(prompt, { ...options, seed: 'random', fetch })
    const { url, body } = fetch.asked[0] ?? { url: '' }
    expect(body ? JSON.parse(body as string).seed : Number(new URL(url).searchParams.get('seed'))).toBe(seed)
    seeds.add(seed)
  }
  expect(seeds.size).toBe(4)
})

test('a prompt over 32,000 characters is refused where a POST would be: the service takes no more', async () => {
  const fetch = stub(posted())
  await generateImage('x'.repeat(32_000), { apiKey: KEY, fetch })
  const error = await failureOf(generateImage('x'.repeat(32_001), { apiKey: KEY, fetch }))
  expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_prompt'])
  expect(fetch.asked).toHaveLength(1)
})

test('options are not changed, and may be frozen', async () => {
  const options = Object.freeze({
    ...parameters,
    image: Object.freeze(['https://a.b/1']),
    seed: 'random' as const,
    fetch: stub(pictureReply()),
  })
  await generateImage('a fox', options)
  expect(options.seed).toBe('random')
})
