import type { Task } from '../call/plan.ts'
import { encodePrompt } from '../call/prompt.ts'
import { query } from '../providers/query.ts'
import { isClassic, resolveProvider } from '../providers/resolve.ts'
import type { Message } from './chat-types.ts'
import { planCompletion, wireParameters } from './plan-completion.ts'
import { TEXT_MODELS, type TextOptions } from './text-options.ts'

/** Plans the answer to one prompt: a plain GET where the classic host takes all of it in a URL, else a chat completion. */
export function planText(operation: string, prompt: string, options: TextOptions, stream: boolean): Task {
  const path = encodePrompt(operation, prompt)
  const provider = resolveProvider(operation, options)
  const { system, json, referrer, safe } = options
  // A path of plain letters could be a route of the host (`models`, `feed`), and its firewall refuses `%25`.
  if (isClassic(provider) && !/^[\w./-]+$|%/.test(prompt)) {
    const { reasoning_effort, stop, ...parameters } = wireParameters(options)
    const route = `${provider.text}/`
    const single = stop as string | undefined
    const values = { ...parameters, system, json, private: options.private, referrer, stop: single, stream }
    const url = route + path + query(operation, values)
    if (url.length <= 2000 && !reasoning_effort && !Array.isArray(stop)) {
      const { model } = parameters
      const ignored = safe ? ['safe'] : []
      return { operation, service: 'text', method: 'GET', url, shown: `${route}…`, ignored, model, models: TEXT_MODELS }
    }
  }
  const messages: Message[] = [{ role: 'user', content: prompt }]
  if (system) messages.unshift({ role: 'system', content: system })
  return planCompletion(operation, messages, options, stream)
}
