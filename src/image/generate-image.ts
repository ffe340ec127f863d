import { apiError, saidIn } from '../call/classify.ts'
import { parseObject } from '../call/json.ts'
import { checkCall } from '../call/options.ts'
import { readText } from '../call/read.ts'
import { send } from '../call/send.ts'
import { fromBase64 } from '../media/base64.ts'
import type { Media } from '../media/media.ts'
import { makeMedia, readMedia } from '../media/read-media.ts'
import { checkImage, type ImageOptions } from './image-options.ts'
import { planImage } from './plan-image.ts'

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
 * const { blob, mediaType } = await generateImage('a red fox in the snow', { width: 512, height: 512, seed: 7 })
 * ```
 */
export async function generateImage(prompt: string, options: ImageOptions = {}): Promise<Media> {
  const operation = 'generateImage'
  checkCall(operation, options)
  checkImage(operation, options)
  const { task, seed } = planImage(operation, prompt, options)
  const asked = { url: task.method === 'GET' ? task.url : undefined, model: options.model, seed }
  return send(task, options, async (answer) => {
    if (task.method === 'GET' || task.service !== 'gen') return readMedia(answer, 'image', asked)
    const text = await readText(answer)
    const body = parseObject(text, answer.scrub) as
      | { data?: { b64_json?: string }[]; error?: unknown; status?: number }
      | undefined
    if (body?.error) throw answer.refuse(text, body.status ?? 502)
    const picture = body?.data?.[0]
    if (!picture?.b64_json)
      throw apiError(task, body?.data ? 'empty' : 'unexpected_content', saidIn(text, answer.scrub))
    try {
      const bytes = fromBase64(picture.b64_json)
      return makeMedia(answer, [bytes], bytes, 'image', asked)
    } catch (cause) {
      throw cause instanceof DOMException ? apiError(task, 'unexpected_content', 'its base64 is broken') : cause
    }
  })
}
