import { describe, validate } from '../object/schema.ts'
import type { Message, ToolCall } from '../text/chat-types.ts'
import type { Tool, ToolContext, ToolStep } from './tool-types.ts'

/** What came of a call, and how the model is told. */
export interface Called {
  toolResult: ToolStep['toolResults'][number]
  message: Message
}

const textOf = (output: unknown): string => (typeof output === 'string' ? output : (JSON.stringify(output) ?? 'null'))

/** The words of anything that can be thrown. */
function wordsOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : textOf(error)
  } catch {
    return 'unknown'
  }
}

/** How the model is told what came of a call. */
export function toolMessage({ toolCall, output, ...failed }: Called['toolResult']): Message {
  const content = 'error' in failed ? `Error: ${wordsOf(failed.error)}` : textOf(output)
  return { role: 'tool', tool_call_id: toolCall.id, content }
}

/** Runs one call. It never rejects: what goes wrong is told to the model, which may mend it. */
export async function callTool(
  tools: ReadonlyMap<string, Tool<unknown>>,
  toolCall: ToolCall,
  context: ToolContext,
): Promise<Called> {
  try {
    const tool = tools.get(toolCall.name)
    if (!tool) throw new Error(`There is no tool ${toolCall.name}; there are: ${[...tools.keys()].join(', ')}.`)
    if (toolCall.invalid) throw new Error('The arguments are no JSON.')
    const checked = await validate(tool.parameters, toolCall.arguments)
    if (checked.issues) throw new Error(`The arguments do not fit: ${describe(checked.issues)}.`)
    const output = await tool.execute(checked.value, context)
    const toolResult = { toolCall, output }
    return { toolResult, message: toolMessage(toolResult) }
  } catch (error) {
    const toolResult = { toolCall, error }
    return { toolResult, message: toolMessage(toolResult) }
  }
}
