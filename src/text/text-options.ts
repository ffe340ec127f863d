import { type CallOptions, checkCall, checkOptions, type Rules } from '../call/options.ts'
import type { ChatProvider } from '../call/provider.ts'
import { areTexts, SAFE, SEED } from '../call/seed.ts'
import type { FunctionTool } from './chat-types.ts'

type Known<T extends string> = T | (string & {})

/**
 * Names known here; any other goes to the service as it is.
 *
 * @example
 * ```ts
 * import type { TextModel } from 'blossom-ai'
 *
 * const model: TextModel = 'openai-fast'
 * ```
 */
export type TextModel = Known<'openai' | 'openai-fast' | 'deepseek' | 'gemini' | 'mistral' | 'qwen-coder'>
export const TEXT_MODELS: readonly string[] = ['openai', 'openai-fast', 'deepseek', 'gemini', 'mistral', 'qwen-coder']

/**
 * How the model shall answer. What a service does not know is left out, and an `ignored` event tells it.
 *
 * @example
 * ```ts
 * import { generateText, type TextParameters } from 'blossom-ai'
 *
 * const exact: TextParameters = { temperature: 0, seed: 7 }
 * const text = await generateText('Hello', exact)
 * ```
 */
export interface TextParameters {
  /** Default: `openai`. */
  model?: TextModel | undefined
  /** 0 … 2147483647, or `'random'`: drawn once for a call. Default: the service's. */
  seed?: number | 'random' | undefined
  /** Keep the answer out of the public feed. Classic only. */
  private?: boolean | undefined
  /** 0 … 2. */
  temperature?: number | undefined
  /** 0 … 1. */
  topP?: number | undefined
  /** Most tokens of the answer. */
  maxTokens?: number | undefined
  /** −2 … 2. */
  presencePenalty?: number | undefined
  /** −2 … 2. */
  frequencyPenalty?: number | undefined
  /** Up to four texts at which the answer ends. */
  stop?: string | readonly string[] | undefined
  /** How much to think. */
  reasoningEffort?: Known<'none' | 'minimal' | 'low' | 'medium' | 'high'> | undefined
  /** gen's content filters: true, or a list such as `'privacy,violence'`. gen only. */
  safe?: boolean | string | undefined
}

/**
 * Options of `generateText` and `streamText`.
 *
 * @example
 * ```ts
 * import { generateText, type TextOptions } from 'blossom-ai'
 *
 * const poet: TextOptions = { system: 'You are a poet', temperature: 1 }
 * const text = await generateText('Bees', poet)
 * ```
 */
export interface TextOptions extends TextParameters, CallOptions<ChatProvider> {
  /** The system message. */
  system?: string | undefined
  /** Ask for one JSON object. Default: false. */
  json?: boolean | undefined
}

/**
 * Options of `chat` and `streamChat`.
 *
 * @example
 * ```ts
 * import { type ChatOptions, chat } from 'blossom-ai'
 *
 * const options: ChatOptions = { model: 'openai', maxTokens: 100 }
 * const { text } = await chat([{ role: 'user', content: 'Hello' }], options)
 * ```
 */
export interface ChatOptions extends TextParameters, CallOptions<ChatProvider> {
  /** Ask for one JSON object. Default: false. */
  json?: boolean | undefined
  /** Functions that the model may call, and the service's own tools. */
  tools?: readonly (FunctionTool | { type: string })[] | undefined
  /** Whether to call tools, or which one. Default: `auto`. */
  toolChoice?: 'auto' | 'none' | 'required' | { name: string } | undefined
  /** Several calls in one answer. Default: the service's, true. */
  parallelToolCalls?: boolean | undefined
  /** Wins over `json`. */
  responseFormat?:
    | { type: 'text' }
    | { type: 'json_object' }
    | { type: 'json_schema'; json_schema: Record<string, unknown> }
    | undefined
  /** What to answer with. Default: text. */
  modalities?: readonly ('text' | 'audio')[] | undefined
  /** Voice and format of a model that speaks. */
  audio?: { voice?: string; format?: string } | undefined
  /** Merged last into the JSON of the request, for what has no option here. */
  body?: Record<string, unknown> | undefined
}

const TEXT: Rules = {
  seed: SEED,
  safe: SAFE,
  stop: { need: 'a string or up to four', test: (value) => areTexts(value, 4) },
  system: { need: 'a string', test: (value) => typeof value === 'string' },
  model: 'string',
  reasoningEffort: 'string',
  private: 'boolean',
  json: 'boolean',
  parallelToolCalls: 'boolean',
  temperature: [0, 2],
  topP: [0, 1],
  presencePenalty: [-2, 2],
  frequencyPenalty: [-2, 2],
  maxTokens: [1, Infinity, 1],
}

const CHAT: Rules = {
  tools: 'list',
  modalities: 'list',
  responseFormat: 'object',
  audio: 'object',
  body: 'object',
  toolChoice: 'string or object',
}

/** Checks the options of a text call. */
export function checkText(operation: string, options: TextParameters & CallOptions): void {
  checkCall(operation, options)
  checkOptions(operation, options, TEXT)
}

/** Checks the options of a chat call. */
export function checkChat(operation: string, options: ChatOptions): void {
  checkText(operation, options)
  checkOptions(operation, options, CHAT)
}
