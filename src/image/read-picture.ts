import { apiError, saidIn } from '../call/classify.ts'
import { asText, parseObject } from '../call/json.ts'
import { readText } from '../call/read.ts'
import type { Answer } from '../call/try.ts'
import { fromBase64 } from '../media/base64.ts'
import type { Media } from '../media/media.ts'
import { type Asked, makeMedia } from '../media/read-media.ts'

interface WirePictures {
  data?: ({ b64_json?: unknown; url?: unknown } | null)[]
  error?: unknown
  status?: unknown
}

/**
 * Reads the JSON in which gen answers a POST for a picture.
 *
 * @param atUrl - Makes the result where the answer holds the picture's address. Absent: that is no result.
 */
export async function readPicture<T = never>(
  answer: Answer,
  asked: Asked,
  atUrl?: (url: string) => T,
): Promise<Media | T> {
  const { task, scrub } = answer
  const text = await readText(answer)
  const body = parseObject(text, scrub) as WirePictures | undefined
  if (body?.error) throw answer.refuse(text, Number(asText(body.status)) || 502)
  const { b64_json, url } = body?.data?.[0] ?? {}
  if (atUrl && !b64_json && typeof url === 'string' && /^https?:/i.test(url)) return atUrl(url)
  if (!b64_json) throw apiError(task, body?.data ? 'empty' : 'unexpected_content', saidIn(text, scrub))
  try {
    const bytes = fromBase64(asText(b64_json))
    return makeMedia(answer, [bytes], bytes, 'image', asked)
  } catch (cause) {
    throw cause instanceof DOMException ? apiError(task, 'unexpected_content', 'its base64 is broken') : cause
  }
}
