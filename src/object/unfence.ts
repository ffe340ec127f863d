import type { Scrub } from '../call/secret.ts'
import { jsonReader } from './partial-json.ts'

/**
 * JSON text without the words and the code fence that models like to put before it.
 *
 * @returns The text from its JSON on; `''` when there is none yet.
 */
export function fromJson(text: string): string {
  if (/^\s*[{["]/.test(text)) return text
  return /```[ \t]*[\w./+-]*\s*([\s\S]*)/.exec(text)?.[1] ?? ''
}

/** The JSON of a whole answer: all of it, or what stands in its fence. */
export function unfence(text: string, scrub: Scrub): string {
  const inner = fromJson(text)
  if (!inner || inner === text) return text.trim()
  // Its own end says where it ends: there may be fences in its strings, and behind it.
  const reader = jsonReader(scrub)
  const json = reader.read(inner)
  return reader.whole ? json : ''
}
