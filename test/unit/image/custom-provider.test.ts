import { expect, test, vi } from 'vitest'
import { type CustomImageProvider, generateImage, type ImageOptions, type Plan } from '../../../src/index.ts'
import { listen } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { jsonReply, PNG, pictureReply, stub } from '../helpers/stub.ts'

function planned(plan: unknown): CustomImageProvider {
  return { kind: 'custom', planImage: () => plan as Plan }
}

test('a plan is sent as it is: url, method, headers, body', async () => {
  const form = new FormData()
  form.set('prompt', 'a fox')
  const plans: Plan[] = [
    { url: 'https://own.example/draw?q=a%20fox&x', method: 'GET' },
    {
      url: 'http://localhost:1/',
      method: 'POST',
      body: '{"prompt":"a fox"}',
      headers: { 'content-type': 'application/json' },
    },
    { url: 'https://own.example/form', method: 'POST', body: form },
    { url: 'https://own.example/blob', method: 'POST', body: new Blob([PNG], { type: 'image/png' }) },
  ]
  for (const plan of plans) {
    const fetch = stub(pictureReply())
    await generateImage('a fox', { provider: planned(plan), fetch })
    expect(fetch.asked.map(({ url, method, headers, body }) => ({ url, method, headers, body }))).toEqual([
      { url: plan.url, method: plan.method, headers: plan.headers ?? {}, body: plan.body },
    ])
  }
})

test('the plan is made once for a call, from the prompt and the options, with the seed drawn', async () => {
  const planImage = vi.fn(
    (_prompt: string, { seed }: ImageOptions): Plan => ({ url: `https://own.example/${seed}`, method: 'GET' }),
  )
  const fetch = stub(new Response('no', { status: 503 }), pictureReply())
  const media = await generateImage('a "fox" 狐', {
    provider: { kind: 'custom', planImage } as CustomImageProvider,
    width: 32,
    seed: 'random',
    fetch,
    retryDelay: () => 0,
  })
  expect(planImage).toHaveBeenCalledTimes(1)
  expect(planImage.mock.calls[0]?.[0]).toBe('a "fox" 狐')
  expect(planImage.mock.calls[0]?.[1]).toMatchObject({ width: 32, seed: media.seed })
  expect(fetch.asked.map(({ url }) => url)).toEqual(Array(2).fill(`https://own.example/${media.seed}`))
})

test('planImage is called as a method of its provider', async () => {
  const provider = {
    kind: 'custom' as const,
    base: 'https://own.example',
    planImage(prompt: string): Plan {
      return { url: `${this.base}/${encodeURIComponent(prompt)}`, method: 'GET' }
    },
  }
  const fetch = stub(pictureReply())
  await generateImage('a fox', { provider, fetch })
  expect(fetch.asked[0]?.url).toBe('https://own.example/a%20fox')
})

test('only the host of a plan is shown: its path and query may hold anything', async () => {
  const { events, onEvent } = listen()
  const provider = planned({ url: 'https://own.example:8443/token/abc?secret=1#x', method: 'GET' })
  const error = await failureOf(generateImage('a fox', { provider, fetch: stub(jsonReply({}, 404)), onEvent }))
  for (const url of [error.context.url, ...events.map((event) => event.url)])
    expect(url).toBe('https://own.example:8443/…')
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'https://own.example'],
  ['no url', { method: 'GET' }],
  ['a url of another kind', { url: 'ftp://own.example', method: 'GET' }],
  ['a url that runs', { url: 'javascript:alert(1)', method: 'GET' }],
  ['no method', { url: 'https://own.example' }],
  ['another method', { url: 'https://own.example', method: 'DELETE' }],
  ['a promise', Promise.resolve({ url: 'https://own.example', method: 'GET' })],
])('a plan that is %s is a ValidationError before any request', async (_what, plan) => {
  const fetch = stub(pictureReply())
  const error = await failureOf(generateImage('a fox', { provider: planned(plan), fetch }))
  expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_option'])
  expect(fetch.asked).toEqual([])
})

test('what planImage throws reaches the caller as it is', async () => {
  const fetch = stub(pictureReply())
  const reason = new RangeError('no such style')
  const provider: CustomImageProvider = {
    kind: 'custom',
    planImage() {
      throw reason
    },
  }
  expect(await rejectionOf(generateImage('a fox', { provider, fetch }))).toBe(reason)
  expect(fetch.asked).toEqual([])
})

test('any text is a prompt for a service of your own, dots and percent signs too', async () => {
  for (const prompt of ['.', '..', '100 %', 'x'.repeat(40_000)]) {
    const fetch = stub(pictureReply())
    const planImage = (text: string): Plan => ({ url: 'https://own.example', method: 'POST', body: text })
    await generateImage(prompt, { provider: { kind: 'custom', planImage } as CustomImageProvider, fetch })
    expect(fetch.asked[0]?.body).toBe(prompt)
  }
})

test('without `auth: true` the key stays here, and an event says so', async () => {
  const { events, onEvent } = listen()
  const fetch = stub(pictureReply())
  await generateImage('a fox', {
    provider: planned({ url: 'https://own.example', method: 'GET' }),
    apiKey: KEY,
    fetch,
    onEvent,
  })
  expect(JSON.stringify(fetch.asked)).not.toContain(KEY)
  expect(events[0]).toMatchObject({ type: 'ignored', option: 'apiKey' })
})

test('with `auth: true` and no key there is nothing to send, and nothing is wrong', async () => {
  const fetch = stub(pictureReply())
  await generateImage('a fox', { provider: planned({ url: 'https://own.example', method: 'GET', auth: true }), fetch })
  expect(fetch.asked[0]?.headers).toEqual({})
})

test("a plan for gen's own host with `auth: true` needs a key like any other call there", async () => {
  const fetch = stub(pictureReply())
  const provider = planned({ url: 'https://gen.pollinations.ai/image/fox', method: 'GET', auth: true })
  expect((await failureOf(generateImage('a fox', { provider, fetch }))).code).toBe('missing_key')
  expect(fetch.asked).toEqual([])
})
