import { type Scrub, unscrubbed } from './secret.ts'

/** JSON text with the secret cut out, also where escapes (`\u0073`, `\/`) hid it, in names and in values. */
export function scrubJson(text: string, scrub: Scrub): string {
  // A pair of backslashes is matched too, so that its second one begins no escape. `"`, `\` and controls stay escaped.
  const plain = (found: string) => (found === '\\\\' ? found : JSON.parse(`"${found}"`))
  return scrub(scrub === unscrubbed ? text : text.replace(/\\(\\|\/|u00(?!22|5c)[2-7][\da-f])/gi, plain))
}

/** Parses JSON, the secret cut out. */
export function parseJson(text: string, scrub: Scrub): unknown {
  return JSON.parse(scrubJson(text, scrub))
}

/** Parses what looks like a JSON object; anything else is undefined. */
export function parseObject(text: string, scrub: Scrub): Record<string, unknown> | undefined {
  try {
    return /^\s*\{/.test(text) ? (parseJson(text, scrub) as Record<string, unknown>) : undefined
  } catch {}
}

/** A value of JSON as text: it may have a `toString` that is no function, or be deeper than the stack; then it is `''`. */
export function asText(value: unknown): string {
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  } catch {
    return ''
  }
}
