import type { Scrub } from '../call/secret.ts'
import { askChat } from '../text/ask-chat.ts'
import type { Message } from '../text/chat-types.ts'
import { objectChat } from './object-chat.ts'
import type { ObjectOptions, ObjectResult } from './object-options.ts'
import { readObject } from './read-object.ts'

/**
 * Answers with an object of a given form.
 *
 * @param input - A prompt, or messages.
 * @param options - `schema` is what the object must be; else as for `chat`.
 * @returns The whole answer with the validated `object`.
 * @throws ValidationError when the schema cannot become JSON Schema; APIError `invalid_object` with `issues`, and the text
 *   in `partial`, when the answer does not fit; else as `chat`.
 *
 * @example
 * ```ts
 * import { generateObject } from 'blossom-ai'
 *
 * const schema = { type: 'object', properties: { colours: { type: 'array', items: { type: 'string' } } } }
 * const { object } = await generateObject('Three colours of autumn', { schema, apiKey: 'sk_example' })
 * ```
 */
export async function generateObject<T>(
  input: string | readonly Message[],
  options: ObjectOptions<T>,
): Promise<ObjectResult<T>> {
  const operation = 'generateObject'
  const { messages, options: asked } = objectChat(operation, input, options)
  let scrub!: Scrub
  const answer = await askChat(operation, messages, asked, (opened) => {
    scrub = opened.scrub
  })
  return readObject(operation, answer, options, scrub)
}
