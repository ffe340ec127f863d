import { expect, expectTypeOf, test, vi } from 'vitest'
import {
  type CallOptions,
  chat,
  generateImage,
  generateText,
  type HeadersLike,
  imageUrl,
  pollinations,
  streamText,
  withDefaults,
} from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { GEN, KEY } from '../helpers/routes.ts'
import { pictureReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

const user = [{ role: 'user', content: 'Hello' }] as const

/** A function of the package's form that gives back what it gets. */
const echo = { echo: (subject: string, options?: CallOptions) => ({ subject, options }) }
const layered = (defaults: CallOptions, options?: CallOptions) => withDefaults(defaults, echo).echo('x', options)

test('the functions are the same ones, with options underneath', async () => {
  const emulator = emulate()
  const ai = withDefaults(
    { apiKey: KEY, requestId: 'r-1' },
    { chat, generateImage, generateText, imageUrl, streamText },
  )
  expect(Object.keys(ai)).toEqual(['chat', 'generateImage', 'generateText', 'imageUrl', 'streamText'])
  expectTypeOf(ai.chat).toEqualTypeOf(chat)
  await ai.chat(user)
  await ai.generateImage('a fox', { width: 8, height: 8 })
  await ai.generateText('Hello there')
  await ai.streamText('Hello there').text()
  expect(emulator.requests).toHaveLength(4)
  for (const { url, headers } of emulator.requests) {
    expect([url.startsWith(GEN), headers.authorization, headers['x-request-id']]).toEqual([
      true,
      `Bearer ${KEY}`,
      'r-1',
    ])
  }
  expect(ai.imageUrl('fox')).toBe(imageUrl('fox'))
})

test('functions may have any names', () => {
  const { picture } = withDefaults({ provider: pollinations() }, { picture: imageUrl })
  expect(picture('fox')).toBe(imageUrl('fox', { provider: pollinations() }))
})

test('what a call gives itself wins, and undefined counts as not given', () => {
  expect(layered({ timeout: 1, maxRetries: 2 }, { timeout: 3, maxRetries: undefined }).options).toEqual({
    timeout: 3,
    maxRetries: 2,
  })
  expect(layered({ timeout: undefined, maxRetries: 2 }, { timeout: 3 }).options).toEqual({ timeout: 3, maxRetries: 2 })
  expect(layered({ timeout: 1 }, {}).options).toEqual({ timeout: 1 })
  expect(layered({ timeout: 1 }).options).toEqual({ timeout: 1 })
  expect(layered({ debug: true }, { debug: false }).options).toEqual({ debug: false })
})

test('the merge is shallow: an option is taken whole', () => {
  const [one, two] = [{ kind: 'a', can: { image: true } } as const, { kind: 'b' }]
  const { options } = layered({ provider: one }, { provider: two })
  expect(options?.provider).toBe(two)
})

test('it nests, and the later wins', () => {
  const inner = withDefaults({ timeout: 1, maxRetries: 1, referrer: 'inner' }, echo)
  const outer = withDefaults({ timeout: 2, maxRetries: 2 }, inner)
  expect(outer.echo('x', { timeout: 3 }).options).toEqual({ timeout: 3, maxRetries: 2, referrer: 'inner' })
})

test('defaults and options are not changed, and may be frozen', () => {
  const defaults = Object.freeze({ timeout: 1, headers: Object.freeze({ a: '1' }) })
  const options = Object.freeze({ maxRetries: 1, headers: Object.freeze({ b: '2' }) })
  layered(defaults, options)
  expect([defaults, options]).toEqual([
    { timeout: 1, headers: { a: '1' } },
    { maxRetries: 1, headers: { b: '2' } },
  ])
})

const forms: Record<string, (pairs: [string, string][]) => HeadersLike> = {
  'an object': (pairs) => Object.fromEntries(pairs),
  pairs: (pairs) => pairs,
  Headers: (pairs) => new Headers(pairs),
}
test.each(Object.keys(forms).flatMap((below) => Object.keys(forms).map((above) => ({ below, above }))))(
  'headers are merged whatever the case of their letters: $below below $above',
  async ({ below, above }) => {
    const fetch = stub(pictureReply())
    const ai = withDefaults(
      {
        headers: forms[below]?.([
          ['X-App', 'below'],
          ['X-Below', '1'],
        ]),
        fetch,
      },
      { generateImage },
    )
    await ai.generateImage('a fox', {
      headers: forms[above]?.([
        ['x-APP', 'above'],
        ['X-Above', '2'],
      ]),
    })
    expect(fetch.asked[0]?.headers).toEqual({ 'x-app': 'above', 'x-below': '1', 'x-above': '2' })
  },
)

test('headers nest as well', async () => {
  const fetch = stub(pictureReply())
  const inner = withDefaults({ headers: { a: '1', b: '1', c: '1' }, fetch }, { generateImage })
  const outer = withDefaults(
    {
      headers: [
        ['B', '2'],
        ['C', '2'],
      ],
    },
    inner,
  )
  await outer.generateImage('a fox', { headers: new Headers({ c: '3' }) })
  expect(fetch.asked[0]?.headers).toEqual({ a: '1', b: '2', c: '3' })
})

test('headers of undefined leave those below', async () => {
  const fetch = stub(pictureReply())
  const ai = withDefaults({ headers: { a: '1' }, fetch }, { generateImage })
  await ai.generateImage('a fox', { headers: undefined })
  expect(fetch.asked[0]?.headers).toEqual({ a: '1' })
})

test('bad headers among the defaults are found when a call is made, as a rejection', async () => {
  const ai = withDefaults({ headers: { 'x a': '1' } }, { chat })
  expect((await failureOf(ai.chat(user, { headers: { b: '2' } }))).code).toBe('invalid_option')
  expect((await failureOf(ai.chat(user))).code).toBe('invalid_option')
})

test('defaults cost nothing and are kept by nobody: no request, no call of a function for the key', () => {
  const apiKey = vi.fn(() => KEY)
  const emulator = emulate()
  withDefaults({ apiKey }, { chat })
  expect([apiKey.mock.calls.length, emulator.requests.length]).toEqual([0, 0])
})
