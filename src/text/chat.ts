import { askChat } from './ask-chat.ts'
import type { ChatResult, Message } from './chat-types.ts'
import type { ChatOptions } from './text-options.ts'

/**
 * Answers a chat.
 *
 * @param messages - At least one; Blobs in them are encoded for you. They are not changed.
 * @param options - How to answer, and the options of the call (times in milliseconds).
 * @returns The answer; `message` is ready to be appended to the chat.
 * @throws ValidationError `invalid_message` or `invalid_option` before any request; else as `generateText`.
 *
 * @example
 * ```ts
 * import { chat } from 'blossom-ai'
 *
 * const { text } = await chat([{ role: 'user', content: 'What is the capital of France?' }])
 * ```
 */
export function chat(messages: readonly Message[], options: ChatOptions = {}): Promise<ChatResult> {
  return askChat('chat', messages, options)
}
