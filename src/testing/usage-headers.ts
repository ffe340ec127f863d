import type { Completion } from './chat/complete.ts'

/** What both services say about a text in headers, for callers that see no JSON. */
export function usageHeaders({ model, usage }: Completion): Record<string, string> {
  return {
    'x-model-used': model,
    'x-usage-prompt-text-tokens': `${usage.prompt_tokens}`,
    'x-usage-completion-text-tokens': `${usage.completion_tokens}`,
    'x-usage-total-tokens': `${usage.total_tokens}`,
  }
}
