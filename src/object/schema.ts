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
  if (!isStandard(schema) && !isPlain(schema)) throw invalid(operation, label, 'a Standard Schema or a JSON Schema')
  let cause: unknown
  let from = ''
  for (const target of ['draft-2020-12', 'draft-07']) {
    try {
      const standard = isStandard(schema) && schema['~standard']
      if (standard) from = `${standard.vendor}: `
      // What the model writes is what the schema takes in.
      const found = given ?? (standard ? standard.jsonSchema?.input({ target }) : schema)
      // A copy: it cannot be circular, nor have getters that throw later.
      if (found) return JSON.parse(JSON.stringify(found)) as JsonSchema
    } catch (error) {
      // It has no such target, or a part that JSON Schema cannot say, or it is circular or nested too deep.
      cause ??= error
    }
  }
  const why = cause instanceof Error ? cause.message.split('\n')[0] : 'it has no ~standard.jsonSchema'
  throw new ValidationError(`${label} cannot become JSON Schema (${from}${why}).`, {
    code: 'invalid_option',
    suggestion: 'Give its JSON Schema beside it, as jsonSchema.',
    context: { operation },
    cause,
  })
}

/** What a schema says to a value. A JSON Schema only tells the service what to write, and lets everything pass. */
export async function validate<T>(schema: StandardSchema<T> | JsonSchema, value: unknown): Promise<SchemaResult<T>> {
  try {
    return isStandard(schema) ? await schema['~standard'].validate(value) : { value: value as T }
  } catch (error) {
    // The model chooses how deep a value is.
    if (error instanceof RangeError) return { issues: [{ message: 'it is nested too deep' }] }
    throw error
  }
}

/** Issues in a few words, each with the place that it is about. Of many the first ones: there may be any number of them. */
export function describe(issues: readonly SchemaIssue[]): string {
  const words = issues.slice(0, 10).map(({ message, path = [] }) => {
    const place = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
    return (place ? `${place}: ${message}` : message).slice(0, 500)
  })
  return words.join('; ')
}
