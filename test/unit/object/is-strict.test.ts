import { expect, test } from 'vitest'
import { z } from 'zod'
import { isStrict } from '../../../src/object/is-strict.ts'
import { PLAIN } from './schemas.ts'

const closed = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
})
const strictZod = z.strictObject({ a: z.string(), b: z.array(z.strictObject({ c: z.literal(1) })) })

test.for([
  ['a closed object', PLAIN],
  ['an empty closed object', closed({})],
  [
    'closed objects in each other',
    closed({ a: closed({ b: closed({}) }), list: { type: 'array', items: closed({}) } }),
  ],
  ['a choice of closed objects', closed({ a: { anyOf: [closed({}), { type: 'null' }] } })],
  ['references to closed objects', closed({ a: { $ref: '#/$defs/a' } }, { $defs: { a: closed({}) } })],
  ['fields with names of keywords', closed({ properties: { type: 'string' }, required: { enum: ['a'] } })],
  ['an object of zod that refuses more', strictZod['~standard'].jsonSchema.input({ target: 'draft-2020-12' })],
] as const)('%s may be strict', ([, schema]) => {
  expect(isStrict(schema)).toBe(true)
})

test.for([
  ['an open object', closed({}, { additionalProperties: undefined })],
  ['an object with other fields', closed({}, { additionalProperties: { type: 'string' } })],
  ['a field that may be missing', closed({ a: { type: 'string' } }, { required: [] })],
  ['an object without any word on its fields', { type: 'object' }],
  ['an object that is open inside', closed({ a: { type: 'object', properties: {} } })],
  ['a list of open objects', closed({ a: { type: 'array', items: { type: 'object' } } })],
  ['a choice with an open object', closed({ a: { anyOf: [{ type: 'object' }, { type: 'null' }] } })],
  ['a definition that is open', closed({ a: { $ref: '#/$defs/a' } }, { $defs: { a: { type: 'object' } } })],
  ['a keyword that not every provider takes', closed({ a: { type: 'string', minLength: 3 } })],
  ['members put together', { allOf: [closed({})] }],
  ['what is no schema', true],
] as const)('%s may not', ([, schema]) => {
  expect(isStrict(JSON.parse(JSON.stringify(schema)))).toBe(false)
})
