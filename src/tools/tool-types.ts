import type { StandardSchema } from '../object/schema.ts'
import type { ChatResult, Message, StreamEvent, ToolCall } from '../text/chat-types.ts'
import type { ChatOptions } from '../text/text-options.ts'

/**
 * What a tool is told beside its arguments.
 *
 * @example
 * ```ts
 * import type { ToolContext } from 'blossom-ai'
 *
 * const execute = (url: string, { signal }: ToolContext) => fetch(url, { signal })
 * ```
 */
export interface ToolContext {
  /** The id of the call that it answers. */
  toolCallId: string
  /** The chat so far, the call included. */
  messages: readonly Message[]
  /** Aborts with the caller's signal; hand it on. */
  signal: AbortSignal
}

/**
 * A function that the model may call.
 *
 * @example
 * ```ts
 * import type { Tool } from 'blossom-ai'
 *
 * const now: Tool<unknown> = { description: 'The time', parameters: { type: 'object' }, execute: () => new Date() }
 * ```
 */
export interface Tool<A> {
  /** What it does, for the model. */
  description?: string
  /** What the arguments must be; they are validated before `execute` sees them. */
  parameters: StandardSchema<A> | Record<string, unknown>
  /** The JSON Schema to send, when `parameters` cannot make one. */
  jsonSchema?: Record<string, unknown>
  /**
   * Its result is sent to the model: a string as it is, anything else as JSON. If it throws, the first 2,000 characters of the
   * error's message are sent instead.
   */
  execute(args: A, context: ToolContext): unknown | Promise<unknown>
}

/**
 * Tools by their names.
 *
 * @example
 * ```ts
 * import type { ToolSet } from 'blossom-ai'
 *
 * const namesOf = <A>(tools: ToolSet<A>) => Object.keys(tools)
 * ```
 */
export type ToolSet<A> = { [K in keyof A]: Tool<A[K]> }

/**
 * Options of `runTools` and `streamTools`.
 *
 * @example
 * ```ts
 * import type { ToolOptions } from 'blossom-ai'
 *
 * const once = <A>(options: ToolOptions<A>): ToolOptions<A> => ({ ...options, maxSteps: 2 })
 * ```
 */
export interface ToolOptions<A> extends Omit<ChatOptions, 'tools'> {
  /** By name; the model may call any of them. */
  tools: ToolSet<A>
  /** How often the model is asked at the most. Default: 8. */
  maxSteps?: number | undefined
}

/**
 * One answer of the model, and what came of the calls in it.
 *
 * @example
 * ```ts
 * import type { ToolStep } from 'blossom-ai'
 *
 * const failed = ({ toolResults }: ToolStep) => toolResults.filter(({ error }) => error)
 * ```
 */
export interface ToolStep {
  /** What the model answered. */
  result: ChatResult
  /** One for each call in it, in their order. A call that was stopped has an `error`. */
  toolResults: { toolCall: ToolCall; output?: unknown; error?: unknown }[]
}

/**
 * The last answer, and how it came about.
 *
 * @example
 * ```ts
 * import type { Message, ToolResult } from 'blossom-ai'
 *
 * const ask = ({ messages }: ToolResult, content: string): Message[] => [...messages, { role: 'user', content }]
 * ```
 */
export type ToolResult = ChatResult & {
  steps: ToolStep[]
  /** The whole chat, ready to go on with. */
  messages: Message[]
}

/**
 * A piece of the stream: `step` (from 1) begins each answer of the model.
 *
 * @example
 * ```ts
 * import type { ToolEvent } from 'blossom-ai'
 *
 * const show = (event: ToolEvent) => event.type === 'tool-result' && console.log(event.toolCall.name, event.output)
 * ```
 */
export type ToolEvent =
  | StreamEvent
  | { type: 'tool-result'; toolCall: ToolCall; output?: unknown; error?: unknown }
  | { type: 'step'; step: number }
