import { type CallOptions, invalid } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { badPrompt } from '../call/prompt.ts'
import { seedOf } from '../call/seed.ts'
import { query } from '../providers/query.ts'
import { cannot, isClassic, isGen, resolveProvider } from '../providers/resolve.ts'
import type { Message } from './chat-types.ts'
import { type ChatOptions, TEXT_MODELS, type TextParameters } from './text-options.ts'

/** The hosts take no more than 20 MB of JSON. */
const MOST = 20 * 1024 * 1024

type Options = TextParameters & CallOptions & Pick<ChatOptions, 'json' | 'responseFormat'>

/** The parameters in the words of the services. */
export function wireParameters(options: Options): {
  model: string
  stop: TextParameters['stop']
  [name: string]: string | number | TextParameters['stop']
} {
  return {
    model: options.model ?? 'openai',
    seed: seedOf(options.seed),
    temperature: options.temperature,
    top_p: options.topP,
    max_tokens: options.maxTokens,
    presence_penalty: options.presencePenalty,
    frequency_penalty: options.frequencyPenalty,
    stop: options.stop,
    reasoning_effort: options.reasoningEffort,
  }
}

/**
 * Plans a chat completion of messages that are ready to send.
 *
 * @param more - What else goes into the JSON, over everything.
 */
export function planCompletion(
  operation: string,
  messages: readonly Message[],
  options: Options,
  stream: boolean,
  more?: object,
): Task {
  const provider = resolveProvider(operation, options)
  const gen = isGen(provider)
  if (!gen && !isClassic(provider)) throw cannot(operation)
  const { referrer, safe } = options
  const parameters = wireParameters(options)
  let body: string
  try {
    // No spread: of two objects with so many undefined values it takes ten times as long.
    const rest = {
      messages,
      response_format: options.responseFormat ?? (options.json ? { type: 'json_object' } : undefined),
      safe: (gen && safe) || undefined,
      private: (!gen && options.private) || undefined,
      stream: stream || undefined,
    }
    body = JSON.stringify(Object.assign(parameters, rest, more))
  } catch {
    throw invalid(operation, 'the request', 'JSON without circles and BigInt')
  }
  if (body.length > MOST) throw badPrompt(operation, 'over 20 MB')
  const shown = gen ? `${provider.base}/v1/chat/completions` : `${provider.text}/openai`
  const left = gen ? (['private', 'referrer'] as const) : (['safe'] as const)
  return {
    operation,
    service: gen ? 'gen' : 'text',
    method: 'POST',
    url: gen ? shown : shown + query(operation, { referrer }),
    shown,
    headers: { 'content-type': 'application/json' },
    body,
    auth: gen,
    // Streams are not joined on gen, and nothing is on the classic host.
    joined: gen && !stream,
    ignored: left.filter((name) => options[name]),
    model: parameters.model,
    models: TEXT_MODELS,
  }
}
