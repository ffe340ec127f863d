import { expect, test } from 'vitest'
import { makeValue } from '../../../src/testing/make/make-value.ts'
import { createRandom } from '../../../src/testing/random.ts'

function make(schema: unknown, seed = 1): unknown {
  return makeValue(schema, createRandom(seed))
}
const seeds = Array.from({ length: 50 }, (_, seed) => seed)

test('an object has all its properties, each of its type', () => {
  const type = (name: string) => ({ type: name })
  const properties = {
    a: type('string'),
    b: type('integer'),
    c: type('number'),
    d: type('boolean'),
    e: type('null'),
    f: { type: 'array', items: type('string') },
  }
  const value = make({ type: 'object', properties, required: ['a'] }) as Record<string, unknown>
  expect(Object.keys(value)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect([typeof value.a, Number.isInteger(value.b), typeof value.c, typeof value.d, value.e]).toEqual([
    'string',
    true,
    'number',
    'boolean',
    null,
  ])
  expect(value.f).toEqual([expect.any(String), expect.any(String)])
})

test('const, enum, anyOf, oneOf and allOf are kept to', () => {
  expect(make({ const: { a: 1 } })).toEqual({ a: 1 })
  expect(new Set(seeds.map((seed) => make({ enum: ['x', 2, null] }, seed)))).toEqual(new Set(['x', 2, null]))
  expect(new Set(seeds.map((seed) => typeof make({ anyOf: [{ type: 'string' }, { type: 'number' }] }, seed)))).toEqual(
    new Set(['string', 'number']),
  )
  expect(make({ oneOf: [{ const: 'only' }] })).toBe('only')
  const part = (name: string) => ({ type: 'object', properties: { [name]: { const: name } }, required: [name] })
  expect(make({ allOf: [part('a'), part('b')] })).toEqual({ a: 'a', b: 'b' })
})

test.each([
  [{ type: 'integer', minimum: 3, maximum: 5 }, 3, 5],
  [{ type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 5 }, 4, 4],
  [{ type: 'integer', minimum: 2.5, maximum: 4.5 }, 3, 4],
  [{ type: 'integer', maximum: -7 }, Number.NEGATIVE_INFINITY, -7],
  [{ type: 'number', minimum: 0.2, maximum: 0.4 }, 0.2, 0.4],
  [{ type: 'integer', minimum: 10, multipleOf: 5, maximum: 20 }, 10, 20],
])('a number keeps to its bounds: %j', (schema, low, high) => {
  for (const seed of seeds) {
    const value = Number(make(schema, seed))
    expect(value).toBeGreaterThanOrEqual(low)
    expect(value).toBeLessThanOrEqual(high)
    if (schema.type === 'integer') expect(value % Number('multipleOf' in schema ? schema.multipleOf : 1)).toBeCloseTo(0)
  }
})

test('an array keeps to minItems, maxItems, uniqueItems and prefixItems', () => {
  expect(make({ type: 'array', items: { type: 'string' }, minItems: 7 })).toHaveLength(7)
  expect(make({ type: 'array', items: { type: 'string' }, maxItems: 1 })).toHaveLength(1)
  expect(
    new Set(make({ type: 'array', items: { enum: [1, 2, 3] }, minItems: 3, uniqueItems: true }) as number[]).size,
  ).toBe(3)
  expect(make({ type: 'array', prefixItems: [{ const: 1 }, { const: 2 }], items: false })).toEqual([1, 2])
})

test('a text keeps to its length and to its format', () => {
  const text = String(make({ type: 'string', minLength: 60, maxLength: 61 }))
  expect(text.length).toBeGreaterThanOrEqual(60)
  expect(text.length).toBeLessThanOrEqual(61)
  expect(make({ type: 'string', format: 'date' })).toMatch(/^\d{4}-\d\d-\d\d$/)
  expect(make({ type: 'string', format: 'email' })).toMatch(/^\w+@[\w.]+$/)
})

test('references are followed, and a schema that holds itself comes to an end', () => {
  const node = {
    type: 'object',
    properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
    required: ['name', 'children'],
  }
  const value = make({ $ref: '#/$defs/node', $defs: { node } }) as { name: string; children: unknown[] }
  expect(typeof value.name).toBe('string')
  expect(value.children.length).toBeGreaterThan(0)
  const list = {
    anyOf: [{ type: 'null' }, { type: 'object', properties: { next: { $ref: '#/$defs/list' } }, required: ['next'] }],
  }
  for (const seed of seeds)
    expect(() => JSON.stringify(make({ $ref: '#/$defs/list', $defs: { list } }, seed))).not.toThrow()
})

test('the first type that is not null is made of a list of types', () => {
  expect(typeof make({ type: ['null', 'string'] })).toBe('string')
})
