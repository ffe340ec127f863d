import { chatTask } from './ask-chat.ts'
import { toolCalls } from './assemble-calls.ts'
import { chatSource } from './chat-source.ts'
import type { Message, TextStream } from './chat-types.ts'
import type { ChatOptions } from './text-options.ts'
import { textStream } from './text-stream.ts'

/**
 * Answers a chat, piece by piece.
 *
 * @param messages - As for `chat`.
 * @param options - As for `chat`. `timeout` bounds the wait for the first byte, `stallTimeout` every silence after it.
 * @returns A stream that starts at its first read; `events()` gives reasoning, tool calls and usage beside the text.
 * @throws At the first read, as `chat`; later StreamError with the text so far in `partial`.
 *
 * @example
 * ```ts
 * import { streamChat } from 'blossom-ai'
 *
 * const stream = streamChat([{ role: 'user', content: 'Count to ten' }])
 * for await (const event of stream.events()) console.log(event.type)
 * ```
 */
export function streamChat(messages: readonly Message[], options: ChatOptions = {}): TextStream {
  const operation = 'streamChat'
  const plan = (own: ChatOptions) => chatTask(operation, messages, own, true)
  return textStream(operation, chatSource(plan, options, toolCalls))
}
