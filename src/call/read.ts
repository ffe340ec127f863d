import { parseJson, type Scrub } from './secret.ts'
import type { Answer } from './try.ts'

/** Parses what looks like a JSON object; anything else is undefined. */
export function parseObject(text: string, scrub: Scrub): Record<string, unknown> | undefined {
  try {
    return /^\s*\{/.test(text) ? (parseJson(text, scrub) as Record<string, unknown>) : undefined
  } catch {}
}

/** Reads a whole body as text, the key cut out. */
export async function readText(answer: Answer): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = await answer.read(); bytes; bytes = await answer.read())
    text += decoder.decode(bytes, { stream: true })
  return answer.scrub(text + decoder.decode())
}
