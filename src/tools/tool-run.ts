import { abortable } from '../call/clocks.ts'
import { checkOptions, invalid } from '../call/options.ts'
import { jsonSchemaOf, validate } from '../object/schema.ts'
import type { ChatResult, FunctionTool, Message, ToolCall } from '../text/chat-types.ts'
import { checkMessages } from '../text/messages.ts'
import type { ChatOptions } from '../text/text-options.ts'
import type { Tool, ToolOptions, ToolResult, ToolStep } from './tool-types.ts'

/** A run of a chat with tools: its messages grow by each step. */
export interface ToolRun {
  /** For the next call of the model. */
  readonly options: ChatOptions
  readonly messages: Message[]
  readonly steps: ToolStep[]
  /** Runs the calls of an answer side by side. False: there are none, or the model has been asked often enough. */
  step(result: ChatResult): Promise<boolean>
  /** The result of the whole, from its last answer. */
  end(result: ChatResult): ToolResult
}

const textOf = (output: unknown): string => (typeof output === 'string' ? output : (JSON.stringify(output) ?? 'null'))

/**
 * Prepares a run.
 *
 * @throws ValidationError `invalid_option` for tools without `execute` or without a JSON Schema; `invalid_message`.
 */
export function toolRun<A>(operation: string, given: readonly Message[], options: ToolOptions<A>): ToolRun {
  checkOptions(operation, options, { maxSteps: [1, 1e6, 1] })
  checkMessages(operation, given)
  const { tools, maxSteps = 8, ...rest } = options
  const byName = new Map(Object.entries((tools ?? {}) as Record<string, Tool<unknown>>))
  const functions = [...byName].map(([name, tool]): FunctionTool => {
    if (typeof tool?.execute !== 'function') throw invalid(operation, `tools.${name}`, 'a tool with execute')
    const parameters = jsonSchemaOf(operation, tool.parameters, tool.jsonSchema)
    const { description } = tool
    return { type: 'function', function: { name, parameters, ...(description !== undefined && { description }) } }
  })
  if (!functions.length) throw invalid(operation, 'tools', 'an object with at least one tool')
  const signal = options.signal ?? new AbortController().signal
  const messages = [...given]
  const steps: ToolStep[] = []

  async function run(toolCall: ToolCall): Promise<ToolStep['toolResults'][number]> {
    const tool = byName.get(toolCall.name)
    try {
      if (!tool) throw new Error(`There is no tool ${toolCall.name}; there are: ${[...byName.keys()].join(', ')}.`)
      if (toolCall.invalid) throw new Error('The arguments are no JSON.')
      const checked = await validate(tool.parameters, toolCall.arguments)
      if (checked.issues)
        throw new Error(`The arguments do not fit: ${checked.issues.map(({ message }) => message).join('; ')}`)
      const context = { toolCallId: toolCall.id, messages: [...messages], signal }
      return { toolCall, output: await tool.execute(checked.value, context) }
    } catch (error) {
      return { toolCall, error }
    }
  }

  return {
    options: { ...rest, tools: functions },
    messages,
    steps,
    async step(result) {
      messages.push(result.message)
      const step: ToolStep = { result, toolResults: [] }
      steps.push(step)
      // A tool that never ends is bounded by the signal alone.
      step.toolResults = await abortable(Promise.all(result.toolCalls.map(run)), signal)
      for (const { toolCall, output, error } of step.toolResults) {
        const content =
          error === undefined ? textOf(output) : `Error: ${error instanceof Error ? error.message : textOf(error)}`
        messages.push({ role: 'tool', tool_call_id: toolCall.id, content })
      }
      return result.toolCalls.length > 0 && steps.length < maxSteps
    },
    end: (result) => ({ ...result, steps, messages }),
  }
}
