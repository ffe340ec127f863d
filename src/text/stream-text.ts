import { chatSource } from './chat-source.ts'
import type { TextStream } from './chat-types.ts'
import { planText } from './plan-text.ts'
import { checkText, type TextOptions } from './text-options.ts'
import { textStream } from './text-stream.ts'

/**
 * Answers one prompt, piece by piece.
 *
 * @param prompt - Any text.
 * @param options - As for `generateText`. `timeout` bounds the wait for the first byte, `stallTimeout` every silence after it.
 * @returns A stream that starts at its first read. Leaving the loop closes the connection.
 * @throws At the first read, as `generateText`; later StreamError `stalled`, `incomplete`, `provider` or `malformed`, with
 *   the text so far in `partial`.
 *
 * @example
 * ```ts
 * import { streamText } from 'blossom-ai'
 *
 * for await (const piece of streamText('Tell me a story')) console.log(piece)
 * ```
 */
export function streamText(prompt: string, options: TextOptions = {}): TextStream {
  const operation = 'streamText'
  const plan = (own: TextOptions) => {
    checkText(operation, own)
    return planText(operation, prompt, own, true)
  }
  return textStream(operation, chatSource(plan, options))
}
