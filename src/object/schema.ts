import { type SchemaIssue, ValidationError } from '../call/errors.ts'
import { invalid } from '../call/options.ts'

/**
 * What a schema says: the value as it makes it, or what is wrong.
 *
 * @example
 * ```ts
 * import type { SchemaResult } from 'blossom-ai'
 *
 * const check = (value: unknown): SchemaResult<number> =>
 *   typeof value === 'number' ? { value } : { issues: [{ message: 'no number' }] }
 * ```
 */
export type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/**
 * https://standardschema.dev, the part that is used: zod, valibot, arktype and others are such schemas.
 *
 * @example
 * ```ts
 * import type { StandardSchema } from 'blossom-ai'
 * import { z } from 'zod'
 *
 * const bee: StandardSchema<{ name: string }> = z.object({ name: z.string() })
 * ```
 */
export interface StandardSchema<T = unknown> {
  /** Filled in by the library that made the schema. */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    validate(value: unknown): SchemaResult<T> | Promise<SchemaResult<T>>
    readonly types?: { readonly input: unknown; readonly output: T } | undefined
    readonly jsonSchema?:
      | {
          input(options: { target: string }): Record<string, unknown>
          output(options: { target: string }): Record<string, unknown>
        }
      | undefined
  }
}

type JsonSchema = Record<string, unknown>

// arktype's schemas are functions.
const isStandard = <T>(schema: StandardSchema<T> | JsonSchema): schema is StandardSchema<T> =>
  Object(schema) === schema && '~standard' in schema

const isPlain = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The JSON Schema to send for a schema: the one given beside it, the one that it makes, or the plain object itself.
 *
 * @param label - What the schema is called in an error.
 * @param given - Wins: some libraries cannot make one.
 * @throws ValidationError `invalid_option` when there is none to be had.
 */
export function jsonSchemaOf<T>(
  operation: string,
  label: string,
  schema: StandardSchema<T> | JsonSchema,
  given: JsonSchema | undefined,
): JsonSchema {
  if (given !== undefined && !isPlain(given)) throw invalid(operation, `${label}'s jsonSchema`, 'a JSON Schema')
  if (!isStandard(schema)) {
    if (isPlain(schema)) return given ?? schema
    throw invalid(operation, label, 'a Standard Schema or a JSON Schema')
  }
  if (given) return given
  const { jsonSchema: maker, vendor } = schema['~standard']
  let cause: unknown
  for (const target of maker ? ['draft-2020-12', 'draft-07'] : []) {
    try {
      // What the model writes is what the schema takes in.
      return (maker as NonNullable<typeof maker>).input({ target })
    } catch (error) {
      // It has no such target, or a part that JSON Schema cannot say.
      cause ??= error
    }
  }
  const why = cause instanceof Error ? cause.message : 'it has no ~standard.jsonSchema'
  throw new ValidationError(`${label} cannot become JSON Schema (${vendor}: ${why}).`, {
    code: 'invalid_option',
    suggestion: 'Give its JSON Schema beside it, as jsonSchema.',
    context: { operation },
    cause,
  })
}

/** What a schema says to a value. A JSON Schema only tells the service what to write, and lets everything pass. */
export async function validate<T>(schema: StandardSchema<T> | JsonSchema, value: unknown): Promise<SchemaResult<T>> {
  return isStandard(schema) ? schema['~standard'].validate(value) : { value: value as T }
}

/** Issues in a few words, each with the place that it is about. */
export function describe(issues: readonly SchemaIssue[]): string {
  const places = issues.map(({ path = [] }) =>
    path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
  )
  return issues.map(({ message }, at) => (places[at] ? `${places[at]}: ${message}` : message)).join('; ')
}
