import { ValidationError } from '../call/errors.ts'
import { checkOptions } from '../call/options.ts'
import { texts } from '../call/seed.ts'
import type { ChatResult, Message } from '../text/chat-types.ts'
import type { ChatOptions } from '../text/text-options.ts'
import { type AnySchema, jsonSchemaOf } from './schema.ts'

/** Options of `generateObject` and `streamObject`. */
export interface ObjectOptions<T> extends Omit<ChatOptions, 'tools' | 'responseFormat' | 'json'> {
  /** A Standard Schema (zod, valibot, arktype, …), or a plain JSON Schema: then the type of the object is unknown. */
  schema: AnySchema<T>
  /** The JSON Schema to send, when the schema cannot make one itself. */
  jsonSchema?: Record<string, unknown> | undefined
  /** What the service is told that the object is called. Default: `object`. */
  name?: string | undefined
  /** A system message before the input. */
  system?: string | undefined
}

/** An object that is still being written: any part of it may be missing. */
export type DeepPartial<T> = T extends readonly (infer U)[]
  ? DeepPartial<U>[]
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T

/** A whole answer, and the object in it. */
export type ObjectResult<T> = ChatResult & { object: T }

/** An object while it comes. Starts at its first read and is read once; leaving the loop closes the connection. */
export interface ObjectStream<T> extends AsyncIterable<DeepPartial<T>> {
  /** The validated whole. Reads the stream if nobody does; made once. */
  result(): Promise<ObjectResult<T>>
  /** The object so far. */
  readonly partial: DeepPartial<T> | undefined
}

/** What is asked of the chat behind an object. */
export interface ObjectChat {
  messages: readonly Message[]
  options: ChatOptions
}

/**
 * The chat that asks for an object.
 *
 * @throws ValidationError `invalid_option`, `invalid_prompt`.
 */
export function objectChat<T>(
  operation: string,
  input: string | readonly Message[],
  options: ObjectOptions<T>,
): ObjectChat {
  checkOptions(operation, options, { name: 'string', system: texts(1) })
  const { schema, jsonSchema, name = 'object', system, ...rest } = options
  if (typeof input === 'string' && !input.trim()) {
    const details = { suggestion: 'Give some text.', context: { operation } }
    throw new ValidationError('The prompt is empty.', { code: 'invalid_prompt', ...details })
  }
  const asked: readonly Message[] = typeof input === 'string' ? [{ role: 'user', content: input }] : input
  const json_schema = { name, strict: true, schema: jsonSchemaOf(operation, schema, jsonSchema) }
  return {
    messages: system && Array.isArray(asked) ? [{ role: 'system', content: system }, ...asked] : asked,
    options: { ...rest, responseFormat: { type: 'json_schema', json_schema } },
  }
}
