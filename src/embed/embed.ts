import { type CallOptions, checkCall, checkOptions, type Rules } from '../call/options.ts'
import { badPrompt, encodePrompt } from '../call/prompt.ts'
import type { ProviderOf } from '../call/provider.ts'
import { send } from '../call/send.ts'
import { genTask, jsonBody } from '../providers/gen-task.ts'
import { resolveGen } from '../providers/resolve.ts'
import { type EmbedResult, readEmbeddings } from './read-embeddings.ts'

/**
 * Options of `embed`.
 *
 * @example
 * ```ts
 * import { type EmbedOptions, embed } from 'blossom-ai'
 *
 * const options: EmbedOptions = { dimensions: 256, apiKey: 'sk_example' }
 * const { embeddings } = await embed('bees', options)
 * ```
 */
export interface EmbedOptions extends CallOptions<ProviderOf<'embedding'>> {
  /** Default: the service's, `openai-3-small`. */
  model?: string | undefined
  /** How many numbers a vector has; which ones there are depends on the model. Default: the model's. */
  dimensions?: number | undefined
}

/** Short names of what the service had in October 2026. */
export const EMBEDDING_MODELS: readonly string[] = ['openai-3-small', 'openai-3-large', 'gemini-2']

const RULES: Rules = { model: 'string', dimensions: [1, 100_000, 1] }

/**
 * Turns texts into vectors, for search and comparison. By gen only, key or not.
 *
 * @param input - One text, or 1 to 32 of them.
 * @param options - Model and size, and the options of the call (times in milliseconds).
 * @returns One vector for each text, in their order.
 * @throws ValidationError for bad input; AuthenticationError `missing_key` without a key at gen's own host; PaymentError,
 *   RateLimitError or APIError by the service's answer (`unexpected_content` when vectors are missing or broken);
 *   NetworkError, TimeoutError; StreamError `stalled`; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { embed } from 'blossom-ai'
 *
 * const { embeddings } = await embed(['bees', 'honey'], { apiKey: 'sk_example' })
 * ```
 */
export async function embed(input: string | readonly string[], options: EmbedOptions = {}): Promise<EmbedResult> {
  const operation = 'embed'
  checkCall(operation, options)
  checkOptions(operation, options, RULES)
  const texts = [input].flat()
  if (!texts.length || texts.length > 32) throw badPrompt(operation, 'no list of 1 to 32 texts')
  for (const text of texts) encodePrompt(operation, text)
  const { model, dimensions } = options
  // A quarter of the bytes of written numbers, and no rounding.
  const body = jsonBody({ model, input, dimensions, encoding_format: 'base64' })
  const task = genTask(operation, resolveGen(operation, options), '/v1/embeddings', options, {
    ...(model && { model }),
    models: EMBEDDING_MODELS,
    ...body,
  })
  return send(task, options, (answer) => readEmbeddings(answer, texts.length))
}
