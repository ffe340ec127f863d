import type { Answer } from './try.ts'

/**
 * Reads a whole body as text, the key cut out.
 *
 * @param most - What is read of an error: no more bytes than this, and fewer when its connection dies.
 * @param first - Bytes that were read already.
 */
export async function readText(answer: Answer, most: number = Infinity, first?: Uint8Array): Promise<string> {
  const parts: Uint8Array[] = []
  let left = most
  try {
    for (let bytes = first ?? (await answer.read()); bytes; bytes = left > 0 ? await answer.read() : undefined) {
      parts.push(bytes)
      left -= bytes.length
    }
  } catch (error) {
    if (most === Infinity) throw error
  }
  const decoder = new TextDecoder()
  // Decoding as a stream is several times as slow: only what goes on is decoded so.
  const texts = parts.map((bytes, at) => decoder.decode(bytes, { stream: at < parts.length - 1 }))
  return answer.scrub(texts.join(''))
}
