import { expect, test } from 'vitest'
import { generateObject, runTools, streamObject } from '../../../src/index.ts'
import { failureOf } from '../helpers/failure.ts'
import { chatReply, stub } from '../helpers/stub.ts'
import { handMade } from './schemas.ts'

const circular: Record<string, unknown> = { type: 'object', properties: {} }
circular.properties = { self: circular }
const list: unknown[] = []
list.push(list)

function nested(depth: number): Record<string, unknown> {
  let schema: Record<string, unknown> = { type: 'string' }
  for (let level = 0; level < depth; level++)
    schema = { type: 'object', properties: { a: schema }, required: ['a'], additionalProperties: false }
  return schema
}
const throwing = {
  type: 'object',
  get properties(): never {
    throw new Error('no properties')
  },
}
const makes = (schema: unknown) =>
  handMade((value) => ({ value }), { jsonSchema: { input: () => schema as never, output: () => schema as never } })
const brokenStandard = {
  get '~standard'(): never {
    throw new Error('no standard')
  },
}

const ODD: readonly [name: string, schema: unknown][] = [
  ['circular', circular],
  ['circular by a list', { enum: list }],
  ['circular, as a library makes it', makes(circular)],
  ['very deep', nested(100_000)],
  ['very deep, as a library makes it', makes(nested(100_000))],
  ['with a getter that throws', throwing],
  ['with a getter that throws, as a library makes it', makes(throwing)],
  ['with a getter that throws inside', { type: 'object', properties: { a: throwing } }],
  ['with a value that JSON does not have', { type: 'object', maxProperties: 1n }],
  ['with a toJSON that throws', { toJSON: () => throwing.properties }],
  ['whose ~standard throws', brokenStandard],
]

test.for(ODD)('a schema that is %s is a ValidationError before any request', async ([, schema]) => {
  const fetch = stub(chatReply('{}'))
  const calls = [
    generateObject('x', { schema, fetch } as never),
    streamObject('x', { schema, fetch } as never).result(),
    runTools([{ role: 'user', content: 'x' }], {
      fetch,
      tools: { a: { description: 'a', parameters: schema, execute: () => 1 } },
    } as never),
  ]
  for (const error of await Promise.all(calls.map(failureOf))) {
    expect(error).toMatchObject({ name: 'ValidationError', code: 'invalid_option' })
    expect(error.message).toMatch(/^(schema|tools\.a\.parameters) cannot become JSON Schema \([^\n]*\)\.$/)
    expect(error.suggestion).toContain('jsonSchema')
  }
  expect(fetch.asked).toEqual([])
})

test('a circular jsonSchema beside the schema is one too', async () => {
  const fetch = stub(chatReply('{}'))
  const error = await failureOf(generateObject('x', { schema: makes({}), jsonSchema: circular, fetch }))
  expect([error.name, error.code, fetch.asked.length]).toEqual(['ValidationError', 'invalid_option', 0])
})

test('a schema deeper than any provider takes is sent, and not as a strict one', async () => {
  const fetch = stub(chatReply('{}'))
  await generateObject('x', { schema: nested(500), fetch })
  expect(JSON.parse(`${fetch.asked[0]?.body}`).response_format.json_schema).toEqual({
    name: 'object',
    strict: false,
    schema: nested(500),
  })
})
