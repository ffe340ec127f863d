import type { SchemaIssue } from '../call/errors.ts'
import { invalid } from '../call/options.ts'

export type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** https://standardschema.dev, the part that is used: zod, valibot, arktype and others are such schemas. */
export interface StandardSchema<T = unknown> {
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

/** A schema of either kind; a plain object is a JSON Schema. */
export type AnySchema<T> = StandardSchema<T> | Record<string, unknown>

// arktype's schemas are functions.
const isStandard = <T>(schema: AnySchema<T>): schema is StandardSchema<T> =>
  Object(schema) === schema && '~standard' in schema

/**
 * The JSON Schema to send for a schema.
 *
 * @param given - Used when there is one: some libraries cannot make it.
 * @throws ValidationError `invalid_option` when there is none to be had.
 */
export function jsonSchemaOf<T>(
  operation: string,
  schema: AnySchema<T>,
  given: Record<string, unknown> | undefined,
): Record<string, unknown> {
  if (typeof given === 'object' && given) return given
  if (!isStandard(schema)) {
    if (typeof schema === 'object' && schema && !Array.isArray(schema)) return schema
    throw invalid(operation, 'the schema', 'a Standard Schema or a JSON Schema')
  }
  const maker = schema['~standard'].jsonSchema
  for (const target of ['draft-2020-12', 'draft-07']) {
    try {
      // What the model writes is what the schema takes in.
      if (maker) return maker.input({ target })
    } catch {
      // It has no such target, or a part that JSON Schema cannot say.
    }
  }
  throw invalid(
    operation,
    'the schema',
    `one that can become JSON Schema (${schema['~standard'].vendor}); or give jsonSchema`,
  )
}

/** What a schema says to a value. A JSON Schema only tells the service what to write, and lets everything pass. */
export async function validate<T>(schema: AnySchema<T>, value: unknown): Promise<SchemaResult<T>> {
  return isStandard(schema) ? schema['~standard'].validate(value) : { value: value as T }
}
