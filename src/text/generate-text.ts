import { send } from '../call/send.ts'
import { planText } from './plan-text.ts'
import { readAnswer } from './read-answer.ts'
import { checkText, type TextOptions } from './text-options.ts'
import { textOf } from './wire.ts'

/**
 * Answers one prompt.
 *
 * @param prompt - Any text.
 * @param options - How to answer, and the options of the call (times in milliseconds). Without a key the anonymous host
 *   answers: one text in 30 s.
 * @returns The text; `''` when the model ended without any.
 * @throws ValidationError for bad input; RateLimitError, PaymentError, AuthenticationError or APIError by the service's
 *   answer; NetworkError, TimeoutError; StreamError `stalled`; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { generateText } from 'blossom-ai'
 *
 * const haiku = await generateText('Write a haiku about the sea', { system: 'You are a poet' })
 * ```
 */
export async function generateText(prompt: string, options: TextOptions = {}): Promise<string> {
  const operation = 'generateText'
  checkText(operation, options)
  const task = planText(operation, prompt, options, false)
  const { choices } = await send(task, options, (answer) => readAnswer(answer, task.method === 'GET'))
  return textOf(choices?.[0]?.message?.content)
}
