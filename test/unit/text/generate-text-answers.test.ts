import { expect, test } from 'vitest'
import { generateText, type TextOptions } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { bodyOf, completion, jsonReply, stub } from '../helpers/stub.ts'
import { emulate, useEmulator } from '../helpers/use-emulator.ts'

useEmulator()

// How an answer is read: by GET as plain text, by POST as a completion.

const typed = (body: BodyInit, type = 'text/plain; charset=utf-8') =>
  stub(() => Promise.resolve(new Response(body, { headers: { 'content-type': type } })))
const byGet = (body: BodyInit, type?: string, options: TextOptions = {}) =>
  generateText('Hello there', { fetch: typed(body, type), maxRetries: 0, ...options })
const byPost = (message: object, more: object = {}) =>
  generateText('Hello', {
    apiKey: KEY,
    maxRetries: 0,
    fetch: stub(jsonReply({ choices: [{ index: 0, message, finish_reason: 'stop', ...more }] })),
  })

test.each([
  ['as it is, blanks and breaks at its ends too', '\n  Hello\r\n\n'],
  ['of any letters', 'Füchse 🦊 في الثلج 雪'],
  ['that looks like a page', '<html>is how a page begins</html>'],
  ['that looks like JSON', '{"choices": "none"}'],
  ['that looks like an event', 'data: {"a": 1}\n\n'],
  ['of one letter', '0'],
])('a plain answer is given %s', async (_what, text) => {
  expect(await byGet(text)).toBe(text)
})

test('a stream that nobody asked for is no text', async () => {
  const error = await failureOf(byGet('data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n', 'text/event-stream'))
  expect([error.name, error.code]).toEqual(['APIError', 'unexpected_content'])
})

test('a plain answer may come cut anywhere', async () => {
  const bytes = new TextEncoder().encode('Füchse 🦊 في الثلج 雪')
  expect(await byGet(bodyOf([...bytes].map((byte) => Uint8Array.of(byte))))).toBe('Füchse 🦊 في الثلج 雪')
})

test('JSON that was asked for is given as it is, whatever the host calls it', async () => {
  const text = '{"city": "Paris", "n": [1, 2]}'
  for (const type of ['text/plain', 'application/json', 'application/json; charset=utf-8']) {
    expect(await byGet(text, type, { json: true })).toBe(text)
  }
})

test.each([
  ['a completion', JSON.stringify(completion('Hello')), 'Hello'],
  ['a bare message', JSON.stringify({ role: 'assistant', content: 'Hello' }), 'Hello'],
  [
    'a bare message with reasoning only',
    JSON.stringify({ role: 'assistant', content: '', reasoning_content: 'Hm' }),
    '',
  ],
])('JSON in place of plain text is read: %s', async (_what, body, text) => {
  expect(await byGet(body, 'application/json')).toBe(text)
})

test.each([
  ['a text', { content: 'Hello' }, 'Hello'],
  [
    'parts',
    {
      content: [
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
      ],
    },
    'Hello',
  ],
  ['parts of other kinds too', { content: [{ type: 'image_url' }, { type: 'text', text: 'Hello' }, null] }, 'Hello'],
  ['an empty text', { content: '' }, ''],
  ['null', { content: null }, ''],
  ['nothing', {}, ''],
  ['null beside reasoning', { content: null, reasoning_content: 'Hm' }, ''],
])('the content of a completion may be %s', async (_what, message, text) => {
  expect(await byPost({ role: 'assistant', ...message })).toBe(text)
})

test('an answer with a finish reason and no content is the empty text, not an error', async () => {
  for (const reason of ['stop', 'length', 'content_filter']) {
    expect(await byPost({ role: 'assistant', content: '' }, { finish_reason: reason })).toBe('')
  }
})

test.each([
  ['neither content nor finish reason', { choices: [{ message: { role: 'assistant', content: '' } }] }],
  ['no choices', { choices: [] }],
  ['a choice of null', { choices: [null] }],
  ['a message of null', { choices: [{ message: null }] }],
])('a completion with %s is the error `empty` or unexpected_content', async (_what, body) => {
  const error = await failureOf(generateText('Hello', { fetch: stub(jsonReply(body)), maxRetries: 0 }))
  expect(error.name).toBe('APIError')
  expect(['empty', 'unexpected_content']).toContain(error.code)
})

test('a completion that ended in an error is one', async () => {
  const error = await failureOf(byPost({ role: 'assistant', content: 'Hel' }, { finish_reason: 'error' }))
  expect(error.name).toMatch(/^(APIError|StreamError)$/)
})

test('on the emulator every way gives the text', async () => {
  for (const [prompt, options] of [
    ['Hello there', {}],
    ['Hello', {}],
    ['Hello there', { apiKey: KEY }],
    ['Hello there', { json: true }],
  ] as const) {
    emulate()
    const text = await generateText(prompt, options)
    expect(text).toContain(prompt)
    if ('json' in options) expect(JSON.parse(text)).toHaveProperty('answer')
  }
})

test('the same input with the same seed gives the same text, another seed another', async () => {
  emulate()
  const [one, again, two] = [1, 1, 2].map((seed) => generateText('Hello there', { seed }))
  expect(await one).toBe(await again)
  expect(await one).not.toBe(await two)
})
