import { chatTask } from '../text/ask-chat.ts'
import { chatSource } from '../text/chat-source.ts'
import type { Message } from '../text/chat-types.ts'
import { textStream } from '../text/text-stream.ts'
import { objectChat } from './object-chat.ts'
import type { DeepPartial, ObjectOptions, ObjectResult, ObjectStream } from './object-options.ts'
import { jsonReader, parseJson } from './partial-json.ts'
import { readObject } from './read-object.ts'
import { fromJson } from './unfence.ts'

/**
 * Answers with an object of a given form, ever fuller while it comes.
 *
 * @param input - A prompt, or messages.
 * @param options - As for `generateObject`.
 * @returns A stream of the object so far, as the model writes it: strings as long as they have come, nothing that could
 *   still become another value. The last one is the whole, as the schema makes it.
 * @throws At the first read, as `generateObject`; later StreamError with the text so far in `partial`; at the end APIError
 *   `invalid_object`.
 *
 * @example
 * ```ts
 * import { streamObject } from 'blossom-ai'
 *
 * const schema = { type: 'object', properties: { colours: { type: 'array', items: { type: 'string' } } } }
 * const stream = streamObject('Three colours of autumn', { schema, apiKey: 'sk_example' })
 * for await (const partial of stream) console.log(partial)
 * ```
 */
export function streamObject<T>(input: string | readonly Message[], options: ObjectOptions<T>): ObjectStream<T> {
  const operation = 'streamObject'
  async function plan() {
    const asked = objectChat(operation, input, options)
    return chatTask(operation, asked.messages, asked.options, true)
  }
  const inner = textStream(operation, chatSource(plan, options ?? {}))
  let whole: Promise<ObjectResult<T>> | undefined

  function result(): Promise<ObjectResult<T>> {
    whole ??= inner.result().then((answer) => readObject(operation, answer, options))
    // Who does not ask for the result has its error from the loop.
    whole.catch(() => {})
    return whole
  }

  // Two readers, each going on where it stopped: a long answer comes in thousands of pieces.
  const [inLoop, sofar] = [jsonReader(), jsonReader()]

  return {
    async *[Symbol.asyncIterator]() {
      let shown = ''
      for await (const _ of inner) {
        // Not the pieces: in them the key may stand in two.
        const sure = inLoop.read(fromJson(inner.partial.text))
        // Blanks and half escapes say nothing new.
        const partial = sure !== shown ? parseJson(sure) : undefined
        if (partial !== undefined) yield partial as DeepPartial<T>
        shown = sure
      }
      yield (await result()).object as DeepPartial<T>
    },
    result,
    get partial() {
      return parseJson(sofar.read(fromJson(inner.partial.text))) as DeepPartial<T> | undefined
    },
  }
}
