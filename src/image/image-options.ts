import { type CallOptions, checkOptions, type Rules } from '../call/options.ts'
import type { Plan } from '../call/plan.ts'
import type { ImageProvider } from '../call/provider.ts'
import { areTexts, SAFE, SEED } from '../call/seed.ts'

type Known<T extends string> = T | (string & {})

/**
 * Names known here; any other goes to the service as it is.
 *
 * @example
 * ```ts
 * import type { ImageModel } from 'blossom-ai'
 *
 * const model: ImageModel = 'flux'
 * ```
 */
export type ImageModel = Known<'flux' | 'turbo' | 'kontext' | 'gptimage' | 'zimage'>
export const IMAGE_MODELS: readonly string[] = ['flux', 'turbo', 'kontext', 'gptimage', 'zimage']

/**
 * What a picture shall be like. What a service does not know is left out, and an `ignored` event tells it.
 *
 * @example
 * ```ts
 * import { type ImageParameters, imageUrl } from 'blossom-ai'
 *
 * const phone: ImageParameters = { width: 720, height: 1280 }
 * const url = imageUrl('a fox', phone)
 * ```
 */
export interface ImageParameters {
  /** Default: `flux`. */
  model?: ImageModel | undefined
  /** Pixels. Default: 1024. */
  width?: number | undefined
  /** Pixels. Default: 1024. */
  height?: number | undefined
  /** 0 … 2147483647, or `'random'`: drawn once for a call. The same seed gives the same picture. Default: the service's. */
  seed?: number | 'random' | undefined
  /** No watermark. Taken by the classic host, which ignores it since August 2026. */
  nologo?: boolean | undefined
  /** Keep the picture out of the public feed. Classic only. */
  private?: boolean | undefined
  /** Let a language model enrich the prompt. Classic only. */
  enhance?: boolean | undefined
  /** Refuse adult content; gen also takes a list such as `'sexual,violence'`. */
  safe?: boolean | string | undefined
  /** What shall not be seen. Classic only; its default is `worst quality, blurry`. */
  negativePrompt?: string | undefined
  /** Default: the service's, `medium`. */
  quality?: 'low' | 'medium' | 'high' | 'hd' | undefined
  /** How closely to follow the prompt. */
  guidanceScale?: number | undefined
  /** A transparent background, where the model can. */
  transparent?: boolean | undefined
  /** URLs of pictures to start from. */
  image?: string | readonly string[] | undefined
}

/**
 * Call options are accepted and ignored, so that `withDefaults` works; the key never matters here.
 *
 * @example
 * ```ts
 * import { type ImageUrlOptions, imageUrl } from 'blossom-ai'
 *
 * const options: ImageUrlOptions = { width: 512, publishableKey: 'pk_example' }
 * const url = imageUrl('a fox', options)
 * ```
 */
export interface ImageUrlOptions extends ImageParameters, CallOptions<ImageProvider> {
  /** A publishable key (`pk_…`) to put into the URL of gen; whoever sees the URL can spend from it. */
  publishableKey?: string | undefined
}

/**
 * Options of `generateImage`.
 *
 * @example
 * ```ts
 * import { generateImage, type ImageOptions } from 'blossom-ai'
 *
 * const options: ImageOptions = { model: 'flux', seed: 7, timeout: 60_000 }
 * const { seed } = await generateImage('a fox', options)
 * ```
 */
export interface ImageOptions extends ImageParameters, CallOptions<ImageProvider> {}

/**
 * A user's own image service. `auth: true` in its plan is what lets the call's key through.
 *
 * @example
 * ```ts
 * import { type CustomImageProvider, generateImage } from 'blossom-ai'
 *
 * const provider: CustomImageProvider = {
 *   kind: 'custom',
 *   planImage: (prompt) => ({ method: 'GET', url: `https://my.workers.dev/?prompt=${encodeURIComponent(prompt)}` }),
 * }
 * const { blob } = await generateImage('a fox', { provider })
 * ```
 */
export interface CustomImageProvider extends ImageProvider {
  /** Says that the plan is yours. */
  readonly kind: 'custom'
  /** Makes the request; the answer is read as a picture. */
  planImage(prompt: string, options: ImageOptions): Plan
}

export const IMAGE: Rules = {
  width: [1, 1e5, 1],
  height: [1, 1e5, 1],
  seed: SEED,
  safe: SAFE,
  image: { need: 'an http(s) URL or a list of them', test: (value) => areTexts(value, 100, /^https?:\/\//i) },
  nologo: 'boolean',
  private: 'boolean',
  enhance: 'boolean',
  transparent: 'boolean',
  model: 'string',
  negativePrompt: 'string',
  quality: { need: 'low, medium, high or hd', test: (value) => ['low', 'medium', 'high', 'hd'].includes(value) },
  guidanceScale: [0, 1e6],
}

/** Checks the parameters of a picture. */
export function checkImage(operation: string, options: ImageParameters): void {
  checkOptions(operation, options, IMAGE)
}
