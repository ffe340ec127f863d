import { chatTask } from '../text/ask-chat.ts'
import { chatSource } from '../text/chat-source.ts'
import type { Message } from '../text/chat-types.ts'
import { textStream } from '../text/text-stream.ts'
import { growingObject } from './growing-object.ts'
import { objectChat } from './object-chat.ts'
import type { DeepPartial, ObjectOptions, ObjectResult, ObjectStream } from './object-options.ts'
import { readObject } from './read-object.ts'

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
  const source = chatSource(plan, options ?? {})
  const inner = textStream(operation, source)
  let whole: Promise<ObjectResult<T>> | undefined
  let isOver = false
  const end = () => {
    isOver = true
  }

  function result(): Promise<ObjectResult<T>> {
    const answer = inner.result()
    answer.then(end, end)
    whole ??= answer.then((answer) => readObject(operation, answer, options, source.scrub))
    // Who does not ask for the result has its error from the loop.
    whole.catch(() => {})
    return whole
  }

  // Each has objects of its own.
  const [inLoop, soFar] = [growingObject(source.scrub), growingObject(source.scrub)]

  return {
    async *[Symbol.asyncIterator]() {
      let shown: unknown
      try {
        for await (const _ of inner) {
          // Not the pieces: in them the key may stand in two.
          const partial = inLoop(inner.partial.text)
          // Blanks and half escapes say nothing new.
          if (partial !== shown && partial !== undefined) yield (shown = partial) as DeepPartial<T>
        }
      } finally {
        end()
      }
      yield (await result()).object as DeepPartial<T>
    },
    result,
    get partial() {
      return soFar(inner.partial.text, isOver) as DeepPartial<T> | undefined
    },
  }
}
