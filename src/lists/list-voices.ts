import { VOICES } from '../audio/speech-options.ts'
import { apiError } from '../call/classify.ts'
import type { BlossomError } from '../call/errors.ts'
import { type CallOptions, checkCall, checkOptions } from '../call/options.ts'
import type { ProviderOf } from '../call/provider.ts'
import { GEN, resolveProvider } from '../providers/resolve.ts'
import { findModel } from './find-model.ts'
import { liveOr } from './live-or.ts'
import { planList } from './plan-list.ts'
import { readModels } from './read-models.ts'

/**
 * Lists the voices for `speak`. From gen, whose lists are free, with a key or without.
 *
 * @param model - Only those of this model, by name or alias. Default: those of all models that speak.
 * @param options - The options of the call (times in milliseconds).
 * @returns The service's list, empty for a model that it does not know or that does not speak; `live: false`, the `error` and
 *   the built-in list when the service cannot be reached or answers anything else.
 * @throws ValidationError for bad input; AuthenticationError for a blank or impossible key; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { listVoices } from 'blossom-ai'
 *
 * const { items } = await listVoices()
 * ```
 */
export async function listVoices(
  model?: string,
  options: CallOptions<ProviderOf<'models'>> = {},
): Promise<{ items: string[]; live: boolean; error?: BlossomError }> {
  const operation = 'listVoices'
  checkCall(operation, options)
  checkOptions(operation, { model }, { model: 'string' })
  const provider = resolveProvider(operation, options, GEN)
  // A chat model that speaks is not among the audio models.
  const task = planList(operation, provider, { gen: model ? '/models' : '/audio/models', classic: 'text' }, options)
  return liveOr(
    task,
    options,
    async (answer) => {
      const models = await readModels(answer)
      if (model) return findModel(models, model)?.voices ?? []
      const voices = [...new Set(models.flatMap(({ voices = [] }) => voices))]
      if (!voices.length) throw apiError(task, 'unexpected_content', 'no voices')
      return voices
    },
    () => [...VOICES],
  )
}
