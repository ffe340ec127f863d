import { expect, test } from 'vitest'
import { chat, generateText, type Message } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, stub } from '../helpers/stub.ts'

// Bad messages: a typed error that says which one it is, and no request.

const good = { role: 'user', content: 'Hello' }
const toolCalls = [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{}' } }]

test.each([
  ['missing', undefined],
  ['null', null],
  ['a text', 'Hello'],
  ['one message outside of a list', good],
  ['an empty list', []],
  ['a number', 7],
])('messages that are %s are invalid_message before any request', async (_what, messages) => {
  const fetch = stub(chatReply())
  for (const apiKey of [undefined, KEY]) {
    const error = await failureOf(chat(messages as never, { apiKey, fetch }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_message'])
    expect(error.suggestion).not.toBe('')
  }
  expect(fetch.asked).toEqual([])
})

const bad: [what: string, message: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a text', 'Hello'],
  ['without a role', { content: 'Hello' }],
  ['with an empty role', { role: '', content: 'Hello' }],
  ['with an unknown role', { role: 'robot', content: 'Hello' }],
  ['with a role in capitals', { role: 'User', content: 'Hello' }],
  ['with a role that objects inherit', { role: 'constructor', content: 'Hello' }],
  ['without content', { role: 'user' }],
  ['with content null', { role: 'user', content: null }],
  ['with content null though an assistant', { role: 'assistant', content: null }],
  ['with content null and no tool calls', { role: 'assistant', content: null, tool_calls: [] }],
  ['with content that is a number', { role: 'user', content: 7 }],
  ['with content that is an object', { role: 'user', content: { type: 'text', text: 'Hello' } }],
  ['with no parts', { role: 'user', content: [] }],
  ['with a part that is a text', { role: 'user', content: ['Hello'] }],
  ['with a part of null', { role: 'user', content: [null] }],
  ['with a part without a type', { role: 'user', content: [{ text: 'Hello' }] }],
  ['of a tool without tool_call_id', { role: 'tool', content: 'sunny' }],
  ['of a tool with a number for an id', { role: 'tool', content: 'sunny', tool_call_id: 7 }],
]
test.each(bad)('a message %s is invalid_message, named by its place, before any request', async (_what, message) => {
  for (const at of [0, 2]) {
    const fetch = stub(chatReply())
    const messages = [...Array(at).fill(good), message] as Message[]
    const error = await failureOf(chat(messages, { fetch }))
    expect([error.name, error.code]).toEqual(['ValidationError', 'invalid_message'])
    expect(error.message).toContain(`messages[${at}]`)
    expect(error.suggestion).not.toBe('')
    expect(fetch.asked).toEqual([])
  }
})

test('a hole in the list is a message that is missing', async () => {
  const messages: Message[] = [good as Message]
  messages[2] = good as Message
  expect((await failureOf(chat(messages, { fetch: stub(chatReply()) }))).code).toBe('invalid_message')
})

test('a message that only calls tools needs no content', async () => {
  for (const content of [null, undefined, '']) {
    const fetch = stub(chatReply())
    await chat(
      [
        good as Message,
        { role: 'assistant', content, tool_calls: toolCalls } as Message,
        { role: 'tool', content: 'sunny', tool_call_id: 'c1' },
      ],
      { fetch },
    )
    expect(fetch.asked).toHaveLength(1)
  }
})

test('an empty text is content', async () => {
  const fetch = stub(chatReply())
  await chat([{ role: 'user', content: '' }], { fetch })
  expect(fetch.asked).toHaveLength(1)
})

function circle(): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  value.self = value
  return value
}
const noJson: Record<string, () => unknown> = {
  'a circle': circle,
  'a BigInt': () => 1n,
  'an object whose toJSON throws': () => ({
    toJSON() {
      throw new Error('no')
    },
  }),
}
test.each(Object.keys(noJson))('%s anywhere in the request is a typed error before any request', async (name) => {
  const make = noJson[name] as () => unknown
  const fetch = stub(chatReply())
  const calls = [
    chat([good as Message], { fetch, body: { extra: make() } }),
    chat([good as Message], { fetch, tools: [{ type: 'x', more: make() } as never] }),
    chat([{ role: 'user', content: [{ type: 'text', text: 'a', more: make() } as never] }], { fetch, apiKey: KEY }),
    chat([good as Message], { fetch, responseFormat: { type: 'json_schema', json_schema: { schema: make() } } }),
  ]
  for (const call of calls) {
    const error = await failureOf(call)
    expect(error.name).toBe('ValidationError')
    expect(['invalid_option', 'invalid_message']).toContain(error.code)
    expect([error.message, error.suggestion].every((text) => text.trim())).toBe(true)
  }
  expect(fetch.asked).toEqual([])
})

test('a Blob that cannot be read is not sent as something else', async () => {
  const fetch = stub(chatReply())
  class Broken extends Blob {
    override async arrayBuffer(): Promise<ArrayBuffer> {
      throw new DOMException('The file is gone', 'NotReadableError')
    }
  }
  const broken = new Broken(['x'], { type: 'image/png' })
  const call = chat([{ role: 'user', content: [{ type: 'image_url', image_url: { url: broken } }] }], { fetch })
  await expect(call).rejects.toThrow()
  expect(fetch.asked).toEqual([])
})

test('half of a surrogate pair in a message does not break the JSON', async () => {
  const fetch = stub(chatReply())
  await chat([{ role: 'user', content: 'a \ud83e b' }], { fetch })
  expect(JSON.parse(fetch.asked[0]?.body as string).messages[0].content).toBe('a \ud83e b')
})

test('a system text that no URL can hold is a typed error, or goes by POST', async () => {
  const fetch = stub(chatReply())
  await failureOf(generateText('Hello there', { system: '\ud83e', fetch })).catch(() => {})
  for (const { method } of fetch.asked) expect(method).toBe('POST')
})
