import { expect, test } from 'vitest'
import { enhancePrompt, generateImage, pollinations, type TextOptions } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { listen } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { KEY, TEXT } from '../helpers/routes.ts'
import { chatReply, jsonReply, never, stub } from '../helpers/stub.ts'

const told = (text: string) => new Response(text, { headers: { 'content-type': 'text/plain' } })

test('the richer prompt of the service is given, without the blanks around it', async () => {
  const fetch = stub(told('\n A red fox in deep snow, soft light. \n'))
  expect(await enhancePrompt('a fox', { fetch })).toBe('A red fox in deep snow, soft light.')
  const url = new URL(fetch.asked[0]?.url ?? '')
  expect(url.origin).toBe(TEXT)
  expect(decodeURIComponent(url.pathname)).toBe('/a fox')
  expect(url.searchParams.get('system')).toMatch(/prompt/)
})

test('with a key gen is asked, with the instruction as the system message', async () => {
  const fetch = stub(chatReply('A richer fox'))
  expect(await enhancePrompt('a fox', { fetch, apiKey: KEY, model: 'mistral', system: undefined })).toBe('A richer fox')
  const { messages, model } = JSON.parse(`${fetch.asked[0]?.body}`)
  expect(model).toBe('mistral')
  expect(messages).toEqual([
    { role: 'system', content: expect.stringContaining('image model') },
    { role: 'user', content: 'a fox' },
  ])
})

test('an instruction of your own replaces it', async () => {
  const fetch = stub(chatReply('Un renard'))
  await enhancePrompt('a fox', { fetch, apiKey: KEY, system: 'In French' })
  expect(JSON.parse(`${fetch.asked[0]?.body}`).messages[0]).toEqual({ role: 'system', content: 'In French' })
})

test('on the emulator the prompt comes back richer, and makes a picture', async () => {
  const fetch = createEmulator()
  const prompt = await enhancePrompt('a fox', { fetch })
  expect(prompt.length).toBeGreaterThan('a fox'.length)
  expect((await generateImage(prompt, { fetch, width: 8, height: 8 })).blob.size).toBeGreaterThan(0)
})

const failing: readonly (readonly [string, TextOptions])[] = [
  ['a 404', { fetch: stub(new Response('no', { status: 404 })) }],
  ['a 500 that does not pass', { fetch: stub(new Response('no', { status: 500 })), maxRetries: 1 }],
  ['a rate limit', { fetch: stub(new Response('no', { status: 429 })), maxRetries: 0 }],
  ['a refused key', { fetch: stub(jsonReply({ error: { message: 'no' } }, 401)), apiKey: KEY }],
  ['an empty balance', { fetch: stub(jsonReply({ error: { message: 'no' } }, 402)), apiKey: KEY }],
  ['no connection', { fetch: async () => Promise.reject(new TypeError('no')), maxRetries: 0 }],
  ['a timeout', { fetch: never, timeout: 5 }],
  ['an answer that says nothing', { fetch: stub(chatReply(' \n')), apiKey: KEY }],
  ['an answer that is no text', { fetch: stub(new Response('<html>')), maxRetries: 0, apiKey: KEY }],
  ['a refusal as a 200', { fetch: createEmulator({ faults: [{ refusal: 'balance' }] }), apiKey: KEY }],
]
test.for(failing)('the given prompt comes back after %s', async ([, options]) => {
  expect(await enhancePrompt(' a fox ', { retryDelay: () => 0, ...options })).toBe(' a fox ')
})

test.for([
  ['a blank prompt', ' ', {}, 'invalid_prompt'],
  ['no prompt', undefined, {}, 'invalid_prompt'],
  ['a bad option', 'a fox', { temperature: 3 }, 'invalid_option'],
  ['options that are none', 'a fox', null, 'invalid_option'],
] as const)('%s is thrown, before any request', async ([, prompt, options, code]) => {
  const fetch = stub(told('x'))
  const given = (options && { ...options, fetch }) as TextOptions
  const error = await failureOf(enhancePrompt(prompt as string, given))
  expect(error).toMatchObject({ name: 'ValidationError', code, context: { operation: 'enhancePrompt' } })
  expect(fetch.asked).toEqual([])
})

test.for([
  ['an empty key', { apiKey: '' }, 'missing_key'],
  ['a key with a line end', { apiKey: 'sk_\n' }, 'invalid_key'],
  ['no key where there must be one', { provider: pollinations() }, 'missing_key'],
] as const)('%s is thrown: no service was asked', async ([, options, code]) => {
  const fetch = stub(told('x'))
  const error = await failureOf(enhancePrompt('a fox', { ...options, fetch }))
  expect(error).toMatchObject({ name: 'AuthenticationError', code, context: { operation: 'enhancePrompt' } })
  expect(fetch.asked).toEqual([])
})

test('an abort is thrown as it is, at any time, whatever its reason', async () => {
  for (const reason of [new Error('Enough'), 'enough', await failureOf(enhancePrompt(''))]) {
    const controller = new AbortController()
    const running = enhancePrompt('a fox', { fetch: never, signal: controller.signal })
    setTimeout(() => controller.abort(reason), 5)
    expect(await rejectionOf(running)).toBe(reason)
    expect(await rejectionOf(enhancePrompt('a fox', { fetch: never, signal: controller.signal }))).toBe(reason)
  }
})

test('an error in a function of yours is yours', async () => {
  const own = new Error('vault is closed')
  const apiKey = () => {
    throw own
  }
  expect(await rejectionOf(enhancePrompt('a fox', { apiKey, fetch: stub(told('x')) }))).toBe(own)
})

test('events name the function that was called', async () => {
  const { events, onEvent } = listen()
  await enhancePrompt('a fox', { fetch: stub(told('x')), onEvent })
  expect(events.length).toBeGreaterThan(2)
  expect(new Set(events.map(({ operation }) => operation))).toEqual(new Set(['enhancePrompt']))
})
