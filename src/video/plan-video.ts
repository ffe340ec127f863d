import { type CallOptions, checkCall, checkOptions, type Rules } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { checkLength, encodePrompt } from '../call/prompt.ts'
import type { ProviderOf } from '../call/provider.ts'
import { areTexts, SEED, seedOf } from '../call/seed.ts'
import type { Asked } from '../media/read-media.ts'
import { genTask } from '../providers/gen-task.ts'
import { joinUrls, query } from '../providers/query.ts'
import { resolveGen } from '../providers/resolve.ts'

/**
 * Options of `generateVideo`. What a model takes of them differs; `listModels('video')` tells.
 *
 * @example
 * ```ts
 * import { generateVideo, type VideoOptions } from 'blossom-ai'
 *
 * const options: VideoOptions = { duration: 4, aspectRatio: '9:16', apiKey: 'sk_example' }
 * const { blob } = await generateVideo('a fox', options)
 * ```
 */
export interface VideoOptions extends CallOptions<ProviderOf<'video'>> {
  /** Default: the service's, `veo`. */
  model?: string | undefined
  /** Whole seconds, 1 … 120; most models make 30 at most. Default: the model's. */
  duration?: number | undefined
  /** As `'16:9'` or `'9:16'`. Default: the model's. */
  aspectRatio?: string | undefined
  /** With sound, where the model has the choice. Default: false. */
  audio?: boolean | undefined
  /** URLs of the first picture, or of the first and the last. */
  image?: string | readonly string[] | undefined
  /** 0 … 2147483647, or `'random'`: drawn once for a call. The same seed gives the same film. Default: the service's. */
  seed?: number | 'random' | undefined
}

export const VIDEO_MODELS: readonly string[] = ['veo', 'seedance', 'nova-reel']

const RULES: Rules = {
  model: 'string',
  aspectRatio: 'string',
  duration: [1, 120, 1],
  audio: 'boolean',
  image: { need: 'a URL or two of them', test: (value) => areTexts(value, 2, /\S/) },
  seed: SEED,
}

/** What generateVideo sends, and what the result repeats of it. */
export interface VideoPlan {
  task: Task
  asked: Asked
}

/** Checks the options and plans the request for a film. */
export function planVideo(operation: string, prompt: string, options: VideoOptions): VideoPlan {
  checkCall(operation, options)
  checkOptions(operation, options, RULES)
  // The path `models` is the list of them.
  const path = encodePrompt(operation, prompt === 'models' ? 'models ' : prompt, false)
  const provider = resolveGen(operation, options)
  const { model, duration, aspectRatio, audio, image } = options
  const seed = seedOf(options.seed)
  const values = { model, duration, aspectRatio, audio, image: joinUrls(image), seed }
  const url = checkLength(operation, `${provider.base}/video/${path}${query(operation, values)}`)
  const task = genTask(operation, provider, '/video/…', options, {
    method: 'GET',
    url,
    timeout: 600_000,
    ...(model && { model }),
    models: VIDEO_MODELS,
  })
  return { task, asked: { url, model, seed } }
}
