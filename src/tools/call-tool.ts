import { describe, validate } from '../object/schema.ts'
import type { FinishReason, Message, ToolCall } from '../text/chat-types.ts'
import { isNormalEnd } from '../text/tool-calls.ts'
import type { Tool, ToolContext, ToolStep } from './tool-types.ts'

/** What a call led to. */
export type ToolOutcome = ToolStep['toolResults'][number]

/** The same, and the message that answers the call. */
export interface Called {
  toolResult: ToolOutcome
  message: Message
}

/** The answer to a call that had not settled when the run was left or aborted. */
export const STOPPED = 'Stopped by the user.'

/** An error is sent to the model up to this length. Characters. */
const MOST = 2000

/** The first characters of a text. */
const cut = (text: string, most = 100): string =>
  text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text

const textOf = (output: unknown): string => (typeof output === 'string' ? output : (JSON.stringify(output) ?? 'null'))

/** The text of anything that can be thrown. */
function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.message}` : textOf(error)
  } catch {
    return 'unknown'
  }
}

/** The message that answers a call. */
export function toolMessage({ toolCall, output, ...failed }: ToolOutcome): Message {
  const content = 'error' in failed ? `Error: ${cut(messageOf(failed.error), MOST)}` : textOf(output)
  return { role: 'tool', tool_call_id: toolCall.id, content }
}

/** A call with its answer. */
export const answered = (toolResult: ToolOutcome): Called => ({ toolResult, message: toolMessage(toolResult) })

/** Runs one call. It never rejects: errors are reported to the model, which may correct itself. */
export async function callTool(
  tools: ReadonlyMap<string, Tool<unknown>>,
  toolCall: ToolCall,
  context: ToolContext,
  finishReason: FinishReason | null,
): Promise<Called> {
  try {
    const { name, argumentsText } = toolCall
    if (!isNormalEnd(finishReason))
      throw new Error(`The answer was cut off (${cut(`${finishReason}`)}): nothing was run.`)
    const tool = tools.get(name)
    if (!tool) throw new Error(`There is no tool ${cut(name)}; there are: ${[...tools.keys()].join(', ')}.`)
    if (toolCall.invalid) throw new Error(`The arguments are not valid JSON: ${argumentsText}`)
    const checked = await validate(tool.parameters, toolCall.arguments)
    if (checked.issues) throw new Error(`The arguments do not fit: ${describe(checked.issues)}.`)
    return answered({ toolCall, output: await tool.execute(checked.value, context) })
  } catch (error) {
    return answered({ toolCall, error })
  }
}
