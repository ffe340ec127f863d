import { askChat } from '../text/ask-chat.ts'
import type { Message } from '../text/chat-types.ts'
import { toolRun } from './tool-run.ts'
import type { ToolOptions, ToolResult } from './tool-types.ts'

/**
 * Answers a chat with tools that the model may call: runs the calls in parallel, ten at once, sends the results back and asks
 * again, until the model calls nothing more or has been asked `maxSteps` times. Errors of a tool, unknown tools and invalid
 * arguments are reported to the model, in at most 2,000 characters. Calls of an answer that did not end normally are never
 * run: the model is told that it was cut off.
 *
 * @param messages - As for `chat`; they are not changed.
 * @param options - `tools` by name; `maxSteps` (8) asks at the most; else as for `chat`. A `toolChoice` that forces a call
 *   holds for the first step.
 * @returns The last answer, the steps, and the whole chat.
 * @throws ValidationError for tools without `execute` or without a JSON Schema; `signal.reason` after an abort, also in the
 *   middle of a tool; else as `chat`.
 *
 * @example
 * ```ts
 * import { runTools } from 'blossom-ai'
 *
 * const time = { parameters: { type: 'object', properties: {} }, execute: () => new Date().toISOString() }
 * const { text } = await runTools([{ role: 'user', content: 'What time is it?' }], { tools: { time }, apiKey: 'sk_example' })
 * ```
 */
export async function runTools<A>(messages: readonly Message[], options: ToolOptions<A>): Promise<ToolResult> {
  const operation = 'runTools'
  const run = toolRun(operation, messages, options, options?.signal ?? new AbortController().signal)
  let result = await askChat(operation, run.messages, run.options())
  while (await run.step(result)) result = await askChat(operation, run.messages, run.options())
  return { ...result, steps: run.steps, messages: run.messages }
}
