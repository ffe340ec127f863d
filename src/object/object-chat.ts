import { checkOptions, invalid } from '../call/options.ts'
import { encodePrompt } from '../call/prompt.ts'
import type { Message } from '../text/chat-types.ts'
import type { ChatOptions } from '../text/text-options.ts'
import { isStrict } from './is-strict.ts'
import type { ObjectOptions } from './object-options.ts'
import { jsonSchemaOf } from './schema.ts'

/** The chat behind an object. */
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
  checkOptions(operation, options, { name: 'string' })
  const { schema: given, jsonSchema, name = 'object', system, ...rest } = options
  if (system !== undefined && typeof system !== 'string') throw invalid(operation, 'system', 'a string')
  if (typeof input === 'string') encodePrompt(operation, input)
  const asked: readonly Message[] = typeof input === 'string' ? [{ role: 'user', content: input }] : input
  const schema = jsonSchemaOf(operation, 'schema', given, jsonSchema)
  const json_schema = { name, strict: isStrict(schema), schema }
  return {
    // What is no list is refused as such by the chat.
    messages: system && Array.isArray(asked) ? [{ role: 'system', content: system }, ...asked] : asked,
    options: { ...rest, responseFormat: { type: 'json_schema', json_schema } },
  }
}
