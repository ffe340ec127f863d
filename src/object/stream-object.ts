import type { Message, TextStream } from '../text/chat-types.ts'
import { streamChat } from '../text/stream-chat.ts'
import {
  type DeepPartial,
  type ObjectOptions,
  type ObjectResult,
  type ObjectStream,
  objectChat,
} from './object-options.ts'
import { partialJson, unfence } from './partial-json.ts'
import { readObject } from './read-object.ts'

/**
 * Answers with an object of a given form, ever fuller while it comes.
 *
 * @param input - A prompt, or messages.
 * @param options - As for `generateObject`.
 * @returns A stream of the object so far: strings as long as they have come, nothing that could still become another value;
 *   the last one is the validated object.
 * @throws At the first read, as `generateObject`; later StreamError with the text so far in `partial`.
 *
 * @example
 * ```ts
 * const stream = streamObject('Three colours of autumn', { schema: { type: 'object' }, apiKey: 'sk_…' })
 * for await (const partial of stream) console.log(partial)
 * ```
 */
export function streamObject<T>(input: string | readonly Message[], options: ObjectOptions<T>): ObjectStream<T> {
  const operation = 'streamObject'
  let inner: TextStream | undefined
  let whole: Promise<ObjectResult<T>> | undefined
  // Made at the first read, so that bad input rejects there.
  function open(): TextStream {
    if (inner) return inner
    const { messages, options: rest } = objectChat(operation, input, options)
    inner = streamChat(messages, rest)
    return inner
  }
  function result(): Promise<ObjectResult<T>> {
    if (!whole) {
      whole = (async () => readObject(operation, await open().result(), options.schema))()
      whole.catch(() => {})
    }
    return whole
  }
  const objectIn = (text: string) => partialJson(unfence(text)) as DeepPartial<T> | undefined

  return {
    async *[Symbol.asyncIterator]() {
      let text = ''
      let shown: string | undefined
      for await (const piece of open()) {
        text += piece
        const partial = objectIn(text)
        const now = JSON.stringify(partial)
        if (now !== shown && partial !== undefined) yield partial
        shown = now
      }
      yield (await result()).object as DeepPartial<T>
    },
    result,
    get partial() {
      return inner && objectIn(inner.partial.text)
    },
  }
}
