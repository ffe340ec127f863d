import { expect, test, vi } from 'vitest'
import { generateImage, imageUrl, pollinations, pollinationsClassic } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { listen, only } from '../helpers/events.ts'
import { thrownBy } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'

const CLASSIC = 'https://image.pollinations.ai/prompt/fox?model=flux&width=1024&height=1024'
const GEN = 'https://gen.pollinations.ai/image/fox?model=flux&width=1024&height=1024'
const gen = pollinations()
type Options = NonNullable<Parameters<typeof imageUrl>[1]>

test('the address of the documents is exact', () => {
  expect(imageUrl('a beautiful sunset')).toBe(
    'https://image.pollinations.ai/prompt/a%20beautiful%20sunset?model=flux&width=1024&height=1024',
  )
})

const cases: [what: string, options: Options, url: string][] = [
  ['nothing', {}, CLASSIC],
  ['a model', { model: 'turbo' }, CLASSIC.replace('flux', 'turbo')],
  ['a model with a slash', { model: 'community/me/my model' }, CLASSIC.replace('flux', 'community%2Fme%2Fmy%20model')],
  ['a size', { width: 640, height: 480 }, 'https://image.pollinations.ai/prompt/fox?model=flux&width=640&height=480'],
  ['one side', { height: 480 }, 'https://image.pollinations.ai/prompt/fox?model=flux&width=1024&height=480'],
  ['a seed', { seed: 42 }, `${CLASSIC}&seed=42`],
  ['the seed 0', { seed: 0 }, `${CLASSIC}&seed=0`],
  ['the largest seed', { seed: 2147483647 }, `${CLASSIC}&seed=2147483647`],
  ['nologo', { nologo: true }, `${CLASSIC}&nologo=true`],
  ['private', { private: true }, `${CLASSIC}&private=true`],
  ['enhance', { enhance: true }, `${CLASSIC}&enhance=true`],
  ['safe', { safe: true }, `${CLASSIC}&safe=true`],
  ['transparent', { transparent: true }, `${CLASSIC}&transparent=true`],
  [
    'a negative prompt',
    { negativePrompt: 'blurry, ugly & wet' },
    `${CLASSIC}&negative_prompt=blurry%2C%20ugly%20%26%20wet`,
  ],
  ['a quality', { quality: 'high' }, `${CLASSIC}&quality=high`],
  ['a guidance scale', { guidanceScale: 7.5 }, `${CLASSIC}&guidance_scale=7.5`],
  ['a referrer', { referrer: 'my app' }, `${CLASSIC}&referrer=my%20app`],
  ['a picture', { image: 'https://a.b/c.png?d=1&e=2' }, `${CLASSIC}&image=https%3A%2F%2Fa.b%2Fc.png%3Fd%3D1%26e%3D2`],
  [
    'two pictures',
    { image: ['https://a.b/1', 'https://a.b/2'] },
    `${CLASSIC}&image=https%3A%2F%2Fa.b%2F1%7Chttps%3A%2F%2Fa.b%2F2`,
  ],
  ['no picture in a list', { image: [] }, CLASSIC],
  ['no filter in a list', { provider: pollinations(), safe: '' }, GEN],
  [
    'false, which is never sent',
    { nologo: false, private: false, enhance: false, safe: false, transparent: false },
    CLASSIC,
  ],
  [
    'everything at once, in the fixed order',
    {
      transparent: true,
      referrer: 'me',
      quality: 'hd',
      negativePrompt: 'wet',
      image: 'https://a.b/c',
      guidanceScale: 3,
      safe: true,
      enhance: true,
      private: true,
      nologo: true,
      seed: 7,
      height: 32,
      width: 16,
      model: 'zimage',
    },
    'https://image.pollinations.ai/prompt/fox?model=zimage&width=16&height=32&seed=7&nologo=true&private=true&enhance=true&safe=true&guidance_scale=3&image=https%3A%2F%2Fa.b%2Fc&negative_prompt=wet&quality=hd&referrer=me&transparent=true',
  ],
  ['gen by name', { provider: gen }, GEN],
  [
    'gen with a seed and a size',
    { provider: gen, seed: 3, width: 8, height: 9 },
    'https://gen.pollinations.ai/image/fox?model=flux&width=8&height=9&seed=3',
  ],
  [
    'gen with what it knows',
    {
      provider: gen,
      transparent: true,
      quality: 'low',
      guidanceScale: 2,
      safe: 'sexual,violence',
      image: 'https://a.b/c',
    },
    `${GEN}&safe=sexual%2Cviolence&guidance_scale=2&image=https%3A%2F%2Fa.b%2Fc&quality=low&transparent=true`,
  ],
  [
    'gen with what it does not know',
    { provider: gen, nologo: true, private: true, enhance: true, negativePrompt: 'wet', referrer: 'me' },
    GEN,
  ],
  [
    'a publishable key, which means gen and comes last',
    { publishableKey: 'pk_abc', transparent: true },
    `${GEN}&transparent=true&key=pk_abc`,
  ],
  [
    'a publishable key for another base',
    { publishableKey: 'pk_abc', provider: pollinations('https://proxy.example') },
    `${GEN.replace('gen.pollinations.ai', 'proxy.example')}&key=pk_abc`,
  ],
  [
    'a publishable key that the classic host must not get',
    { publishableKey: 'pk_abc', provider: pollinationsClassic() },
    CLASSIC,
  ],
  ['a secret key, which never matters here', { apiKey: KEY }, CLASSIC],
  [
    'another classic base',
    { provider: pollinationsClassic({ image: 'http://localhost:1/i/' }) },
    CLASSIC.replace('https://image.pollinations.ai', 'http://localhost:1/i'),
  ],
  ['a relative base', { provider: pollinations('/api/ai') }, GEN.replace('https://gen.pollinations.ai', '/api/ai')],
]
test.each(cases)('imageUrl with %s', (_what, options, url) => {
  expect(imageUrl('fox', options)).toBe(url)
})

test('the options of a call are taken and ignored, even where a call would refuse them', () => {
  const options = {
    apiKey: '',
    headers: { Authorization: 'x' },
    signal: AbortSignal.abort(),
    timeout: 1,
    fetch: () => Promise.reject(),
  }
  expect(imageUrl('fox', options)).toBe(CLASSIC)
})

test('addresses of pictures stay whole where the hosts split them: at bars, or at commas where there is no bar', () => {
  for (const image of [
    'https://a.b/c,d',
    ['https://a.b/c,d', 'https://a.b/e?f=g|h'],
    ['https://a.b/1', 'https://a.b/2,3'],
  ]) {
    for (const provider of [gen, pollinationsClassic()]) {
      const value = new URL(imageUrl('fox', { image, provider })).searchParams.get('image') ?? ''
      const split = value.split(value.includes('|') ? '|' : ',')
      expect(split.map(decodeURIComponent)).toEqual([image].flat())
    }
  }
})

test('the same options give the same address, in whatever order they come', () => {
  expect(imageUrl('fox', { seed: 1, model: 'turbo', width: 5 })).toBe(
    imageUrl('fox', { width: 5, model: 'turbo', seed: 1 }),
  )
})

test("seed: 'random' is drawn for each address, over the whole range", () => {
  const random = vi.spyOn(Math, 'random')
  const seeds = [0, 0.5, 1 - Number.EPSILON / 2].map((drawn) => {
    random.mockReturnValue(drawn)
    return new URL(imageUrl('fox', { seed: 'random' })).searchParams.get('seed')
  })
  random.mockRestore()
  expect(seeds).toEqual(['0', '1073741824', '2147483647'])
  const drawn = new Set(Array.from({ length: 50 }, () => imageUrl('fox', { seed: 'random' })))
  expect(drawn.size).toBeGreaterThan(45)
})

test('imageUrl does not touch its options, and makes no request', () => {
  const fetch = vi.fn()
  imageUrl('fox', Object.freeze({ fetch, image: Object.freeze(['https://a.b/1']), seed: 'random' as const }))
  expect(fetch).not.toHaveBeenCalled()
})

test('what the service does not know is told by an event, without prompt or key', () => {
  const { events, onEvent } = listen()
  imageUrl('a secret fox', {
    provider: gen,
    nologo: true,
    enhance: true,
    negativePrompt: 'wet',
    private: true,
    referrer: 'me',
    onEvent,
  })
  expect(
    only(events, 'ignored')
      .map(({ option }) => option)
      .sort(),
  ).toEqual(['enhance', 'negativePrompt', 'nologo', 'private', 'referrer'])
  for (const event of events) {
    expect(event).toMatchObject({ operation: 'imageUrl', method: 'GET', url: 'https://gen.pollinations.ai/image/…' })
  }
  events.length = 0
  imageUrl('fox', { provider: gen, nologo: false, private: false, enhance: undefined, onEvent })
  imageUrl('fox', { nologo: true, private: true, enhance: true, negativePrompt: 'wet', referrer: 'me', onEvent })
  expect(events).toEqual([])
  imageUrl('fox', { publishableKey: 'pk_abc', provider: pollinationsClassic(), onEvent })
  expect(JSON.stringify(events)).not.toContain('pk_abc')
})

test.each([
  ['a secret key', KEY],
  ['a key of another kind', 'ag_abc'],
  ['an empty key', ''],
  ['a blank key', '  '],
  ['a key with a line break', 'pk_a\nb'],
  ['a key that would add a parameter', 'pk_a&seed=1'],
  ['a number', 7],
  ['null', null],
])('%s as publishableKey is a ValidationError that does not repeat it', (_what, publishableKey) => {
  const error = thrownBy(() => imageUrl('fox', { publishableKey: publishableKey as string }))
  expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  expect(error.suggestion).not.toBe('')
  if (String(publishableKey).length > 4)
    expect(`${error.message}${error.suggestion}`).not.toContain(String(publishableKey))
})

test('a provider that makes no addresses of the known form is a ValidationError', () => {
  expect(thrownBy(() => imageUrl('fox', { provider: { kind: 'nobody' } })).code).toBe('invalid_option')
})

test("the prompt `models` is a picture on every host, not gen's list of models", async () => {
  const [classic, gens] = [
    imageUrl('models', { width: 8 }),
    imageUrl('models', { width: 8, publishableKey: 'pk_test' }),
  ]
  expect([new URL(classic).pathname, new URL(gens).pathname]).toEqual(['/prompt/models', '/image/models%20'])
  expect(new URL(imageUrl('models', { provider: gen })).pathname).toBe('/image/models%20')
  for (const same of ['Models', 'models.', 'my models', 'models/'])
    expect(imageUrl(same, { provider: gen })).toContain(`/image/${encodeURIComponent(same)}?`)
  const fetch = createEmulator()
  for (const url of [classic, gens]) expect((await fetch(url)).headers.get('content-type')).toMatch(/^image/)
  expect((await generateImage('models', { apiKey: KEY, width: 8, fetch })).mediaType).toMatch(/^image/)
  expect(fetch.requests.at(-1)).toMatchObject({
    method: 'POST',
    url: 'https://gen.pollinations.ai/v1/images/generations',
  })
})
