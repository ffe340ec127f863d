import { hostOf } from '../call/host.ts'
import { invalid } from '../call/options.ts'
import type { ImageProvider } from '../call/provider.ts'
import { isUrl } from './address.ts'

/** A Cloudflare Worker of one's own that makes pictures. */
export interface WorkerProvider extends ImageProvider {
  readonly kind: 'flux-worker' | 'sdxl-worker'
  readonly url: string
  /** Its own key; a function, so that no inspection shows it. */
  readonly key?: () => string | Promise<string>
}

function checkUrl(builder: string, url: unknown): string {
  if (!isUrl(url) || !/^http[^#\s]+$/i.test(url) || !hostOf(url)) {
    throw invalid(builder, 'the url of the worker', 'an http(s) URL without a password')
  }
  return url
}

/**
 * Your own Flux worker: `GET {url}?prompt=…`, answering a picture.
 *
 * @param url - Where it is.
 * @returns A provider for `generateImage`. It takes the prompt alone: other parameters are left out.
 * @throws ValidationError `invalid_option` when the url is no http(s) address.
 *
 * @example
 * ```ts
 * import { fluxWorker, generateImage } from 'blossom-ai'
 *
 * const provider = fluxWorker('https://flux.example.workers.dev')
 * const { blob } = await generateImage('a red fox', { provider })
 * ```
 */
export function fluxWorker(url: string): ImageProvider {
  const worker: WorkerProvider = { kind: 'flux-worker', url: checkUrl('fluxWorker', url) }
  return worker
}

/**
 * Your own SDXL worker: `POST {url}` with `{"prompt"}` and its own Bearer key, answering a picture.
 *
 * @param url - Where it is.
 * @param options - `apiKey`: the worker's key, or a function that gives it.
 * @returns A provider for `generateImage`. It takes the prompt alone: other parameters are left out.
 * @throws ValidationError `invalid_option` when the url is no http(s) address. A key that is missing is an
 *   AuthenticationError of the call.
 *
 * @example
 * ```ts
 * import { generateImage, sdxlWorker } from 'blossom-ai'
 *
 * const provider = sdxlWorker('https://sdxl.example.workers.dev', { apiKey: 'my-secret' })
 * const { blob } = await generateImage('a red fox', { provider })
 * ```
 */
export function sdxlWorker(url: string, options: { apiKey: string | (() => string | Promise<string>) }): ImageProvider {
  const apiKey = options?.apiKey
  const key = () => (typeof apiKey === 'function' ? apiKey() : apiKey)
  const worker: WorkerProvider = { kind: 'sdxl-worker', url: checkUrl('sdxlWorker', url), key }
  return worker
}

export const isWorker = (provider: { kind: string }): provider is WorkerProvider =>
  /^(flux|sdxl)-worker$/.test(provider.kind)
