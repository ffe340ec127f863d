import { given } from '../call/given.ts'
import type { Task } from '../call/plan.ts'
import { send } from '../call/send.ts'
import type { Answer } from '../call/try.ts'
import { addExtras, chatResult, noExtras } from './chat-result.ts'
import type { ChatResult, Message } from './chat-types.ts'
import { checkMessages, encodeMessages } from './messages.ts'
import { planChat } from './plan-chat.ts'
import { readAnswer } from './read-answer.ts'
import { type ChatOptions, checkChat } from './text-options.ts'
import { isNormalEnd, readCalls } from './tool-calls.ts'
import { reasoningOf, stringOf, textOf } from './wire.ts'

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

/**
 * Asks a chat and reads the whole answer.
 *
 * @param onAnswer - Called with each good answer before it is read.
 */
export async function askChat(
  operation: string,
  messages: readonly Message[],
  options: ChatOptions,
  onAnswer?: (answer: Answer) => void,
): Promise<ChatResult> {
  const task = await chatTask(operation, messages, options, false)
  return send(task, options, async (answer) => {
    onAnswer?.(answer)
    const extras = noExtras(task.model, options.audio?.format)
    const chat = await readAnswer(answer, false)
    const choice = chat.choices?.[0]
    const message = choice?.delta ?? choice?.message ?? {}
    addExtras(extras, chat, message)
    const finishReason = stringOf(choice?.finish_reason)
    const { toolCalls, back } = readCalls(answer, message, isNormalEnd(finishReason))
    extras.back = back
    const said = {
      text: textOf(message.content),
      reasoning: reasoningOf(message) || undefined,
      toolCalls,
      usage: answer.usage,
      finishReason: finishReason || undefined,
    }
    return chatResult(given(said), extras, answer.requestId())
  })
}
