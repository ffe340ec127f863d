import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import type { StandardSchema } from '../../../src/index.ts'

/** What the schemas below ask for. */
export interface Person {
  name: string
  age: number
  tags: string[]
}

export const ADA: Person = { name: 'Ada', age: 36, tags: ['mathematics', 'poetry'] }

/** The same as a plain JSON Schema, closed, as strict mode wants it. */
export const PLAIN: Record<string, unknown> = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'number' }, tags: { type: 'array', items: { type: 'string' } } },
  required: ['name', 'age', 'tags'],
  additionalProperties: false,
}

const valibot = v.object({ name: v.string(), age: v.pipe(v.number(), v.minValue(0)), tags: v.array(v.string()) })

/** A person by each library; all of them refuse an age below 0. */
export const LIBRARIES: readonly { name: string; schema: StandardSchema<Person>; jsonSchema?: typeof PLAIN }[] = [
  { name: 'zod', schema: z.object({ name: z.string(), age: z.number().min(0), tags: z.array(z.string()) }) },
  { name: 'arktype', schema: type({ name: 'string', age: 'number >= 0', tags: 'string[]' }) },
  { name: 'valibot with @valibot/to-json-schema', schema: toStandardJsonSchema(valibot) },
  { name: 'valibot with jsonSchema beside it', schema: valibot, jsonSchema: PLAIN },
]

/** A schema written by hand that says what it is told to. */
export function handMade<T>(
  validate: StandardSchema<T>['~standard']['validate'],
  more: Partial<StandardSchema<T>['~standard']> = {},
): StandardSchema<T> {
  return { '~standard': { version: 1, vendor: 'hand', validate, ...more } }
}
