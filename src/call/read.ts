import { apiError } from './classify.ts'
import type { Answer } from './try.ts'

/** The most bytes of a body that is read whole. */
const LARGEST = 2 ** 28

/**
 * Reads a whole body as text, the key cut out.
 *
 * @param most - What is read of an error: no more bytes than this, and fewer when its connection dies.
 * @param first - Bytes that were read already.
 * @throws APIError `too_large` for a whole body over 256 MB; `partial` is what had been received.
 */
export async function readText(answer: Answer, most: number = LARGEST, first?: Uint8Array): Promise<string> {
  const parts: Uint8Array[] = []
  let left = most
  try {
    for (let bytes = first ?? (await answer.read()); bytes; bytes = left >= 0 ? await answer.read() : undefined) {
      parts.push(bytes)
      left -= bytes.length
    }
  } catch (error) {
    if (most === LARGEST) throw error
  }
  const decoder = new TextDecoder()
  // Decoding as a stream is several times as slow: only what goes on is decoded so.
  const texts = parts.map((bytes, at) => decoder.decode(bytes, { stream: at < parts.length - 1 }))
  const text = answer.scrub(texts.join(''))
  if (left < 0 && most === LARGEST) throw apiError(answer.task, 'too_large', '', { partial: text })
  return text
}
