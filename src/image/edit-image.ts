import { checkCall } from '../call/options.ts'
import type { Media } from '../media/media.ts'
import { type EditImageOptions, planEdit } from './plan-edit.ts'
import { postImage } from './post-image.ts'

/**
 * Changes a picture, or makes a new one of several. By gen only, key or not.
 *
 * @param prompt - What to change, or what to show; any text up to 32,000 characters.
 * @param options - `image`: what to edit; parameters of the result (sizes in pixels) and of the call (times in milliseconds).
 *   Files alone go as a form, in which the service takes no `seed` (an `ignored` event tells it); with a URL among them all go
 *   as JSON. `nologo`, `private`, `enhance`, `negativePrompt`, `guidanceScale` and `transparent` are left out.
 * @returns The picture as a Blob with its true media type.
 * @throws ValidationError for bad input; AuthenticationError `missing_key` without a key at gen's own host; PaymentError,
 *   RateLimitError or APIError by the service's answer (`unexpected_content` when it is no image); NetworkError,
 *   TimeoutError; StreamError `stalled`; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { editImage } from 'blossom-ai'
 *
 * const { blob } = await editImage('make it night', { image: 'https://example.com/day.jpg', apiKey: 'sk_example' })
 * ```
 */
export async function editImage(prompt: string, options: EditImageOptions): Promise<Media> {
  const operation = 'editImage'
  checkCall(operation, options)
  const { task, seed } = await planEdit(operation, prompt, options)
  return postImage(task, options, { model: options.model, seed })
}
