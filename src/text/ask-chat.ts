import type { Task } from '../call/plan.ts'
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
 * Checks a chat and plans its request.
 *
 * @param operation - The public function, for errors and events.
 * @throws ValidationError `invalid_message`, `invalid_option`.
 */
export async function chatTask(
  operation: string,
  messages: readonly Message[],
  options: ChatOptions,
  stream: boolean,
): Promise<Task> {
  checkChat(operation, options)
  checkMessages(operation, messages)
  return planChat(operation, await encodeMessages(messages), options, stream)
}

/** Asks a chat and reads the whole answer. */
export async function askChat(
  operation: string,
  messages: readonly Message[],
  options: ChatOptions,
): Promise<ChatResult> {
  const task = await chatTask(operation, messages, options, false)
  return send(task, options, async (answer) => {
    const extras = noExtras(task.model, options.audio?.format)
    const events = chatEvents(answer, extras)
    events.whole(await readAnswer(answer, false))
    return chatResult(account(events.flush(true)), extras, answer.requestId())
  })
}
