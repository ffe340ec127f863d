import type { Answer } from './try.ts'

/** Reads a whole body as text, the key cut out. */
export async function readText(answer: Answer): Promise<string> {
  const parts: Uint8Array[] = []
  for (let bytes = await answer.read(); bytes; bytes = await answer.read()) parts.push(bytes)
  const decoder = new TextDecoder()
  const [only] = parts
  // Decoding in one go is several times as fast.
  if (only && parts.length === 1) return answer.scrub(decoder.decode(only))
  return answer.scrub(parts.map((bytes) => decoder.decode(bytes, { stream: true })).join('') + decoder.decode())
}
