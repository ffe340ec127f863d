import { send } from '../call/send.ts'
import type { Media } from '../media/media.ts'
import { readMedia } from '../media/read-media.ts'
import { planVideo, type VideoOptions } from './plan-video.ts'

/**
 * Makes a film. It takes minutes: each try may last 600,000 ms. By gen only, key or not.
 *
 * @param prompt - What it shows; any text whose URL stays within 8,000 characters.
 * @param options - Parameters of the film (`duration` in seconds) and of the call (times in milliseconds).
 * @returns The film as a Blob, mostly `video/mp4`; `url` is keyless and shows the same film.
 * @throws ValidationError for bad input; AuthenticationError `missing_key` without a key at gen's own host; PaymentError,
 *   RateLimitError or APIError by the service's answer (`unexpected_content` when it is no film, `empty` when there are no
 *   bytes); NetworkError, TimeoutError; StreamError `stalled`; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { generateVideo } from 'blossom-ai'
 *
 * const { blob } = await generateVideo('a bee lands on a flower', { duration: 4, apiKey: 'sk_example' })
 * ```
 */
export async function generateVideo(prompt: string, options: VideoOptions = {}): Promise<Media> {
  const { task, asked } = planVideo('generateVideo', prompt, options)
  return send(task, options, (answer) => readMedia(answer, 'video', asked))
}
