import { send } from '../call/send.ts'
import { chatEvents } from './chat-events.ts'
import { chatResult, noExtras } from './chat-result.ts'
import type { ChatResult, Message } from './chat-types.ts'
import { checkMessages, encodeMessages } from './messages.ts'
import { account } from './pieces.ts'
import { planChat } from './plan-chat.ts'
import { readAnswer } from './read-answer.ts'
import { type ChatOptions, checkChat } from './text-options.ts'

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
 * const { text } = await chat([{ role: 'user', content: 'What is the capital of France?' }])
 * ```
 */
export async function chat(messages: readonly Message[], options: ChatOptions = {}): Promise<ChatResult> {
  const operation = 'chat'
  checkChat(operation, options)
  checkMessages(operation, messages)
  const task = planChat(operation, await encodeMessages(messages), options, false)
  return send(task, options, async (answer) => {
    const extras = noExtras(task.model, options.audio?.format)
    const events = chatEvents(answer, extras)
    events.whole(await readAnswer(answer, false))
    return chatResult(account(events.flush(true)), extras, answer.requestId())
  })
}
