import { abortable, whenAborted } from '../call/clocks.ts'
import { checkOptions, invalid } from '../call/options.ts'
import { seedOf } from '../call/seed.ts'
import { jsonSchemaOf } from '../object/schema.ts'
import type { ChatResult, FunctionTool, Message } from '../text/chat-types.ts'
import { checkMessages } from '../text/messages.ts'
import { type ChatOptions, checkChat } from '../text/text-options.ts'
import { answered, type Called, callTool, STOPPED, type ToolOutcome } from './call-tool.ts'
import type { Tool, ToolOptions, ToolStep } from './tool-types.ts'

/** How many tools run at once; the other calls of an answer wait for their turn. */
const AT_ONCE = 10

/** A run of a chat with tools: its messages grow by each step. */
export interface ToolRun {
  readonly messages: Message[]
  readonly steps: ToolStep[]
  /** For the next call of the model. */
  options(): ChatOptions
  /**
   * Takes an answer, and runs the calls in it in parallel. After an abort the calls that have not settled are answered, too,
   * so that the chat can be continued.
   *
   * @param onSettled - Gets each outcome as soon as it is known.
   * @returns Whether to ask again: there were calls, and the model has not been asked often enough.
   */
  step(result: ChatResult, onSettled?: (outcome: ToolOutcome) => void): Promise<boolean>
}

/** The tools as the model is told of them. */
function declare(operation: string, tools: ReadonlyMap<string, Tool<unknown>>): FunctionTool[] {
  if (!tools.size) throw invalid(operation, 'tools', 'an object with at least one tool')
  return [...tools].map(([name, tool]) => {
    if (typeof tool?.execute !== 'function') throw invalid(operation, `tools.${name}`, 'a tool with a function execute')
    const { description, parameters: schema, jsonSchema } = tool
    const parameters = jsonSchemaOf(operation, `tools.${name}.parameters`, schema, jsonSchema)
    return { type: 'function', function: { name, parameters, ...(description && { description }) } }
  })
}

/**
 * Prepares a run.
 *
 * @param signal - Ends the tools that are running; the caller's, or one that follows it.
 * @throws ValidationError `invalid_option` for tools without `execute` or without a JSON Schema; `invalid_message`.
 */
export function toolRun<A>(
  operation: string,
  given: readonly Message[],
  options: ToolOptions<A>,
  signal: AbortSignal,
): ToolRun {
  checkOptions(operation, options, { maxSteps: [1, Infinity, 1] })
  const { tools, maxSteps = 8, toolChoice, ...rest } = options
  checkChat(operation, { ...rest, toolChoice })
  checkMessages(operation, given)
  const byName = new Map(Object.entries((tools ?? {}) as Record<string, Tool<unknown>>))
  // Drawn once for all steps, as for any other call.
  const base: ChatOptions = { ...rest, seed: seedOf(options.seed), tools: declare(operation, byName) }
  const messages = [...given]
  const steps: ToolStep[] = []

  return {
    messages,
    steps,
    // A call that is forced is forced once: else the model could never come to an answer.
    options: () => (steps.length && toolChoice !== 'none' ? base : { ...base, toolChoice }),
    async step(result, onSettled) {
      const { message, toolCalls } = result
      messages.push(message)
      const chat = [...messages]
      const toolResults: ToolOutcome[] = []
      steps.push({ result, toolResults })
      const settled: Called[] = []
      // Called by the abort itself: after `break` the chat is complete at once.
      const close = () => {
        if (toolResults.length) return
        for (const [at, toolCall] of toolCalls.entries()) {
          const called = settled[at] ?? answered({ toolCall, error: new Error(STOPPED) })
          toolResults.push(called.toolResult)
          messages.push(called.message)
        }
      }
      const queue = toolCalls.entries()
      const work = async () => {
        for (const [at, toolCall] of queue) {
          if (signal.aborted) return
          const context = { toolCallId: toolCall.id, messages: chat, signal }
          const called = await callTool(byName, toolCall, context, result.finishReason)
          if (signal.aborted) return
          settled[at] = called
          onSettled?.(called.toolResult)
        }
      }
      const release = whenAborted(signal, close)
      try {
        // A tool that never settles is bounded by the signal alone.
        await abortable(Promise.all(Array.from({ length: AT_ONCE }, work)), signal)
        close()
      } finally {
        release()
      }
      return toolCalls.length > 0 && steps.length < maxSteps
    },
  }
}
