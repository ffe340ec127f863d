import type { ChatResult } from '../text/chat-types.ts'
import type { ChatOptions } from '../text/text-options.ts'
import type { StandardSchema } from './schema.ts'

/**
 * Options of `generateObject` and `streamObject`.
 *
 * @example
 * ```ts
 * import { generateObject, type ObjectOptions } from 'blossom-ai'
 *
 * const schema = { type: 'object', properties: { name: { type: 'string' } } }
 * const options: ObjectOptions<{ name: string }> = { schema, temperature: 0 }
 * const { object } = await generateObject('A bee', options)
 * ```
 */
export interface ObjectOptions<T> extends Omit<ChatOptions, 'tools' | 'responseFormat' | 'json'> {
  /** A Standard Schema (zod, valibot, arktype, …), or a plain JSON Schema: then the type of the object is unknown. */
  schema: StandardSchema<T> | Record<string, unknown>
  /** The JSON Schema to send, when the schema cannot make one itself. */
  jsonSchema?: Record<string, unknown> | undefined
  /** What the service is told that the object is called. Default: `object`. */
  name?: string | undefined
  /** A system message before the input. */
  system?: string | undefined
}

/**
 * An object that is still being written: any part of it may be missing.
 *
 * @example
 * ```ts
 * import type { DeepPartial } from 'blossom-ai'
 *
 * const soFar: DeepPartial<{ name: string; wings: { left: string } }> = { wings: {} }
 * ```
 */
export type DeepPartial<T> = T extends readonly (infer U)[]
  ? DeepPartial<U>[]
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T

/**
 * A whole answer, and the object in it.
 *
 * @example
 * ```ts
 * import type { ObjectResult } from 'blossom-ai'
 *
 * const nameOf = ({ object }: ObjectResult<{ name: string }>) => object.name
 * ```
 */
export type ObjectResult<T> = ChatResult & { object: T }

/**
 * An object while it comes. Starts at its first read and is read once; leaving the loop closes the connection.
 *
 * @example
 * ```ts
 * import type { ObjectStream } from 'blossom-ai'
 *
 * async function follow(stream: ObjectStream<{ name: string }>) {
 *   for await (const { name } of stream) console.log(name)
 * }
 * ```
 */
export interface ObjectStream<T> extends AsyncIterable<DeepPartial<T>> {
  /** The validated whole. Reads the stream if nobody does; made once. After `break` it rejects, unless the object was complete. */
  result(): Promise<ObjectResult<T>>
  /** The object so far, as the model has written it; also after an error, an abort or `break`. */
  readonly partial: DeepPartial<T> | undefined
}
