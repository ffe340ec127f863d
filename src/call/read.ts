import type { Answer } from './try.ts'

/** Reads a whole body as text, the key cut out. */
export async function readText(answer: Answer): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = await answer.read(); bytes; bytes = await answer.read())
    text += decoder.decode(bytes, { stream: true })
  return answer.scrub(text + decoder.decode())
}
