import vm from 'node:vm'
import { buildSync } from 'esbuild'
import { expect, test, vi } from 'vitest'
import * as blossom from '../../../src/index.ts'
import { failureOf, thrownBy } from '../helpers/failure.ts'
import { HOSTS } from '../helpers/routes.ts'
import { stub } from '../helpers/stub.ts'

const { isBlossomError } = blossom
const {
  APIError,
  AuthenticationError,
  BlossomError,
  NetworkError,
  PaymentError,
  RateLimitError,
  StreamError,
  TimeoutError,
  ValidationError,
} = blossom

test.each([
  { child: ValidationError, parent: BlossomError },
  { child: NetworkError, parent: BlossomError },
  { child: TimeoutError, parent: NetworkError },
  { child: APIError, parent: BlossomError },
  { child: AuthenticationError, parent: APIError },
  { child: PaymentError, parent: APIError },
  { child: RateLimitError, parent: APIError },
  { child: StreamError, parent: BlossomError },
  { child: BlossomError, parent: Error },
])('$child.name is a kind of $parent.name', ({ child, parent }) => {
  expect(child.prototype).toBeInstanceOf(parent)
  expect(Object.getPrototypeOf(child)).toBe(parent)
})

test('an error says its class in name, string and stack', async () => {
  const error = await failureOf(blossom.generateText(''))
  expect(error.name).toBe('ValidationError')
  expect(String(error)).toBe(`ValidationError: ${error.message}`)
  expect(error.stack).toContain(error.message)
  expect(error).toBeInstanceOf(Error)
})

test('a validation error carries no status, and the facts of the call that are known', () => {
  const error = thrownBy(() => blossom.imageUrl('', {}))
  expect(error.context.operation).toBe('imageUrl')
  for (const name of ['status', 'retryAfter', 'partial', 'issues', 'cause']) expect(error).not.toHaveProperty(name)
})

test('an answer that is an error carries status, id, operation, method, url and tries', async () => {
  for (const { run, method, shown } of HOSTS) {
    const fetch = stub(new Response('no', { status: 503, headers: { 'x-request-id': 'r-1' } }))
    const error = await failureOf(run({ fetch, maxRetries: 1, retryDelay: () => 0 }))
    expect(error).toMatchObject({ status: 503, requestId: 'r-1', retryable: true })
    expect(error.context).toEqual({ operation: expect.any(String), method, url: shown, attempts: 2 })
    expect(error).not.toHaveProperty('partial')
    expect(error).not.toHaveProperty('retryAfter')
  }
})

test('an error is plain to log: JSON holds its facts', async () => {
  const error = await failureOf(HOSTS[0]?.run({ fetch: stub(new Response('no', { status: 404 })) }) as Promise<unknown>)
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: 'not_found', status: 404, retryable: false })
})

test('messages and suggestions are one line, end like a sentence and say something', async () => {
  const errors = [
    ...[400, 401, 402, 403, 404, 405, 409, 413, 422, 429, 500, 503].map((status) =>
      failureOf(
        HOSTS[4]?.run({ fetch: stub(new Response('a\r\nb\u2028c', { status })), maxRetries: 0 }) as Promise<unknown>,
      ),
    ),
    failureOf(blossom.generateText('')),
    failureOf(blossom.chat([])),
    failureOf(blossom.chat([{ role: 'user', content: 'Hi' }], { apiKey: '' })),
    failureOf(blossom.generateImage('a', { fetch: () => Promise.reject(new Error('a\nb')), maxRetries: 0 })),
    failureOf(blossom.generateImage('a', { fetch: () => new Promise(() => {}), timeout: 5 })),
  ]
  for (const error of await Promise.all(errors)) {
    for (const text of [error.message, error.suggestion]) {
      expect(text).toMatch(/^\S.*\S[.!?)]$/)
      expect(text).not.toMatch(/[\r\n\u2028]/)
      expect(text.split(' ').length).toBeGreaterThan(1)
    }
    expect(error.message.endsWith('..')).toBe(false)
  }
})

// ---- isBlossomError

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'network'],
  ['a number', 7],
  ['an Error', new Error('network')],
  ['an object that looks alike', { name: 'APIError', code: 'network', message: '' }],
  ['an Error with a code', Object.assign(new Error('x'), { code: 'network' })],
  ['a function', () => {}],
  ['the class', BlossomError],
])('isBlossomError is false for %s, and does not throw', (_what, value) => {
  expect(isBlossomError(value)).toBe(false)
  expect(isBlossomError(value, 'network')).toBe(false)
})

test('isBlossomError asks for a code where one is given', async () => {
  const error = await failureOf(blossom.generateText(''))
  expect([isBlossomError(error), isBlossomError(error, 'invalid_prompt'), isBlossomError(error, 'network')]).toEqual([
    true,
    true,
    false,
  ])
})

test('isBlossomError works across copies of the package, where instanceof fails', async () => {
  vi.resetModules()
  const copy = await import('../../../src/index.ts')
  expect(copy.BlossomError).not.toBe(BlossomError)
  const error = await failureOf(blossom.generateText(''))
  const other = await copy.generateText('').catch((reason: unknown) => reason)
  expect(other).not.toBeInstanceOf(BlossomError)
  expect([isBlossomError(other), copy.isBlossomError(error)]).toEqual([true, true])
  expect([isBlossomError(other, 'invalid_prompt'), copy.isBlossomError(error, 'network')]).toEqual([true, false])
})

test('isBlossomError works across realms, where even Error is another one', () => {
  const entry = new URL('../../../src/index.ts', import.meta.url).pathname
  const built = buildSync({ bundle: true, write: false, format: 'iife', globalName: 'copy', entryPoints: [entry] })
  const bundle = built.outputFiles[0]?.text ?? ''
  const realm = vm.createContext({})
  const error: unknown = vm.runInContext(`${bundle}\ntry { copy.imageUrl('') } catch (error) { error }`, realm)
  expect(error).not.toBeInstanceOf(Error)
  expect([isBlossomError(error), isBlossomError(error, 'invalid_prompt'), isBlossomError(error, 'network')]).toEqual([
    true,
    true,
    false,
  ])
  const ours = thrownBy(() => blossom.imageUrl(''))
  expect(vm.runInContext('copy.isBlossomError', realm)(ours, 'invalid_prompt')).toBe(true)
})

test('what was found without a status is a sentence too', async () => {
  const message = async (call: Promise<unknown>) => (await failureOf(call)).message
  const fetch = stub(new Response(''))
  expect(await message(blossom.generateText('Hello', { apiKey: '' }))).toBe(
    'generateText failed: missing key (apiKey is empty).',
  )
  expect(await message(blossom.speak('Hello'))).toBe('speak failed: missing key.')
  expect(await message(blossom.speak('Hello', { apiKey: 'two lines\n' }))).toBe(
    'speak failed: invalid key (apiKey contains characters that are not allowed).',
  )
  expect(await message(blossom.generateText('Hello there', { fetch }))).toBe('generateText failed: empty.')
  const odd = stub(new Response('<title>No</title>', { headers: { 'content-type': 'text/html' } }))
  expect(await message(blossom.generateText('Hello there', { fetch: odd }))).toBe(
    'generateText failed: unexpected content (No).',
  )
})
