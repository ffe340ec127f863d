import type { Task } from '../call/plan.ts'
import type { Message } from './chat-types.ts'
import { planCompletion } from './plan-completion.ts'
import type { ChatOptions } from './text-options.ts'

/** Plans a chat completion with everything that a chat can ask for beyond a text. */
export function planChat(operation: string, messages: readonly Message[], options: ChatOptions, stream: boolean): Task {
  const { toolChoice } = options
  const more = {
    tools: options.tools,
    tool_choice: typeof toolChoice === 'object' ? { type: 'function', function: toolChoice } : toolChoice,
    parallel_tool_calls: options.parallelToolCalls,
    modalities: options.modalities,
    audio: options.audio,
  }
  return planCompletion(operation, messages, options, stream, Object.assign(more, options.body))
}
