import { checkCall } from '../call/options.ts'
import { send } from '../call/send.ts'
import type { Media } from '../media/media.ts'
import { readMedia } from '../media/read-media.ts'
import { checkImage, type ImageOptions } from './image-options.ts'
import { planImage } from './plan-image.ts'
import { postImage } from './post-image.ts'

/**
 * Makes a picture.
 *
 * @param prompt - What it shows; any text.
 * @param options - Parameters of the picture (sizes in pixels) and of the call (times in milliseconds). Without a key the
 *   anonymous host answers: one picture at a time, one in 45 s.
 * @returns The picture as a Blob with its true media type; `url` is keyless and shows the same picture.
 * @throws ValidationError for bad input; RateLimitError, PaymentError, AuthenticationError or APIError by the service's
 *   answer (`unexpected_content` when it is no image, `empty` when there are no bytes); NetworkError, TimeoutError;
 *   StreamError `stalled`; `signal.reason` after an abort.
 *
 * @example
 * ```ts
 * import { generateImage } from 'blossom-ai'
 *
 * const { blob, mediaType } = await generateImage('a red fox in the snow', { width: 512, height: 512, seed: 7 })
 * ```
 */
export async function generateImage(prompt: string, options: ImageOptions = {}): Promise<Media> {
  const operation = 'generateImage'
  checkCall(operation, options)
  checkImage(operation, options)
  const { task, seed } = planImage(operation, prompt, options)
  const asked = { model: options.model, seed }
  if (task.method === 'POST' && task.service === 'gen') return postImage(task, options, asked)
  // A query of the worker's own may hold a token.
  const open = task.method === 'GET' && !(task.service === 'worker' && task.url.includes('&'))
  const url = open ? task.url : undefined
  return send(task, options, (answer) => readMedia(answer, 'image', { ...asked, url }))
}
