import { type CallOptions, checkCall, invalid } from '../call/options.ts'
import type { ProviderOf } from '../call/provider.ts'
import { GEN, isClassic, resolveProvider } from '../providers/resolve.ts'
import { builtIn } from './built-in.ts'
import { liveOr } from './live-or.ts'
import type { ModelInfo, ModelKind, ModelList } from './model-list.ts'
import { type ListPlace, planList } from './plan-list.ts'
import { readModels } from './read-models.ts'

const PLACES: Readonly<Record<ModelKind, ListPlace>> = {
  image: { gen: '/image/models', classic: 'image' },
  text: { gen: '/text/models', classic: 'text' },
  audio: { gen: '/audio/models', classic: 'text' },
  video: { gen: '/video/models' },
  embedding: { gen: '/embeddings/models' },
}

/**
 * Lists the models that there are. Without a key and a provider: of the classic hosts for `image` and `text`, since those
 * answer without a key, and of gen, whose lists are free, for the rest; with a key of gen, with the models that it may use.
 *
 * @param kind - What they make.
 * @param options - The options of the call (times in milliseconds). `pollinationsClassic()` has no list of `video` and
 *   `embedding`; of `audio` it has the chat models that speak.
 * @returns The service's list; `live: false`, the `error` and a built-in list when the service cannot be reached or answers
 *   anything else. Names differ by service: look them up with `findModel`.
 * @throws ValidationError for bad input; AuthenticationError for a blank or impossible key; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { listModels } from 'blossom-ai'
 *
 * const { items, live } = await listModels('image')
 * ```
 */
export async function listModels(kind: ModelKind, options: CallOptions<ProviderOf<'models'>> = {}): Promise<ModelList> {
  const operation = 'listModels'
  checkCall(operation, options)
  if (!Object.keys(PLACES).includes(kind)) throw invalid(operation, 'kind', `one of ${Object.keys(PLACES).join(', ')}`)
  const place = PLACES[kind]
  const spoken = kind === 'audio'
  const provider = resolveProvider(operation, options, place.classic && !spoken ? undefined : GEN)
  const task = planList(operation, provider, place, options)
  // gen has films among its pictures, and the classic host those who speak among those who write.
  const fits = ({ outputModalities: makes, voices }: ModelInfo) =>
    kind === 'image'
      ? makes?.includes(kind) !== false
      : !spoken || !isClassic(provider) || voices || makes?.includes(kind)
  return liveOr(
    task,
    options,
    async (answer) => (await readModels(answer)).filter(fits),
    () => builtIn(kind),
  )
}
