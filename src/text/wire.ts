import type { Usage } from '../call/events.ts'
import { given } from '../call/given.ts'

// What the hosts answer, as far as it is read here. Any of it may be missing, null or of another type: hence unknown.

export interface WireMessage {
  content?: unknown
  reasoning_content?: unknown
  reasoning?: unknown
  reasoning_details?: unknown
  tool_calls?: unknown
  citations?: unknown
  audio?: { data?: unknown; transcript?: unknown } | null
}

export interface WireChat {
  role?: unknown
  status?: unknown
  model?: unknown
  choices?: ({ delta?: WireMessage | null; message?: WireMessage | null; finish_reason?: unknown } | null)[] | null
  usage?: unknown
  citations?: unknown
  error?: unknown
}

interface WireUsage {
  prompt_tokens?: unknown
  completion_tokens?: unknown
  total_tokens?: unknown
  prompt_tokens_details?: { cached_tokens?: unknown } | null
  completion_tokens_details?: { reasoning_tokens?: unknown } | null
}

export interface WireToolCall {
  id?: unknown
  index?: unknown
  function?: { name?: unknown; arguments?: unknown } | null
}

export const listOf = <T>(value: unknown): (T | null)[] => (Array.isArray(value) ? value : [])
export const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The text of a content: a string, or parts with text in them. */
export function textOf(content: unknown): string {
  if (!Array.isArray(content)) return stringOf(content)
  return content.map((part) => stringOf(part?.text)).join('')
}

/** The reasoning of a message or delta, from the first of the fields that models use. */
export function reasoningOf({ reasoning_content, reasoning, reasoning_details }: WireMessage): string {
  return stringOf(reasoning_content) || stringOf(reasoning) || textOf(reasoning_details)
}

/** Whether a message says nothing at all. */
export const isEmpty = (message: WireMessage | null | undefined): boolean =>
  !Object.values(message ?? {}).some((value) => value && value !== 'assistant')

/** Token counts in the package's words; undefined where there are none. */
export function usageOf(usage: unknown): Usage | undefined {
  if (typeof usage !== 'object' || !usage) return
  const counts = usage as WireUsage
  const count = (value: unknown) => (typeof value === 'number' ? value : undefined)
  const inputTokens = count(counts.prompt_tokens) ?? 0
  const outputTokens = count(counts.completion_tokens) ?? 0
  return given({
    inputTokens,
    outputTokens,
    totalTokens: count(counts.total_tokens) || inputTokens + outputTokens,
    reasoningTokens: count(counts.completion_tokens_details?.reasoning_tokens),
    cachedTokens: count(counts.prompt_tokens_details?.cached_tokens),
  })
}
