import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { generateObject, type ObjectOptions, type StandardSchema } from '../../../src/index.ts'
import { createEmulator } from '../../../src/testing/index.ts'
import { listen, only } from '../helpers/events.ts'
import { failureOf, rejectionOf } from '../helpers/failure.ts'
import { KEY } from '../helpers/routes.ts'
import { chatReply, jsonReply, never, type Stub, stub } from '../helpers/stub.ts'
import { ADA, handMade, LIBRARIES, type Person, PLAIN } from './schemas.ts'

const answering = (text: string): Stub => stub(chatReply(text))
const sent = ({ asked: [request] }: Stub) => JSON.parse(`${request?.body}`)
const ask = <T>(text: string, options: Omit<ObjectOptions<T>, 'fetch'>) =>
  generateObject<T>('Describe a person', { ...options, fetch: answering(text) } as ObjectOptions<T>)

describe.each(LIBRARIES)('with $name', ({ schema, jsonSchema }) => {
  test('the JSON Schema goes out, and the validated object comes back beside the answer', async () => {
    const fetch = answering(JSON.stringify(ADA))
    const result = await generateObject('Describe a person', { schema, jsonSchema, fetch, apiKey: KEY })
    expect(result.object).toEqual(ADA)
    expect(result).toMatchObject({ text: JSON.stringify(ADA), finishReason: 'stop', usage: { totalTokens: 7 } })
    const { type, json_schema } = sent(fetch).response_format
    expect(type).toBe('json_schema')
    expect(json_schema.schema).toMatchObject({
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'number' }, tags: { type: 'array' } },
      required: expect.arrayContaining(['name', 'age', 'tags']),
    })
  })

  test('the emulator, which writes by the JSON Schema, is understood', async () => {
    const { object } = await generateObject('Describe a person', { schema, jsonSchema, fetch: createEmulator() })
    expect(Object.keys(object).sort()).toEqual(['age', 'name', 'tags'])
  })

  test('what does not fit is `invalid_object`, with the issues and the text', async () => {
    const text = JSON.stringify({ ...ADA, age: -1, tags: 'none' })
    const error = await failureOf(generateObject('Describe a person', { schema, jsonSchema, fetch: answering(text) }))
    expect(error).toMatchObject({ name: 'APIError', code: 'invalid_object', retryable: true, partial: text })
    const places = error.issues?.map(({ path = [] }) =>
      path.map((part) => (typeof part === 'object' ? part.key : part)).join('.'),
    )
    expect(places).toContain('age')
    // valibot with `jsonSchema` or not, zod and arktype: the message names each place.
    for (const place of places ?? []) expect(error.message).toContain(`${place}: `)
    expect(error.context.operation).toBe('generateObject')
  })
})

test('a plain JSON Schema goes out as it is, and lets everything pass', async () => {
  const fetch = answering('{"name":7}')
  const { object } = await generateObject('Describe a person', { schema: PLAIN, fetch })
  expect(sent(fetch).response_format.json_schema.schema).toEqual(PLAIN)
  expect(object).toEqual({ name: 7 })
})

test('`jsonSchema` is what is sent, whatever the schema would make, and the schema is what validates', async () => {
  const fetch = answering('{"name":7}')
  const error = await failureOf(
    generateObject('Describe a person', { schema: z.object({ name: z.string() }), jsonSchema: PLAIN, fetch }),
  )
  expect(sent(fetch).response_format.json_schema.schema).toEqual(PLAIN)
  expect(error.code).toBe('invalid_object')
})

test('the object has the name that is given, else `object`', async () => {
  const named = answering('{}')
  await generateObject('Describe a person', { schema: PLAIN, name: 'person', fetch: named })
  expect(sent(named).response_format.json_schema.name).toBe('person')
  const plain = answering('{}')
  await generateObject('Describe a person', { schema: PLAIN, fetch: plain })
  expect(sent(plain).response_format.json_schema.name).toBe('object')
})

test('strict is asked for where every provider takes it: a closed schema; an open one would be refused', async () => {
  const closed = answering('{}')
  await generateObject('Describe a person', { schema: PLAIN, fetch: closed })
  expect(sent(closed).response_format.json_schema.strict).toBe(true)
  const open = answering('{}')
  await generateObject('Describe a person', { schema: { type: 'object', properties: {} }, fetch: open })
  expect(sent(open).response_format.json_schema.strict).toBe(false)
})

test('a prompt becomes a message, with the system message before it', async () => {
  const fetch = answering('{}')
  await generateObject('Describe a person', { schema: PLAIN, system: 'Be brief', fetch })
  expect(sent(fetch).messages).toEqual([
    { role: 'system', content: 'Be brief' },
    { role: 'user', content: 'Describe a person' },
  ])
})

test('messages go as they are, with the system message before them, and are not changed', async () => {
  const fetch = answering('{}')
  const messages = Object.freeze([{ role: 'user', content: 'Describe a person' }] as const)
  await generateObject(messages, { schema: PLAIN, system: 'Be brief', fetch })
  expect(sent(fetch).messages).toEqual([{ role: 'system', content: 'Be brief' }, ...messages])
})

test('the options of a chat go out as in a chat', async () => {
  const fetch = answering('{}')
  const options = { model: 'mistral', seed: 7, temperature: 0.5, maxTokens: 99, body: { n: 1 } } as const
  await generateObject('Describe a person', { schema: PLAIN, ...options, apiKey: KEY, fetch })
  const body = sent(fetch)
  expect(body).toMatchObject({ model: 'mistral', seed: 7, temperature: 0.5, max_tokens: 99, n: 1 })
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['schema', 'jsonSchema', 'name', 'system']))
  expect(fetch.asked[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
})

test('events name the function that was called', async () => {
  const { events, onEvent } = listen()
  await generateObject('Describe a person', { schema: PLAIN, fetch: answering('{}'), onEvent })
  expect(new Set(events.map(({ operation }) => operation))).toEqual(new Set(['generateObject']))
  expect(only(events, 'done')).toHaveLength(1)
})

test.for([
  ['bare', '{"a": "x ``` y"}'],
  ['with blanks around it', '\ufeff \r\n{"a": "x ``` y"}\n\n'],
  ['in a fence', '```\n{"a": "x ``` y"}\n```'],
  ['in a fence with a language', '```json\n{"a": "x ``` y"}\n```\n'],
  ['in a fence on one line', '``` json {"a": "x ``` y"} ```'],
  ['in a fence between words', 'Here it is:\n\n```JSON\r\n{"a": "x ``` y"}\r\n```\n\nAnything else?'],
  ['in a fence that is not closed', '```json\n{"a": "x ``` y"}'],
])('JSON is read %s', async ([, text = '']) => {
  expect((await ask(text, { schema: {} })).object).toEqual({ a: 'x ``` y' })
})

test.for([['[1, 2]'], ['"text"'], ['42'], ['null'], ['```\n[1, 2]\n```']])(
  'what is no object is read too: %s',
  async ([text = '']) => {
    const value = JSON.parse(text.replace(/```/g, ''))
    expect((await ask(text, { schema: {} })).object).toEqual(value)
  },
)

test.for([
  'Sorry, no.',
  '',
  '{"a": 1',
  '{"a": 1} and so on',
  '{a: 1}',
  "{'a': 1}",
  '```json\n{"a": 1,}\n```',
  '```json\n{"a": 1',
  '```json\n{"a": "one',
  '```',
  'undefined',
])('what is no JSON is `invalid_object`, with the text: %j', async (text) => {
  const error = await failureOf(ask(text, { schema: {} }))
  expect(error).toMatchObject({ name: 'APIError', code: 'invalid_object', partial: text, retryable: true })
  expect(error.issues).toBeUndefined()
  expect(error.requestId).toMatch(/./)
})

test('an answer that was cut at its most tokens says so', async () => {
  const reply = chatReply('{"a": "half', {
    choices: [{ message: { content: '{"a": "half' }, finish_reason: 'length' }],
  })
  const error = await failureOf(generateObject('Describe', { schema: {}, maxTokens: 3, fetch: stub(reply) }))
  expect(error.message).toContain('tokens')
  expect(error.suggestion).toContain('maxTokens')
})

test('a field called __proto__ is a field, and nothing else', async () => {
  const { object } = await ask<Record<string, unknown>>('{"__proto__": {"polluted": true}}', { schema: {} })
  expect(Object.keys(object)).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('the object is what the schema makes of it: defaults, transforms, asynchronous checks', async () => {
  const schema = z.object({
    name: z.string().transform((name) => name.length),
    age: z.number().default(3),
    tag: z.string().refine(async (tag) => tag !== 'bad'),
  })
  const { object } = await ask('{"name": "Ada", "tag": "good", "more": 1}', { schema })
  expect(object).toEqual({ name: 3, age: 3, tag: 'good' })
  expect((await failureOf(ask('{"name": "Ada", "tag": "bad"}', { schema }))).issues).toHaveLength(1)
})

test('the JSON Schema is asked for what goes in, by the newest draft that the schema has', async () => {
  const targets: string[] = []
  const input = ({ target }: { target: string }) => {
    targets.push(target)
    if (target !== 'draft-07') throw new Error('Not that one')
    return PLAIN
  }
  const output = () => ({ wrong: true })
  const schema = handMade<Person>(() => ({ value: ADA }), { jsonSchema: { input, output } })
  const fetch = answering('{}')
  await generateObject('Describe a person', { schema, fetch })
  expect(targets).toEqual(['draft-2020-12', 'draft-07'])
  expect(sent(fetch).response_format.json_schema.schema).toEqual(PLAIN)
})

test('a path of an issue may hold keys, objects with keys, and symbols', async () => {
  const issues = [{ message: 'is odd', path: ['a', { key: 0 }, Symbol('b')] }, { message: 'all wrong' }]
  const schema = handMade(() => ({ issues }), { jsonSchema: { input: () => PLAIN, output: () => PLAIN } })
  const error = await failureOf(ask('{}', { schema }))
  expect(error.issues).toBe(issues)
  expect(error.message).toContain('a.0.Symbol(b): is odd; all wrong')
})

describe('bad input is refused before any request', () => {
  const cases: readonly (readonly [string, unknown, unknown, string, RegExp])[] = [
    ['no options', 'Hello', undefined, 'invalid_option', /options/],
    ['no schema', 'Hello', {}, 'invalid_option', /schema/],
    ['a schema that is a text', 'Hello', { schema: '{}' }, 'invalid_option', /schema/],
    ['a schema that is a list', 'Hello', { schema: [] }, 'invalid_option', /schema/],
    ['a schema that is null', 'Hello', { schema: null }, 'invalid_option', /schema/],
    ['a JSON Schema that is a text', 'Hello', { schema: {}, jsonSchema: '{}' }, 'invalid_option', /jsonSchema/],
    ['a blank name', 'Hello', { schema: {}, name: ' ' }, 'invalid_option', /name/],
    ['a system message that is a list', 'Hello', { schema: {}, system: ['Hi'] }, 'invalid_option', /system/],
    ['a blank prompt', ' \n', { schema: {} }, 'invalid_prompt', /prompt/],
    ['half a character', 'a\ud83d', { schema: {} }, 'invalid_prompt', /cut inside/],
    ['no messages', [], { schema: {} }, 'invalid_message', /messages/],
    ['a number', 7, { schema: {} }, 'invalid_message', /messages/],
    ['a message without a role', [{ content: 'Hi' }], { schema: {}, system: 'Hi' }, 'invalid_message', /role/],
    ['a bad option of the chat', 'Hello', { schema: {}, temperature: 3 }, 'invalid_option', /temperature/],
  ]
  test.for(cases)('%s', async ([, input, options, code, words]) => {
    const fetch = stub(chatReply('{}'))
    const given = typeof options === 'object' ? { ...options, fetch } : options
    const error = await failureOf(generateObject(input as string, given as ObjectOptions<unknown>))
    expect(error).toMatchObject({ name: 'ValidationError', code, context: { operation: 'generateObject' } })
    expect(error.message).toMatch(words)
    expect(fetch.asked).toEqual([])
  })

  const date = z.object({ born: z.date() })
  const without = LIBRARIES.find(({ jsonSchema }) => jsonSchema)?.schema as StandardSchema<Person>
  test.for([
    ['that JSON Schema cannot say', date, /zod: .*Date/],
    ['whose library makes none', without, /valibot: .*jsonSchema/],
  ] as const)('a schema %s, which the error explains', async ([, schema, words]) => {
    const fetch = stub(chatReply('{}'))
    const error = await failureOf(generateObject('Hello', { schema: schema as StandardSchema, fetch }))
    expect(error).toMatchObject({ name: 'ValidationError', code: 'invalid_option' })
    expect(error.message).toMatch(words)
    expect(error.suggestion).toContain('jsonSchema')
    expect(fetch.asked).toEqual([])
  })
})

test('an error of the service is the error of the call', async () => {
  const fetch = stub(jsonReply({ error: { message: 'no such model' } }, 404))
  const error = await failureOf(generateObject('Hello', { schema: {}, apiKey: KEY, fetch }))
  expect(error).toMatchObject({ code: 'not_found', status: 404, context: { operation: 'generateObject' } })
})

test('an abort is thrown as it is, also while a schema validates without an end', async () => {
  const controller = new AbortController()
  const reason = new Error('Enough')
  const schema = handMade(() => {
    setTimeout(() => controller.abort(reason))
    return never()
  })
  const { signal } = controller
  expect(await rejectionOf(ask('{}', { schema, jsonSchema: {}, signal }))).toBe(reason)
  const fetch = stub(chatReply('{}'))
  expect(await rejectionOf(generateObject('Hello', { schema: {}, signal, fetch }))).toBe(reason)
  expect(fetch.asked).toEqual([])
})

test('an error in a schema is its own', async () => {
  const own = new Error('A bug in a check')
  const schema = handMade(() => {
    throw own
  })
  expect(await rejectionOf(ask('{}', { schema, jsonSchema: {} }))).toBe(own)
})
