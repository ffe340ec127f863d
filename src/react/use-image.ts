import { generateImage } from '../image/generate-image.ts'
import type { ImageOptions } from '../image/image-options.ts'
import type { Media } from '../media/media.ts'
import { createMedia, type MediaState } from './create-media.ts'
import type { RunOptions } from './hook-types.ts'
import { useCall } from './use-call.ts'

/**
 * Options of `useImage`: of the picture, and what the hook adds.
 *
 * @example
 * ```tsx
 * import type { UseImageOptions } from 'blossom-ai/react'
 *
 * export const small: UseImageOptions = { width: 256, height: 256, auto: false }
 * ```
 */
export interface UseImageOptions extends ImageOptions, RunOptions<Media> {}

/**
 * What `useImage` gives.
 *
 * @example
 * ```tsx
 * import type { UseImage } from 'blossom-ai/react'
 *
 * export const Seed = ({ media }: UseImage) => <small>Seed {media?.seed}</small>
 * ```
 */
export interface UseImage extends MediaState {}

/**
 * Makes a picture. Unlike `<img src={imageUrl(…)}>` it knows a rate limit that comes as a picture, waits it out, and says
 * so in `retryAt`.
 *
 * @param prompt - What it shows; nothing is asked for an empty one.
 * @param options - As for `generateImage`; `auto`, `onFinish`, `onError`.
 * @returns The picture's `url` for an `<img>`, its status, and what stops it and asks again.
 *
 * @example
 * ```tsx
 * import { useImage } from 'blossom-ai/react'
 *
 * export function Picture({ of }: { of: string }) {
 *   const { url, error, retry } = useImage(of, { width: 512, height: 512 })
 *   if (error) return <button onClick={retry}>{error.message}</button>
 *   return url ? <img src={url} alt={of} /> : <p>Painting …</p>
 * }
 * ```
 */
export function useImage(prompt: string | undefined, options: UseImageOptions = {}): UseImage {
  return useCall(prompt, options, (read) => createMedia(read, generateImage))
}
