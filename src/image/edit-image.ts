import { checkCall } from '../call/options.ts'
import type { Task } from '../call/plan.ts'
import { send } from '../call/send.ts'
import type { Media } from '../media/media.ts'
import { readMedia } from '../media/read-media.ts'
import { type EditImageOptions, planEdit } from './plan-edit.ts'
import { readPicture } from './read-picture.ts'

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
  const asked = { model: options.model, seed }
  const found = await send(task, options, (answer) =>
    readPicture(answer, asked, (url) => ({
      url,
      requestId: answer.requestId(),
      // Here, since the second request knows of no key to cut out.
      model: answer.scrub(answer.response.headers.get('x-model-used') ?? options.model ?? ''),
    })),
  )
  if ('blob' in found) return found
  // A public file on another host: what lets the caller in at the service is not for that one.
  const { apiKey: _, headers: __, ...rest } = options
  const { url, requestId, model } = found
  const shown = `${/^[^/]*\/\/[^/?#]*/.exec(url)}/…`
  const file: Task = { operation, service: 'media', method: 'GET', url, shown, joined: true }
  return send(file, { ...rest, requestId }, (answer) => readMedia(answer, 'image', { model, seed }))
}
